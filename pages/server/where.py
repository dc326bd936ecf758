"""Where work that takes seconds is done: in the threads of this server, or on a cluster that LOGREG_SCHEDULER names."""

from __future__ import annotations

import os
from functools import cache

from .executor import Executor, here

VARIABLE = "LOGREG_SCHEDULER"


@cache
def anywhere() -> Executor:
    """The cluster where one is named, else the threads here."""
    address = os.environ.get(VARIABLE, "").strip()
    if not address:
        return here
    from .cluster import Cluster  # Dask is there only where a cluster is

    return Cluster(address, here)
