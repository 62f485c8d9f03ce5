"""What a Pulumi type token says: `package:module:Name`, and how packages of one API version spell it.

azure-native gives each API version of a service a package or a module of its own. The types in there are those of the
main package under another name, and take labels in the same places.
Source: https://www.pulumi.com/registry/packages/azure-native/version-guide/
"""

import re

PROVIDER = "pulumi:providers:"
"""What the type of every provider begins with; its package follows."""

STACK = "pulumi:pulumi:Stack"
"""The first resource of every program: the parent of those that have no other, and counted as none."""

_VERSIONED = re.compile(r"azure-native(?:_[a-z0-9]+_v\d{8}[a-z0-9]*)?:([A-Za-z0-9]+)(?:/v\d{8}[a-z0-9]*)?:")


def unversioned(type_token: str) -> str:
    """The token without the API version that it may name.

    >>> unversioned("azure-native_batch_v20240701:batch:Pool"), unversioned("azure-native:batch/v20240701:Pool")
    ('azure-native:batch:Pool', 'azure-native:batch:Pool')
    """
    return _VERSIONED.sub(r"azure-native:\1:", type_token) if type_token.startswith("azure-native") else type_token


def package_of(type_token: str) -> str:
    """The package that a type belongs to, whatever its API version.

    >>> package_of("aws:sqs/queue:Queue"), package_of("azure-native_batch_v20240701:batch:Pool")
    ('aws', 'azure-native')
    """
    return unversioned(type_token).partition(":")[0]
