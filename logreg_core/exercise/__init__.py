"""Learning by doing: a learner's own six functions, run and checked."""
