"""A run is sent to its platform once, and recorded: one submitter a platform, one way for all of them."""
