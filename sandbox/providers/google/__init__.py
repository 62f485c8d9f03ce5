"""The sandbox's provider for Google Cloud (pulumi-gcp): types, rules and words of Google, on files of ours."""
