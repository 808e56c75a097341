"""What of a report may be given back to everybody: results and words, without what could point at a person."""

from __future__ import annotations

from dataclasses import replace

from app.report.blocks import Block, Paper, Section, Voice, Voices
from facilitation.synthesis.subpoints import PRIVATE

GIVEN = ("asked", "summary", "findings", "themes", "practices", "characteristics", "votes", "promises", "counting")


def public_paper(paper: Paper) -> Paper:
    """The paper without annex, cross tables, who was there and lists of rare answers; no table beside a quote."""
    sections = tuple(_public(s) for s in paper.sections if s.id in GIVEN and s.on)
    return replace(paper, sections=sections)


def _public(section: Section) -> Section:
    return replace(section, blocks=tuple(_clean(block) for block in section.blocks))


def _clean(block: Block) -> Block:
    if isinstance(block, Voices):
        return replace(block, rows=tuple(_nameless(v, block.large) for v in block.rows if not PRIVATE.search(v.text)))
    return block


def _nameless(voice: Voice, large: bool) -> Voice:
    # A finding is a table's own; a single statement is one person's.
    return voice if large else replace(voice, source="")
