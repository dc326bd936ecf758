"""`python -m logreg_core.descent --images ...`: see `logreg_core.large.command`."""

import sys

try:
    from ..large.command import main
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
        raise
    sys.exit("Images that fit into no memory need Dask: pip install -r requirements-dask.txt")

if __name__ == "__main__":
    sys.exit(main())
