"""The words that the console's page and script need beside its templates: filters, keys, short sentences."""

from __future__ import annotations

from app.i18n import gettext
from facilitation.method import label
from sessions.state import Room


def filters(room: Room, language: str) -> list[tuple[str, str]]:
    """What the stream can be narrowed to: (value, name)."""
    return [
        ("", gettext(language, "Newest first")),
        *((theme.id, label(theme, language)) for theme in room.the_method.themes),
        ("other", gettext(language, "Without theme")),
        ("unsure", gettext(language, "In doubt")),
        ("held", gettext(language, "Waits for you")),
        ("hidden", gettext(language, "Hidden")),
    ]


def keys(room: Room, language: str) -> list[tuple[str, str]]:
    """Every key and what it does."""
    last = len(room.the_method.themes)
    return [
        ("↑ ↓", gettext(language, "choose a statement")),
        (f"1 – {last}", gettext(language, "move the chosen statement to a theme")),
        ("0", gettext(language, "none of these themes")),
        ("S", gettext(language, "in the spotlight, and out of it")),
        ("M", gettext(language, "merge with the statement you choose next")),
        ("H", gettext(language, "hide, and show again")),
        ("E", gettext(language, "mend a typo")),
        ("Z", gettext(language, "undo the last action")),
        ("N", gettext(language, "next stage")),
        ("+ −", gettext(language, "one minute more or less")),
        ("Q", gettext(language, "QR on the board, and off it")),
        ("P", gettext(language, "the board stands still, and goes on")),
        ("F", gettext(language, "freeze the board, and let it go")),
        ("B", gettext(language, "black board, and back")),
        ("Esc", gettext(language, "close, stop, choose nothing")),
        ("?", gettext(language, "this list")),
    ]


def says(language: str) -> dict[str, str]:
    """What the script says; `{x}` is filled in there."""
    return {
        "connected": gettext(language, "Connected."),
        "connecting": gettext(language, "Connecting."),
        "offline": gettext(language, "No connection. This is how it was {x} ago. Buttons wait until it is back."),
        "polling": gettext(language, "Connected, a little slower."),
        "refused": gettext(language, "This link no longer works. Ask the facilitator for a new one."),
        "gone": gettext(language, "This room is gone."),
        "last": gettext(language, "Last contribution {x} ago"),
        "state": gettext(language, "State of {x} ago."),
        "s": gettext(language, "{x} s"),
        "min": gettext(language, "{x} min"),
        "h": gettext(language, "{x} h"),
        "fresh": gettext(language, "{x} new"),
        "quiet-one": gettext(language, "Table {x} has been quiet for five minutes."),
        "quiet-many": gettext(language, "Tables {x} have been quiet for five minutes."),
        "quiet-all": gettext(language, "All tables have been quiet for five minutes."),
        "and": gettext(language, "and"),
        "pace": gettext(language, "{x} a minute"),
        "failed": gettext(language, "That did not work. Try again."),
        "moved": gettext(language, "Moved to {x}."),
        "undone": gettext(language, "Undone."),
        "offer": gettext(language, "“{x}” can be a rule here."),
        "make": gettext(language, "Make the rule: {x}"),
        "not-now": gettext(language, "Not now"),
        "made": gettext(language, "Rule made."),
        "pick": gettext(language, "Choose a statement first."),
    }
