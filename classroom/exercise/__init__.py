"""Learning by doing: the six functions written by a learner, and what there is to try, to break and to guess."""
