"""The sandbox: a real Pulumi engine and a local cloud in which `pulumi up` runs without an account.

By hand: `python -m sandbox start`, then `eval "$(python -m sandbox env)"`. From Python: `Sandbox(directory).start()`.
"""

from sandbox.session import Sandbox, SandboxError, Status

__all__ = ["Sandbox", "SandboxError", "Status"]
