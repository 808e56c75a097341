"""What of a report may be given back to everybody: results and words, without what could point at a person."""

from __future__ import annotations

from dataclasses import replace

from app.report.blocks import Block, Paper, Petals, Rank, Ranked, Section, Step, Steps, Table, Voice, Voices
from facilitation.synthesis.subpoints import PRIVATE

GIVEN = ("asked", "summary", "findings", "themes", "practices", "characteristics", "votes", "promises", "counting")


def public_paper(paper: Paper) -> Paper:
    """The paper without annex, cross tables, who was there and lists of rare answers; no table beside a quote."""
    sections = tuple(_public(s) for s in paper.sections if s.id in GIVEN and s.on)
    return replace(paper, sections=sections)


def _public(section: Section) -> Section:
    return replace(section, blocks=tuple(_clean(block) for block in section.blocks))


def _clean(block: Block) -> Block:
    """Without names, places at tables and what looks like an address, wherever people's words may stand."""
    if isinstance(block, Voices):
        return replace(block, rows=tuple(_nameless(v, block.large) for v in block.rows if _open(v.text)))
    if isinstance(block, Rank):
        return replace(block, rows=tuple(_ranked(row) for row in block.rows))
    if isinstance(block, Steps):
        # Who promises may be a person: what and when are enough here.
        return Steps(tuple(Step(s.text, "", s.when, s.language) for s in block.rows if _open(s.text, s.when)))
    if isinstance(block, Petals):
        rows = (replace(r, detail=r.detail if _open(r.detail) else "") for r in block.rows if _open(r.label))
        return replace(block, rows=tuple(rows))
    if isinstance(block, Table) and block.rows:
        kept = [i for i, row in enumerate(block.rows) if _open(*(cell for cell in row if isinstance(cell, str)))]
        languages = tuple(block.languages[i] for i in kept) if block.languages else ()
        return replace(block, rows=tuple(block.rows[i] for i in kept), languages=languages)
    return block


def _open(*texts: str) -> bool:
    return not any(PRIVATE.search(text) for text in texts)


def _ranked(row: Ranked) -> Ranked:
    quotes = tuple(_nameless(v, False) for v in row.quotes if _open(v.text))
    return replace(row, quotes=quotes, points=tuple((_nameless(v, False), n) for v, n in row.points if _open(v.text)))


def _nameless(voice: Voice, large: bool) -> Voice:
    # A finding is a table's own; a single statement is one person's.
    return voice if large else replace(voice, source="")
