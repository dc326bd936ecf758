"""Where work that takes seconds is done: in the threads of this server, or on a cluster that LOGREG_SCHEDULER names."""

from __future__ import annotations

import os
from functools import cache

from logreg_core import ArgumentError

from .executor import Executor, here

VARIABLE = "LOGREG_SCHEDULER"


@cache
def anywhere() -> Executor:
    """The cluster where one is named, else the threads here. Raises ArgumentError where Dask is missing."""
    address = os.environ.get(VARIABLE, "").strip()
    if not address:
        return here
    try:
        from .cluster import Cluster  # Dask is there only where a cluster is
    except ImportError as error:
        raise ArgumentError(
            f"{VARIABLE} names a cluster, and Dask is missing: pip install -r requirements-dask.txt"
        ) from error
    return Cluster(address, here)
