"""The whole house through the real engine, on this repository's own project, judged by boto3 and the engine."""
