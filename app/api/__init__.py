"""The JSON API of CONTRACT.md, one file a subject; `deps` holds what every route asks first."""

from fastapi import APIRouter

from app.api import cards, contributions, feed, people, rooms

router = APIRouter(prefix="/api")
for part in (rooms, people, contributions, cards, feed):
    router.include_router(part.router)
