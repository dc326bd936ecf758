"""The choice of where long computations run: local threads or the cluster of LOGREG_SCHEDULER."""

from __future__ import annotations

from functools import cache

from logreg_core import environment

from .executor import Executor, here


@cache
def anywhere() -> Executor:
    """Return the cluster if LOGREG_SCHEDULER names one, else the local threads."""
    if not (address := environment.scheduler.value):
        return here
    from .cluster import Cluster  # Dask is an optional extra

    return Cluster(address, here)
