"""Tools of the house: what is run by hand or by CI, and never shipped."""
