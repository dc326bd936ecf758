"""`python -m logreg_core.descent`, an alias of the command `python -m logreg_core.large`."""

from runpy import run_module

if __name__ == "__main__":
    run_module("logreg_core.large", run_name="__main__", alter_sys=True)
