# ruff: noqa: INP001 - a Pulumi program, not a package
"""The packaged component and nothing else; `tests/placement/test_engine.py` sees what its children got."""

import pulumi

from labelwright import transform
from labelwright.placement import Injection, Injections


class Packaged(pulumi.ComponentResource):
    """The component, made in a process of its own."""

    def __init__(self, name: str, args: pulumi.Inputs) -> None:
        super().__init__("labelwright:index:AwsBatchEnvironment", name, args, None, remote=True)


transform.register(
    Injections(
        Injection({"owner": "org", "team": "genomics"}), {"ce1": Injection({"environment": "ce1", "team": "genomics"})}
    )
)
Packaged("ce1", {"type": "EC2", "labels": {"team": "mine"}})
