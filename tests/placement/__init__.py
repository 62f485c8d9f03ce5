"""Tests of where labels go."""
