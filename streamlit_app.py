"""The front door: `streamlit run streamlit_app.py` serves the script `pages/menu.py`.

With its script inside `pages/`, an `st.App` disables Streamlit's older automatic menu, which would answer the first
deep link after a start with "Page not found".
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from streamlit import config
from threadpoolctl import threadpool_limits

from classroom.exercise import run
from logreg_core import ArgumentError, environment
from logreg_core.untrusted import sandbox
from pages.base import limits

try:  # before imports that read a limit
    st.secrets.load_if_toml_exists()  # secrets become environment variables
    for each in (*environment.TABLE, *limits.TABLE):
        each.value  # noqa: B018
except ArgumentError as error:
    sys.exit(f"The app does not start: {error}")

from pages.server import log, metrics, visits
from pages.server.assets import Assets
from pages.server.browser_blobs import drawer_route
from pages.server.full import Full, memory_limit
from pages.server.headers import SecurityHeaders
from pages.server.index import Index
from pages.server.leaving import leaving, ready_route
from pages.server.memory import give_back_what_is_freed, open_as_many_as_allowed
from pages.server.plugged import plugins
from pages.server.redirect import redirect_plain_requests
from pages.server.streamlit_private import lose_no_press
from pages.server.uploads import UploadLimit, waiting_bytes
from pages.visit.background import of_the_server

BASE = st.get_option("server.baseUrlPath")
if limits.upload.value != limits.upload.default:
    config.set_option("server.maxUploadSize", limits.upload.value, limits.upload.variable)
sandbox.allow(limits.readers.value)
run.allow(limits.programs.value)
HEAVY = (
    "pandas",
    "skimage.feature",
    "skimage.transform",
    "sklearn.linear_model",
    "sklearn.pipeline",
    "logreg_core.export.card",
)
GAUGES = {
    "children": ("Processes that read an upload or run a learner's code.", sandbox.running),
    "runs": ("Runs that are computed in the background, or wait there.", lambda: of_the_server.under_way),
    "sessions": ("Visits that are in the memory, those just left among them.", visits.number),
    "waiting_bytes": ("Files that wait to be taken by a page.", waiting_bytes),
}
# Streamlit accepts uploads through Starlette, which would write a larger one to a temporary file.
MultiPartParser.spool_max_size = 2**20 * (st.get_option("server.maxUploadSize") + 1)


def import_parts() -> None:
    """Import the pages' parts at start. If two visitors import the same module at once, Python may give one of them
    half a module to avoid a deadlock.
    """
    root = Path(__file__).parent
    for file in sorted(root.glob("pages/parts/*/*.py")):
        import_module(".".join(file.relative_to(root).with_suffix("").parts))


@asynccontextmanager
async def ready(_: st.App) -> AsyncIterator[None]:
    """Import the heavy libraries, the plug-ins and the parts of all pages before the first visitor; the collector never
    looks at them again. While the server runs, sweep up behind visitors who have left.
    """
    for name in HEAVY:
        import_module(name)
    log.begin()
    plugins()
    import_parts()
    lose_no_press()
    if st.get_option("server.sslCertFile"):
        redirect_plain_requests()
    give_back_what_is_freed()
    open_as_many_as_allowed()
    # One thread for each matrix product. Many visitors share the processors; on a busy machine, threads of one product
    # that wait for each other take ten times the time of the product.
    threadpool_limits(1, user_api="blas")
    # The thread that sends pages releases the interpreter after each element, and would wait five milliseconds for its
    # next turn. With this setting, 95 % of 40 visitors on a busy machine had their answer after 0.6 seconds; without
    # it, after 1.1.
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    sweeping = asyncio.create_task(visits.sweep_for_ever())
    end_metrics = metrics.serve(GAUGES)
    leaving.listen()
    yield
    end_metrics()
    sweeping.cancel()


app = st.App(
    "pages/menu.py",
    lifespan=ready,
    routes=[drawer_route(BASE), ready_route(BASE)],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Full, visitors=limits.visitors.value, memory=memory_limit),
        Middleware(Assets, base=BASE),
        Middleware(Index, base=BASE),
        Middleware(UploadLimit),
    ],
)
