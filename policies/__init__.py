"""The CrossGuard pack: checks the labels that really go to the cloud, after transforms and the provider's check."""
