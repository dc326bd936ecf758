"""`python -m logreg_core.descent`: the older name of the command `python -m logreg_core.large`."""

from runpy import run_module

if __name__ == "__main__":
    run_module("logreg_core.large", run_name="__main__", alter_sys=True)
