"""What a rule is, and the pages that rules of several modules come from."""

from typing import NamedTuple

AWS_BATCH_TAGS = "https://docs.aws.amazon.com/batch/latest/userguide/using-tags.html"
SEQERA_LABELS = "https://docs.seqera.io/platform-cloud/resource-labels/overview"


class Rule(NamedTuple):
    """A sentence that must hold, its number, and the page that says so ("" where the rule is our own)."""

    number: str
    text: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.number}: {self.text}"
