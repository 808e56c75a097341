"""Taking a room home: a document at once, or as a job that can be followed and stopped."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import NO_STORE, reply
from app.api.deps import Body, Call, ReadCall, WriteCall
from app.documents import FORMATS, MEDIA
from app.documents.job import Cancelled, Failed, Job
from app.exporting import csv_export, json_export, petals_export
from app.i18n import LANGUAGES
from app.moments import records_at, room_at
from app.problems import Problem, language_of

router = APIRouter(tags=["exports"])
QUICK = {"json": json_export, "csv": csv_export}  # milliseconds: not worth a process
KEEP = 4  # finished jobs a room, oldest out first
LOOK_SECONDS = 1.0


def must_lead(call: Call) -> None:
    if call.actor.role not in ("facilitator", "organiser"):
        raise Problem("no_token" if call.actor.role == "anyone" else "not_allowed")


def asked_language(request: Request) -> str:
    wish = request.query_params.get("lang", "")
    return wish if wish in LANGUAGES else language_of(request)


def new_job(call: Call, format: str, language: str) -> Job:
    if format not in FORMATS:
        raise Problem("not_found")
    return Job(id=secrets.token_hex(6), room=call.code, format=format, language=language, seq=call.room.seq)


async def run(call: Call, job: Job, moment: int | None = None) -> bytes:
    records = await records_at(call.context, call.room, moment)
    try:
        return await call.context.press.make(job, records, call.at)
    except Cancelled:
        raise Problem("export_cancelled") from None
    except (Failed, TimeoutError):
        raise Problem("export_failed") from None


def file_of(job: Job, data: bytes) -> Response:
    name = f'attachment; filename="bloesem-{job.room}.{job.format}"'
    return Response(data, media_type=MEDIA[job.format], headers={**NO_STORE, "Content-Disposition": name})


@router.get("/rooms/{code}/export.{format}")
async def get_export(request: Request, call: ReadCall, format: str, of: str = "", at: int | None = None) -> Response:
    """The room as a file: json csv xlsx docx pdf pptx zip. `lang` or Accept-Language picks nl, fr or en. The CSV has a
    row a precondition, with `of=petals` a row a petal of the lotuses. `at` gives the room as it was at that number of
    its log, without what was taken back since. Facilitator only. It is made in a process of its own; going away stops
    it.
    """
    must_lead(call)
    job = new_job(call, format, asked_language(request))
    if format in QUICK:
        records = await records_at(call.context, call.room, at)
        room = await room_at(call.room, records, at)
        make = petals_export if (format, of) == ("csv", "petals") else QUICK[format]
        return file_of(job, await asyncio.to_thread(make, room, records[:at], job.language))
    making = asyncio.create_task(run(call, job, at))
    while not making.done():
        await asyncio.wait([making], timeout=LOOK_SECONDS)
        if not making.done() and await request.is_disconnected():
            job.cancel()
    return file_of(job, await making)


class ExportBody(Body):
    format: str = "pdf"
    language: str | None = None


def job_data(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "format": job.format,
        "language": job.language,
        "seq": job.seq,
        "state": job.state,
        "percent": job.percent,
        "step": job.what,
        "bytes": len(job.data),
    }


@router.post("/rooms/{code}/exports", status_code=202)
async def post_export(request: Request, call: WriteCall, body: ExportBody) -> Response:
    """Starts making a document; follow it at `GET …/exports/ID`, fetch it at `…/exports/ID/file`."""
    must_lead(call)
    language = body.language if body.language in LANGUAGES else asked_language(request)
    job = new_job(call, body.format, language)
    jobs = call.context.jobs.setdefault(call.code, {})
    jobs[job.id] = job
    for old in [id for id, some in jobs.items() if some.state not in ("waiting", "making")][:-KEEP]:
        del jobs[old]

    async def work() -> None:
        try:
            job.data = await run(call, job)
        except Problem:
            job.data = b""

    task = asyncio.create_task(work())
    call.context.tasks.add(task)
    task.add_done_callback(call.context.tasks.discard)
    return reply(job_data(job), 202)


def job_of(call: Call, id: str) -> Job:
    must_lead(call)
    job: Job | None = call.context.jobs.get(call.code, {}).get(id)
    if job is None:
        raise Problem("not_found")
    return job


@router.get("/rooms/{code}/exports/{id}")
async def get_job(call: ReadCall, id: str) -> Response:
    """How far a document is: waiting, making, done, failed or cancelled, with percent and step."""
    return reply(job_data(job_of(call, id)))


@router.get("/rooms/{code}/exports/{id}/file")
async def get_job_file(call: ReadCall, id: str) -> Response:
    """The finished document."""
    job = job_of(call, id)
    if job.state != "done":
        raise Problem("not_found")
    return file_of(job, job.data)


@router.delete("/rooms/{code}/exports/{id}")
async def delete_job(call: WriteCall, id: str) -> Response:
    """Stops a document that is being made, or drops a finished one."""
    job = job_of(call, id)
    job.cancel()
    job.data = b""
    call.context.jobs.get(call.code, {}).pop(id, None)
    return reply(job_data(job))
