"""The Kubernetes provider of the sandbox: pulumi-kubernetes' rules in front of files, or of a real API server."""
