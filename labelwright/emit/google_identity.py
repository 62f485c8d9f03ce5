"""What makes a request to Google the same request: ids that follow from what is asked for, and from nothing else."""

from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

_SHORT = 12


def request_id(*parts: str) -> str:
    """The UUID by which Google knows a request again, for an hour at least, and does nothing the second time.

    Source: https://cloud.google.com/batch/docs/reference/rest/v1/projects.locations.jobs/create
    """
    return str(uuid5(NAMESPACE_URL, f"labelwright:{'/'.join(parts)}"))


def short_id(*parts: str) -> str:
    """The end of a name that belongs to these parts alone: twelve small letters and digits."""
    return sha256("/".join(parts).encode()).hexdigest()[:_SHORT]
