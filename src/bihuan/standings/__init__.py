"""League tables by printed schemes: scores, intervals and possible ranks, frozen and published."""
