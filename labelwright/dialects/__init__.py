"""What each cloud allows a label to be, one module a cloud, found here by platform."""

from collections.abc import Mapping
from types import ModuleType

from labelwright.dialects import aws
from labelwright.vocabulary import Platform

DIALECT_OF: Mapping[Platform, ModuleType] = {Platform.AWS_BATCH: aws}
