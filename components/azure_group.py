"""Where an Azure environment stands: its resource group, region and subscription; and names that Azure wants unique."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pulumi
import pulumi_azure_native as azure_native

from .site import Site

_NAME_LENGTH, _HASH_LENGTH = 24, 12


@dataclass(frozen=True, slots=True)
class Group:
    """The resource group of an environment. Everything in it that has a region has this one."""

    name: pulumi.Input[str]
    id: pulumi.Output[str]
    location: pulumi.Output[str]
    subscription: pulumi.Output[str]

    def unique_name(self, site: Site[Any, Any], *parts: pulumi.Input[str]) -> pulumi.Output[str]:
        """A name for an account, of which Azure has one in the world; another one where the `parts` differ.

        The stack counts: another one may have an environment of that name in the same group.
        """
        seed = pulumi.Output.all(self.id, site.stack, *parts)
        return seed.apply(lambda known: account_name(site.name, *map(str, known)))


def build_group(site: Site[Any, Any]) -> Group:
    """Use the group that was given, or make one. A given one is asked for its region where none was given."""
    subscription = azure_native.authorization.get_client_config_output(opts=site.lookup_output).subscription_id
    given, location = site.args.get("resource_group"), site.plan.location
    if given is None:
        made = azure_native.resources.ResourceGroup(
            site.named("group"), location=location, tags=site.tags, opts=site.child()
        )
        return Group(made.name, made.id, made.location, subscription)
    identity = pulumi.Output.concat("/subscriptions/", subscription, "/resourceGroups/", given)
    if location is None:
        found = azure_native.resources.get_resource_group_output(resource_group_name=given, opts=site.lookup_output)
        return Group(given, identity, found.location, subscription)
    return Group(given, identity, pulumi.Output.from_input(location), subscription)


def account_name(name: str, *seed: str) -> str:
    """3 to 24 small letters and digits, as accounts have them: what fits of `name`, and a hash.

    >>> account_name("genomics-spot", "a")
    'genomicsspotca978112ca1b'
    """
    letters = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    return letters[: _NAME_LENGTH - _HASH_LENGTH] + sha256("/".join(seed).encode()).hexdigest()[:_HASH_LENGTH]


def stable_id(*seed: str) -> str:
    """The id of something that Azure names by UUID: the same one for the same parts, so that it is made once."""
    return str(uuid5(NAMESPACE_URL, "/".join(seed)))
