"""The configs with which jobs are submitted: one module per target, pure, standard library and our own words only."""
