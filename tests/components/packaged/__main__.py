# ruff: noqa: INP001 - a Pulumi program, not a package
"""The packaged component and nothing else; `tests/components/test_package.py` sees what its children got."""

import pulumi


class Packaged(pulumi.ComponentResource):
    """The component, made in a process of its own."""

    def __init__(self, name: str, args: pulumi.Inputs) -> None:
        super().__init__("labelwright:index:AwsCloudEnvironment", name, args, None, remote=True)


Packaged("ce1", {"labels": {"name": "ce1"}})
