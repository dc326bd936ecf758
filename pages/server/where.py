"""The choice of where long computations run: local threads or the cluster of LOGREG_SCHEDULER."""

from __future__ import annotations

from functools import cache

from logreg_core import environment

from .executor import Executor, here


@cache
def anywhere() -> Executor:
    """The cluster where one is named, else the threads here."""
    if not (address := environment.scheduler.value):
        return here
    from .cluster import Cluster  # Dask is there only where a cluster is

    return Cluster(address, here)
