"""The types whose labels have an odd shape or stand in more than one place, of all clouds.

Kept by hand, a module a cloud; the generator of `table.json` checks every path against the SDK's own types.
"""

from collections.abc import Mapping

from labelwright.placement.aws import AWS
from labelwright.placement.azure import AZURE
from labelwright.placement.google import GOOGLE
from labelwright.placement.kubernetes import TEMPLATED
from labelwright.placement.places import Taggable

SPECIAL: Mapping[str, Taggable] = {**AWS, **AZURE, **GOOGLE, **TEMPLATED}
