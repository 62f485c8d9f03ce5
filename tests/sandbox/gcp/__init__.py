"""The Google provider."""
