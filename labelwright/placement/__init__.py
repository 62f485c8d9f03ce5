"""Where labels go on each resource type, and putting them there. Pure: standard library only, knows no SDK."""

from labelwright.placement.effects import effect_at, is_part
from labelwright.placement.exemption import Exemption
from labelwright.placement.fill import changes, place
from labelwright.placement.injection import ENVIRONMENT_TYPES, Injection, Injections
from labelwright.placement.places import Place, Setting, Taggable
from labelwright.placement.read import Labels, Placed, labels_at
from labelwright.placement.shapes import Shape
from labelwright.placement.table import Kind, WhyNot, is_taggable, place_of, why_not
from labelwright.placement.wire import Hidden, Lift

__all__ = [
    "ENVIRONMENT_TYPES",
    "Exemption",
    "Hidden",
    "Injection",
    "Injections",
    "Kind",
    "Labels",
    "Lift",
    "Place",
    "Placed",
    "Setting",
    "Shape",
    "Taggable",
    "WhyNot",
    "changes",
    "effect_at",
    "is_part",
    "is_taggable",
    "labels_at",
    "place",
    "place_of",
    "why_not",
]
