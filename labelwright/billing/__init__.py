"""What becomes of labels on the bill of each platform, as data with sources. docs/platforms.md is written from it."""

from labelwright.billing.notes import NOTES, Note
from labelwright.billing.places import BILLS, MEANING, Bill, Reach, bill_of

__all__ = ["BILLS", "MEANING", "NOTES", "Bill", "Note", "Reach", "bill_of"]
