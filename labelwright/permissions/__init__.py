"""What an identity must be allowed on each platform, as documents that its cloud takes as they are.

Two identities: who forges (`pulumi up`), and who submits runs. What runs then do, they do with the roles and accounts
that the environment itself makes.
"""

from collections.abc import Mapping

from labelwright.permissions import (
    aws_batch,
    aws_cloud,
    azure_batch,
    azure_cloud,
    google_batch,
    google_cloud,
    kubernetes,
)
from labelwright.permissions.document import Document, Need
from labelwright.vocabulary import Phase

PERMISSIONS_OF: Mapping[str, Mapping[Phase, Document]] = {
    platform: {Phase.FORGE: module.FORGE, Phase.SUBMISSION: module.SUBMISSION}
    for platform, module in {
        "aws-batch": aws_batch,
        "aws-cloud": aws_cloud,
        "azure-batch": azure_batch,
        "azure-cloud": azure_cloud,
        "google-batch": google_batch,
        "google-cloud": google_cloud,
        "kubernetes": kubernetes,
    }.items()
}
"""Platform, as stack config names it -> the document of each identity."""

__all__ = ["PERMISSIONS_OF", "Document", "Need"]
