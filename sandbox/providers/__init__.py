"""The sandbox's resource providers: Pulumi's provider protocol in front of local clouds, as strict as the real ones."""
