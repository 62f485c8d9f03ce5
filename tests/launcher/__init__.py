"""Launches: pipelines, actions, runs and Studios, from what was given to what is sent."""
