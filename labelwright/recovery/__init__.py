"""The way back after a killed `pulumi up`: what was being created is found in the cloud and handed to Pulumi."""
