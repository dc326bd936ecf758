"""`python -m logreg_core.large --images ...`: see `command`."""

import sys

try:
    from .command import main
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
        raise
    sys.exit("Images that fit into no memory need Dask: pip install -r requirements-dask.txt")

if __name__ == "__main__":
    sys.exit(main())
