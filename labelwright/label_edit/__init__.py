"""Labels as code: stack config edited in place, and never where a label is in use.

`plan` says what an edit would do and what is against it, `use` who uses a label, `effect` what the next update would
change. Nothing in here speaks to a cloud, and only `Plan.write` writes.
"""

from labelwright.label_edit.effect import Effects, effects_of
from labelwright.label_edit.plan import Plan, plan
from labelwright.label_edit.project import Project
from labelwright.label_edit.request import Action, Request
from labelwright.label_edit.scope import known_scopes, parse_scope
from labelwright.label_edit.standing import StackState, Standing
from labelwright.label_edit.states import States
from labelwright.label_edit.use import Uses, uses_of
from labelwright.label_edit.where import Where, where_is

__all__ = [
    "Action",
    "Effects",
    "Plan",
    "Project",
    "Request",
    "StackState",
    "Standing",
    "States",
    "Uses",
    "Where",
    "effects_of",
    "known_scopes",
    "parse_scope",
    "plan",
    "uses_of",
    "where_is",
]
