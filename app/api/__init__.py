"""The JSON API of CONTRACT.md, one file a subject; `deps` holds what every route asks first."""

from fastapi import APIRouter

from app.api import cards, contributions, exports, feed, groups, imports, lotus, people, report, rooms, rules, suggest

router = APIRouter(prefix="/api")
# Routes are tried one after the other: what a hall writes all day comes first.
for part in (contributions, lotus, people, suggest, rooms, cards, rules, groups, feed, exports, imports, report):
    router.include_router(part.router)
