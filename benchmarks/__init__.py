"""How fast it is, measured side by side in one run: `make bench`. Not a test: nothing fails when a figure is high."""
