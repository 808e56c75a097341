"""The live pages as named regions. A region's root element carries `id="r-NAME"`; a frame replaces it by that id.

A page module offers REGIONS: a list of `Part(name, view, personal)`; its template is `PAGE/NAME.html.j2` and gets
`v` (the view), `room`, `viewer`. Views are equal when nothing that they show has changed, and cheap: they are made on
every change, the template only when the view differs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from app.rendering import Rendering
from sessions.state import Room
from sessions.watching import Region, Viewer


@dataclass(frozen=True)
class Part:
    """What a page module says of one region."""

    name: str
    view: Callable[[Room, Viewer], Any]
    personal: bool = False
    drawing: Callable[[Any, Room], Any] | None = None
    """What only a new drawing needs; the template gets it as `d`."""
    shared: Callable[[Any, Room, Viewer], Hashable | None] | None = None
    """For a personal part: under which key its drawing is anybody else's as well, None when it is one person's own."""


MOST_DRAWN = 512


class PageRegion:
    """A part with its template, as the hub wants it."""

    def __init__(self, page: str, part: Part, rendering: Rendering) -> None:
        self.name = part.name
        self.personal = part.personal
        self._part = part
        self._template = f"{page}/{part.name}.html.j2"
        self._rendering = rendering
        self._drawn: dict[Hashable, str] = {}

    def view(self, room: Room, viewer: Viewer) -> Any:
        return self._part.view(room, viewer)

    def render(self, view: Any, room: Room, viewer: Viewer) -> str:
        key = self._part.shared(view, room, viewer) if self._part.shared else None
        if key is None:
            return self._draw(view, room, viewer)
        html = self._drawn.get(key)
        if html is None:
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            html = self._drawn[key] = self._draw(view, room, viewer)
        return html

    def _draw(self, view: Any, room: Room, viewer: Viewer) -> str:
        values: dict[str, Any] = {"v": view, "room": room, "viewer": viewer}
        if self._part.drawing is not None:
            values["d"] = self._part.drawing(view, room)
        return self._rendering.page(self._template, viewer.audience.language, **values)


def page_regions(rendering: Rendering) -> dict[str, Sequence[Region]]:
    """All pages with their regions, for the hub and for first drawings."""
    from app.regions import board, console, phone

    modules = {"board": board, "console": console, "phone": phone}
    return {page: [PageRegion(page, part, rendering) for part in module.REGIONS] for page, module in modules.items()}


def draw(regions: Sequence[Region], room: Room, viewer: Viewer) -> dict[str, str]:
    """Every region of a page as HTML, for its first load without a socket."""
    return {region.name: region.render(region.view(room, viewer), room, viewer) for region in regions}
