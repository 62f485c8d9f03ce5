"""What Google Cloud allows a label to be, service differences included.

Upper case is sent as lower case, and noted: Google has no other. Two keys that would become one that way stay as they
were declared, so that whoever judges what was rendered still finds both. Character classes and bytes are those of the
service APIs, which say more than the general page; the figures come from them and from the pages named in `rules`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pydantic import BaseModel

from labelwright import grammar, rules
from labelwright.dialects.terms import Rendered, Service
from labelwright.problem import Problem, problem
from labelwright.rules import Rule
from labelwright.vocabulary import LabelRule

LENGTH = 63
BYTES = 128
RESERVED_PREFIXES = ("goog-", "google-")
PREDEFINED = frozenset({"batch-job-id", "batch-job-uid", "batch-node"})
"""What Google Batch itself writes on jobs, VMs and disks: to write one is an error there."""

_HASH = 9  # what `with_hash` puts behind: '-' and eight digits
_PUNCTUATION = frozenset("-_")
_LETTERS = frozenset({"Ll", "Lo"})
_PLAIN: Mapping[LabelRule, re.Pattern[str]] = {
    LabelRule.PORTABLE: re.compile(r"(?=.{2,39}\Z)[a-z0-9]+(?:[-_][a-z0-9]+)*"),
    LabelRule.NATIVE: re.compile(r"[a-z0-9_-]{1,63}"),
}


class Limits(BaseModel, frozen=True, extra="forbid"):
    """One service's limits. `count` is what is left to the user beside the labels that others set there."""

    count: int = 64
    count_rule: Rule = rules.GOOGLE_COUNT
    predefined: frozenset[str] = frozenset()
    ascii_only: bool = False


GENERAL = Limits()
LIMITS: Mapping[Service, Limits] = {
    Service.GENERAL: GENERAL,
    Service.GOOGLE_FORGED: Limits(count=63, count_rule=rules.GOOGLE_FORGED_COUNT),
    Service.GOOGLE_PROJECT: Limits(count=63, count_rule=rules.GOOGLE_FORGED_COUNT, ascii_only=True),
    Service.GOOGLE_DATAPROC: Limits(count=31, count_rule=rules.GOOGLE_DATAPROC_COUNT),
    Service.GOOGLE_BATCH_JOB: Limits(count=63, count_rule=rules.GOOGLE_BATCH_JOB_COUNT, predefined=PREDEFINED),
    Service.GOOGLE_BATCH_VM: Limits(count=61, count_rule=rules.GOOGLE_BATCH_VM_COUNT, predefined=PREDEFINED),
}
FORGED: tuple[Service, ...] = (Service.GOOGLE_FORGED,)
"""pulumi-gcp puts `goog-pulumi-provisioned` on what it makes, which counts: one label is kept free for it, always."""


