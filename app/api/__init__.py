"""The JSON API of CONTRACT.md, one file a subject; `deps` holds what every route asks first."""

from fastapi import APIRouter

from app.api import (
    cards,
    contributions,
    exports,
    feed,
    groups,
    imports,
    links,
    lotus,
    people,
    plenary,
    report,
    rooms,
    rules,
    suggest,
)

router = APIRouter(prefix="/api")
# Routes are tried one after the other: what a hall writes all day comes first.
PARTS = (
    contributions, plenary, lotus, people, suggest, rooms, links, cards, rules, groups, feed, exports, imports, report,
)  # fmt: skip
for part in PARTS:
    router.include_router(part.router)
