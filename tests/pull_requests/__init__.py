"""Tests of what a pull request is told: formats, the review of a preview, and the workflows themselves."""
