"""The JSON API of CONTRACT.md, one file a subject; `deps` holds what every route asks first."""

from fastapi import APIRouter

from app.api import cards, contributions, exports, feed, groups, lotus, people, rooms, rules, suggest

router = APIRouter(prefix="/api")
for part in (rooms, people, contributions, cards, rules, lotus, groups, feed, exports, suggest):
    router.include_router(part.router)
