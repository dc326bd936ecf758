"""`python -m logreg_core.exercise`: the older name of the command `python -m classroom.exercise`."""

from runpy import run_module

if __name__ == "__main__":
    run_module("classroom.exercise", run_name="__main__", alter_sys=True)
