"""`python -m logreg_core.descent --images ...`: see `logreg_core.large.command`."""

import sys

from ..large.command import main

if __name__ == "__main__":
    sys.exit(main())
