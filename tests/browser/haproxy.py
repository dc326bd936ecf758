"""The test of several replicas needs HAProxy, so this finds it, or as root on Debian or Ubuntu installs the package.

`make test` runs it before pytest. In CI it is a failure when there is none in the end; elsewhere the test is skipped
then.
"""

from __future__ import annotations

import os
import sys

from deploy.replicas import CannotStart, find
from tests.core.valkey_server import install


def is_here() -> bool:
    """Whether there is one."""
    try:
        find("haproxy")
    except CannotStart:
        return False
    return True


def missing() -> str:
    """Why there is none, and what to do, in one sentence."""
    return "No HAProxy is here (`make test` installs it where it runs as root): install the package haproxy."


def main() -> int:
    """Find it or install it. Returns the exit code."""
    if is_here() or (install("haproxy") and is_here()):
        print(f"HAProxy for the tests: {find('haproxy')}")
        return 0
    in_ci = os.environ.get("CI") == "true"
    print(missing() if in_ci else f"{missing()} Until then its test is skipped.")
    return 1 if in_ci else 0


if __name__ == "__main__":
    sys.exit(main())
