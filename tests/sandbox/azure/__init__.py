"""The Azure provider."""
