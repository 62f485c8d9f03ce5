"""Where labels go on the types of azure-native that are not a plain map of tags, and what holds for all of them.

Kept by hand; the generator of `table.json` checks every path against the SDK. Inline references to network resources
(`subnet.networkSecurityGroup` and the like) are left alone: their tags stand on the resources themselves.
Behaviour behind the rules: the ARM reference of each resource, https://learn.microsoft.com/azure/templates/
"""

from collections.abc import Mapping

from labelwright.placement.places import ROOT, Place, Taggable
from labelwright.placement.shapes import Shape
from labelwright.vocabulary import Effect

PACKAGE = "azure-native"


def tagged(*places: Place) -> Taggable:
    """A type with the plain place and others. Azure ignores the case of keys everywhere."""
    return Taggable((Place(ROOT), *places), fold=True)


PLAIN = tagged()


def _has_resource_tags(pool: Mapping[str, object]) -> bool:
    """Whether the user labels the machines behind a pool: only a Batch account of the mode UserSubscription takes it.

    The account is another resource, so nobody but the user knows its mode.
    """
    return pool.get("resourceTags") is not None


# The tags of an AKS cluster reach everything that it makes but its pools: https://learn.microsoft.com/azure/aks/use-tags
AZURE: Mapping[str, Taggable] = {
    "azure-native:batch:Pool": Taggable(
        (
            Place(ROOT, effect=Effect.REPLACEMENT),
            Place("metadata", Shape.NAME_LIST, effect=Effect.REPLACEMENT),
            Place("resourceTags", when=_has_resource_tags, effect=Effect.REPLACEMENT),
        ),
        fold=True,
    ),
    "azure-native:containerservice:ManagedCluster": tagged(Place("agentPoolProfiles[].tags", naming="name")),
    # Maps that the SDK leaves open.
    "azure-native:importexport:Job": PLAIN,
    "azure-native:migrate:Project": PLAIN,
}
