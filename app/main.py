"""The composition root: makes the parts, ties them together, serves them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI

from app import api, health, live, pages, problems
from app.assets import Assets
from app.context import Context
from app.http import Edge
from app.identity import Tokens
from app.limits import Bucket
from app.metrics import committed
from app.pages.errors import error_answer
from app.regions import page_regions
from app.rendering import STATIC, Rendering
from app.retention import heard, keep_sweeping
from app.second_opinion import SecondOpinion
from app.settings import Settings, load_settings
from app.theming import Theming
from app.theming_adapters import adapted_by
from app.wire import Packed
from sessions.hub import Hub
from sessions.service import Service
from sessions.store import Store
from sessions.store.address import store_at

log = structlog.get_logger()
USUAL_METHOD = "startmoment"


def make_context(settings: Settings, store: Store | None = None) -> Context:
    rendering = Rendering()
    service = Service(store or store_at(settings.database_url, settings.data_dir))
    service.committed = committed
    hub = Hub(
        page_regions(rendering),
        report=lambda problem: log.error("hub", exc_info=problem),
        seat=live.seat,
        pack=Packed,
    )
    service.listen(lambda room, records: hub.changed(room))
    theming = Theming(adapted_by(settings))
    opinion = None
    if settings.theming != "core":
        opinion = SecondOpinion(theming.default, service.do, lambda: int(time.time() * 1000))
        service.listen(opinion.heard)
    burst, refill = settings.device_burst
    context = Context(
        settings=settings,
        service=service,
        hub=hub,
        tokens=Tokens(settings.secret_keys, settings.organiser_token),
        placer=theming,
        likeness=theming.likeness,
        second_opinion=opinion,
        rendering=rendering,
        device_bucket=Bucket(burst, refill),
        room_bucket=Bucket(settings.room_rate * 2, settings.room_rate),
    )
    service.listen(partial(heard, context))
    service.listen(context.proposing.heard)
    return context


def make_app(settings: Settings | None = None, store: Store | None = None) -> FastAPI:
    """The application. Start it with a server that runs lifespan events."""
    settings = settings or load_settings()
    context = make_context(settings, store)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await context.service.store.start()
        # The first statement of the day must not wait for an engine to be read from disk.
        await asyncio.to_thread(context.placer.where, USUAL_METHOD, ["tijd"], "nl")
        if context.second_opinion:
            context.second_opinion.start()
        sweeping = asyncio.create_task(keep_sweeping(context), name="retention")
        yield
        context.draining = True
        sweeping.cancel()
        if context.second_opinion:
            await context.second_opinion.stop()
        await context.proposing.stop()
        for jobs in context.jobs.values():
            for job in jobs.values():
                job.cancel()
        await context.service.stop()
        await context.hub.stop()
        await context.service.store.stop()

    app = FastAPI(
        title="Bloesem",
        version="0.1.0",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.context = context
    app.add_middleware(Edge)
    problems.install(app, error_answer)
    app.router.routes.insert(0, live.ROUTE)
    app.include_router(api.router)
    app.include_router(health.router)
    app.include_router(live.router)
    app.include_router(pages.router)
    app.mount(f"/static/{context.rendering.release}", Assets(STATIC), name="static")
    return app
