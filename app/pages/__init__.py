"""The pages people open, one file a page."""

from fastapi import APIRouter

from app.pages import apidocs, board

router = APIRouter(include_in_schema=False)
for page in (
    apidocs,
    board,
):
    router.include_router(page.router)
