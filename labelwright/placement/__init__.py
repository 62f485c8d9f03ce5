"""Where labels go on each resource type, and putting them there. Pure: standard library only, knows no SDK."""

from labelwright.placement.additions import Declaration, Spot, additions_of
from labelwright.placement.effects import effect_at, is_calm, is_part
from labelwright.placement.exemption import Exemption
from labelwright.placement.fill import changes, place
from labelwright.placement.injection import ENVIRONMENT_TYPES, Injection, Injections
from labelwright.placement.places import NO_ADDITIONS, Additions, Place, Setting, Taggable
from labelwright.placement.read import Labels, Placed, labels_at, labels_in
from labelwright.placement.shapes import Shape
from labelwright.placement.table import Kind, WhyNot, cloud_of, is_taggable, place_of, why_not
from labelwright.placement.wire import Hidden

__all__ = [
    "ENVIRONMENT_TYPES",
    "NO_ADDITIONS",
    "Additions",
    "Declaration",
    "Exemption",
    "Hidden",
    "Injection",
    "Injections",
    "Kind",
    "Labels",
    "Place",
    "Placed",
    "Setting",
    "Shape",
    "Spot",
    "Taggable",
    "WhyNot",
    "additions_of",
    "changes",
    "cloud_of",
    "effect_at",
    "is_calm",
    "is_part",
    "is_taggable",
    "labels_at",
    "labels_in",
    "place",
    "place_of",
    "why_not",
]