def problems(
    labels: Mapping[str, str | None], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Everything that keeps `labels` from being those of one resource of `service`; empty when Google takes them.

    A value of None is not yet known (`pulumi preview`): its key is checked all the same.
    """
    found = [
        *problems_in_count(labels, rule=rule, service=service, where=where),
        *problems_in_case(labels, service=service, where=where),
    ]
    colliding = {key for keys in _colliding(labels) for key in keys}
    for key, value in sorted(labels.items()):
        judged = key.lower() if key in colliding else key  # that both are not in lower case was just said
        if not _is_key(judged, rule, service):
            found += problems_in_key(judged, rule=rule, service=service, where=f"{where}.{key}")
        if value is not None and not is_plain(value, rule=rule):
            found += problems_in_value(value, rule=rule, service=service, where=f"{where}.{key}")
    return found


def problems_in_key(key: str, *, rule: LabelRule, service: Service = Service.GENERAL, where: str) -> list[Problem]:
    """Everything that keeps `key` from being a label's key. It is judged as it is sent: `render` first."""
    found = grammar.problems_in_key(key, where) if rule is LabelRule.PORTABLE else []
    found += _problems_in_characters(key, rule, service, where)
    if rule is LabelRule.NATIVE:
        found += _problems_in_length(key, 1, rules.GOOGLE_KEY_LENGTH, where)
    if key and _is_allowed(key[0]) and not _is_letter(key[0]) and (key[0].isalnum() or rule is LabelRule.NATIVE):
        found.append(problem(where, rules.GOOGLE_FIRST, repr(key), f"Write {f'x-{key}'!r}, for example."))
    if key.lower().startswith(RESERVED_PREFIXES):
        found.append(problem(where, rules.GOOGLE_RESERVED, repr(key), f"Write {f'x-{key}'!r}, for example."))
    if key.lower() in _limits(service).predefined:
        found.append(problem(where, rules.GOOGLE_PREDEFINED, repr(key), f"Write {f'my-{key}'!r}, for example."))
    return found


@lru_cache(maxsize=4096)
def _is_key(key: str, rule: LabelRule, service: Service) -> bool:
    """Whether nothing is wrong with a key. Remembered: the same few recur with every run, and values do not."""
    return not problems_in_key(key, rule=rule, service=service, where="")


def problems_in_value(value: str, *, rule: LabelRule, service: Service = Service.GENERAL, where: str) -> list[Problem]:
    """Everything that keeps `value` from being a label's value. It is judged as it is sent: `render` first.

    An empty one is refused, though most services take it: Dataproc does not, and Pulumi's provider keeps the old value
    in the cloud when it is given an empty one.
    """
    found = _problems_in_characters(value, rule, service, where)
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_value(value, where) + found
    if not value:
        found.append(problem(where, rules.GOOGLE_EMPTY, "''", "Write a value, such as 'none', or leave the label out."))
    return found + _problems_in_length(value, 0, rules.GOOGLE_VALUE_LENGTH, where)


def is_plain(value: str, *, rule: LabelRule) -> bool:
    """Whether one look says that the value is legal, and in lower case already."""
    return _PLAIN[rule].fullmatch(value) is not None


def problems_in_count(
    labels: Iterable[str], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Whether one resource of `service` takes so many labels beside those that others set."""
    keys = list(labels)
    most = _limits(service).count
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_count(keys, where)
    if len(keys) <= most:
        return []
    return [problem(where, _limits(service).count_rule, f"{len(keys)} labels", f"Remove {len(keys) - most} of them.")]


def problems_in_case(labels: Iterable[str], *, service: Service, where: str) -> list[Problem]:  # noqa: ARG001 - as all
    """Keys that become one in lower case, on every service."""
    return [
        problem(where, rules.COLLISION, " and ".join(map(repr, keys)), f"Keep one of the {len(keys)} spellings.")
        for keys in _colliding(labels)
    ]


def folds_keys(service: Service) -> bool:  # noqa: ARG001 - every dialect is asked alike
    """Yes: every key is sent in lower case."""
    return True


def billing_collisions(labels: Iterable[str], where: str) -> list[Problem]:  # noqa: ARG001 - every dialect is asked alike
    """None: the billing export has keys and values as they stand on the resource."""
    return []


def notes_on_bill(key: str) -> tuple[str, ...]:  # noqa: ARG001 - every dialect is asked alike
    """None, for the same reason."""
    return ()


def render(labels: Mapping[str, str], *, rule: LabelRule) -> Rendered:  # noqa: ARG001 - every dialect is asked alike
    """The labels as Google takes them: in lower case, sorted, with a note on each that was not.

    Keys that would become one stay as they were declared: nothing is merged, and `problems` names them.
    """
    colliding = {key for keys in _colliding(labels) for key in keys}
    renamed = {key: key.lower() for key in sorted(labels) if key not in colliding and key.lower() != key}
    sent = {renamed.get(key, key): value.lower() for key, value in labels.items()}
    notes = {key: _note(key, renamed.get(key, key), labels[key]) for key in sorted(labels)}
    return Rendered(
        labels=dict(sorted(sent.items())), notes={key: note for key, note in notes.items() if note}, renamed=renamed
    )


def sanitise(value: str, *, rule: LabelRule) -> str:
    """A legal value made from an illegal one: lower case, '-' for foreign characters, a hash of the original."""
    small = value.lower()
    if not problems_in_value(small, rule=rule, where=""):
        return small
    if rule is LabelRule.PORTABLE:
        return grammar.with_hash(grammar.portable_form(small).lower(), small)
    start = "".join(character if _is_allowed(character) else "-" for character in small)
    short = start.encode()[: BYTES - _HASH].decode(errors="ignore")
    return grammar.with_hash(short, small, longest=LENGTH)


def _note(key: str, sent: str, value: str) -> str:
    """What was done to a label; nothing where it is sent as it was declared."""
    if key == sent and value == value.lower():
        return ""
    return f"Google has lower case only: sent as {sent!r}: {value.lower()!r}"


def _limits(service: Service) -> Limits:
    """The limits of a service; those of other clouds count as general."""
    return LIMITS.get(service, GENERAL)


def _problems_in_characters(text: str, rule: LabelRule, service: Service, where: str) -> list[Problem]:
    """Characters of a key or value that Google does not take; the portable rule itself leaves only case to say."""
    foreign = sorted({character for character in text if not _is_allowed(character, service)})
    if rule is LabelRule.PORTABLE:
        foreign = [character for character in foreign if character.isascii() and character.isupper()]
    if not foreign:
        return []
    legal = all(_is_allowed(character, service) for character in text.lower())
    remedy = f"Write {text.lower()!r}." if legal else f"Leave out or replace {' '.join(map(repr, foreign))}."
    broken = rules.GOOGLE_PROJECT_CHARACTERS if _limits(service).ascii_only else rules.GOOGLE_CHARACTERS
    return [problem(where, broken, repr(text), remedy)]


def _problems_in_length(text: str, least: int, length: Rule, where: str) -> list[Problem]:
    """Whether a key or value is too long, in characters or in bytes, or too short."""
    size = len(text.encode(errors="surrogatepass"))
    if least <= len(text) <= LENGTH and size <= BYTES:
        return []
    got = f"{text!r} ({len(text)} characters, {size} bytes)"
    return [problem(where, length, got, f"Write {least} to {LENGTH} characters, in at most {BYTES} bytes.")]


def _is_letter(character: str) -> bool:
    """Whether a key may begin with it: a small letter, or one of a script without case."""
    return unicodedata.category(character) in _LETTERS


def _is_allowed(character: str, service: Service = Service.GENERAL) -> bool:
    """Whether the service takes the character. `re` has no such classes, so Unicode's own categories are asked."""
    if _limits(service).ascii_only and not character.isascii():
        return False
    return character in _PUNCTUATION or _is_letter(character) or unicodedata.category(character)[0] == "N"


def _colliding(keys: Iterable[str]) -> list[list[str]]:
    """Groups of two or more keys that are one in lower case, sorted."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        groups[key.lower()].append(key)
    return [group for _, group in sorted(groups.items()) if len(group) > 1]
