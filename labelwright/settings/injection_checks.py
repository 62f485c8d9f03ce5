"""What injection is told, checked: whom it leaves alone, where labels go on types that the table does not know.

As in `checks`, each function stands alone. The first two also judge what a program says (`labelwright.inject`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from labelwright import rules
from labelwright.dialects import DIALECT_OF_PACKAGE
from labelwright.problem import Problem, problem
from labelwright.settings.draft import Draft
from labelwright.tokens import package_of, unversioned
from labelwright.vocabulary import Cloud

_TOKEN = re.compile(r"[A-Za-z][\w-]*:[\w./-]+:[A-Za-z]\w*")
_STEP = r"[A-Za-z_$][\w$-]*"
_PATH = re.compile(rf"(?:{_STEP}(?:\[\])?\.)*{_STEP}")
_EXAMPLE = "datadog:index/monitor:Monitor"

_VOLATILE = {
    "a git commit": re.compile(r"[0-9a-f]{40}"),
    "a time": re.compile(r"\d{4}-?\d\d-?\d\d[Tt]\d\d[:-]?\d\d(?:[:-]?\d\d(?:[.,]\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?"),
}
"""What cannot be but another value with the next update; nothing is guessed of anything else."""


def problems_in_exemptions(draft: Draft) -> list[Problem]:
    """Exemptions that would leave everything without labels, most likely by a field that was forgotten; and locks.

    A locked key cannot be taken off by its name, as no later scope can take it off. A resource that is exempt as a
    whole is another matter: nothing is taken off it, it is left alone.
    """
    remedy = "Write 'type: aws:s3/*', 'name: ...', 'below: ...' or 'keys: [...]' there."
    found = [
        problem(draft.where("exempt", index), rules.EXEMPTION, "neither of them", remedy)
        for index, one in _written(draft, "exempt").items()
        if one.keys() <= {"reason", "inject"}
    ]
    locked = {key.casefold() for key in draft.settings.stack_labels.locked}
    for index, one in enumerate(draft.declared.exempt):
        for number, key in enumerate(() if one.inject else one.keys):
            if key.casefold() in locked:
                where = draft.where("exempt", index, "keys", number)
                found.append(problem(where, rules.LOCKED, repr(key), "Leave it out, or exempt the whole resource."))
    return found


def problems_in_placement(draft: Draft) -> list[Problem]:
    """Types that are none, or stand twice, or speak no dialect; places that cannot be found."""
    found: list[Problem] = [
        problem(draft.where("placement", index), rules.MISSING, "no 'places'", "Write 'places: []' to give it none.")
        for index, one in _written(draft, "placement").items()
        if "type" in one and "places" not in one
    ]
    speaking = {index for index, one in _written(draft, "placement").items() if "dialect" in one}
    first: dict[str, int] = {}
    for index, one in enumerate(draft.declared.placement):
        where = draft.where("placement", index, "type")
        if not _TOKEN.fullmatch(one.type):
            found.append(problem(where, rules.PLACED_TYPE, repr(one.type), f"Write {_EXAMPLE!r}, for example."))
        elif index not in speaking and one.places and package_of(one.type) not in DIALECT_OF_PACKAGE:
            remedy = f"Write 'dialect: {Cloud.AWS}' there, or {', '.join(list(Cloud)[1:])}."
            found.append(problem(draft.where("placement", index), rules.PLACED_DIALECT, "no 'dialect'", remedy))
        standing = first.setdefault(unversioned(one.type), index)
        if standing != index:
            got = f"{one.type!r} a second time (first in placement[{standing}])"
            found.append(problem(where, rules.PLACED_TYPE, got, "Put the places of both in one entry."))
        found += _problems_in_paths(draft, index, [place.path for place in one.places])
    return found


def _written(draft: Draft, key: str) -> dict[int, Mapping[str, object]]:
    """The entries of a list in stack config as they were written, those left out that are no mappings."""
    written = draft.source.tree.get(key)
    entries = enumerate(cast("list[object]", written) if isinstance(written, list) else [])
    return {index: cast("Mapping[str, object]", one) for index, one in entries if isinstance(one, dict)}


def _problems_in_paths(draft: Draft, index: int, paths: list[str]) -> Iterator[Problem]:
    """Paths of one type that are none, or stand twice."""
    for number, path in enumerate(paths):
        where = draft.where("placement", index, "places", number, "path")
        if not _PATH.fullmatch(path):
            remedy = "Write 'tags', 'spec.template.metadata.labels' or 'disks[].labels', for example."
            yield problem(where, rules.PLACED_PATH, repr(path), remedy)
        elif path in paths[:number]:
            yield problem(where, rules.PLACED_PATH, f"{path!r} a second time", "Keep one of the two.")


def warnings_in_values(draft: Draft) -> list[Problem]:
    """Labels that will be another with the next update, and are not declared so: they would restart what they reach."""
    return [
        problem(
            draft.where(*path), rules.VOLATILE, f"{what}, {label.value!r}", f"Write {_declared(label.value)} there."
        )
        for path, label in draft.every_label()
        for what, pattern in _VOLATILE.items()
        if label.value is not None and not label.volatile and pattern.fullmatch(label.value)
    ]


def _declared(value: str) -> str:
    """A volatile label as stack config has it."""
    return f'{{value: "{value}", volatile: true}}'
