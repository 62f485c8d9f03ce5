"""Runs as they were launched: their labels with provenance, their jobs, and every later change of a label.

`run` says what a run is, `tables` how it lies in a database, `store` reads and writes it. SQLAlchemy is heavy, so
nothing is imported here: who needs a part imports that part.
"""
