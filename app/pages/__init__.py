"""The pages people open, one file a page."""

from fastapi import APIRouter

from app.pages import apidocs, board, carry, compare, console, groups, harvest, phone, privacy, report, ruling, start

router = APIRouter(include_in_schema=False)
for page in (apidocs, board, carry, compare, console, groups, harvest, privacy, report, ruling, start, phone):
    router.include_router(page.router)
