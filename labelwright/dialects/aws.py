"""What AWS allows a tag to be, service differences included.

`problems` is the one check of everything that goes to AWS: stack config, components, policies, emitters and the
submission all call it. The figures come from the service API models and the pages named in `rules`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from pydantic import BaseModel

from labelwright import grammar, rules
from labelwright.dialects.terms import Rendered, Service
from labelwright.problem import Problem, problem
from labelwright.rules import Rule
from labelwright.vocabulary import LabelRule

VALUE_LENGTH = 256
BATCH_UNION = 50
_PUNCTUATION = frozenset("_.:/=+-@")
_RESERVED_WORDS = ("aws", "user")
_RESERVED_PREFIX = "aws:"
_PLAIN: Mapping[LabelRule, re.Pattern[str]] = {
    LabelRule.PORTABLE: re.compile(r"(?!aws|user)(?=.{2,39}\Z)[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII | re.IGNORECASE),
    LabelRule.NATIVE: re.compile(r"(?!aws:)[a-z0-9 _.:/=+@-]{0,256}", re.ASCII | re.IGNORECASE),
}


class Limits(BaseModel, frozen=True, extra="forbid"):
    """One service's limits, each number beside the rule that it comes from. Lengths in characters."""

    key_length: int = 128
    key_rule: Rule = rules.AWS_KEY_LENGTH
    count: int = 50
    count_rule: Rule = rules.AWS_COUNT
    folds_keys: bool = False


GENERAL = Limits()
LIMITS: Mapping[Service, Limits] = {
    Service.GENERAL: GENERAL,
    Service.EC2: Limits(key_length=127, key_rule=rules.AWS_EC2_KEY_LENGTH),
    Service.IAM_ROLE: Limits(folds_keys=True),
    Service.IAM_USER: Limits(folds_keys=True),
    Service.S3_OBJECT: Limits(count=10, count_rule=rules.AWS_S3_OBJECT_COUNT),
    Service.S3_EXPRESS_OBJECT: Limits(count=0, count_rule=rules.AWS_S3_EXPRESS),
}
FORGED: tuple[Service, ...] = (Service.EC2, Service.IAM_ROLE)
"""Every environment has resources of Amazon EC2, whose keys are the shortest, and roles, which fold case."""


def problems(
    labels: Mapping[str, str | None], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Everything that keeps `labels` from being the tags of one resource of `service`; empty when AWS takes them.

    A value of None is not yet known (`pulumi preview`): its key is checked all the same. `where` names the place; each
    problem of one tag adds its key.
    """
    found = [
        *problems_in_count(labels, rule=rule, service=service, where=where),
        *problems_in_case(labels, service=service, where=where),
    ]
    for key, value in sorted(labels.items()):
        if not _is_key(key, rule, service):
            found += problems_in_key(key, rule=rule, service=service, where=f"{where}.{key}")
        if value is not None and not is_plain(value, rule=rule):
            found += problems_in_value(value, rule=rule, where=f"{where}.{key}")
    return found


def problems_in_key(key: str, *, rule: LabelRule, service: Service = Service.GENERAL, where: str) -> list[Problem]:
    """Everything that keeps `key` from being a tag key of `service`."""
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_key(key, where) + _problems_in_first_word(key, where)
    limits = _limits(service)
    found = _problems_in_text(key, where)
    if not 1 <= len(key) <= limits.key_length:
        remedy = f"Write a key of 1 to {limits.key_length} characters, such as 'cost-center'."
        found.append(problem(where, limits.key_rule, f"{key!r} ({len(key)} characters)", remedy))
    return found


@lru_cache(maxsize=4096)
def _is_key(key: str, rule: LabelRule, service: Service) -> bool:
    """Whether nothing is wrong with a key. Remembered: the same few recur with every run, and values do not."""
    return not problems_in_key(key, rule=rule, service=service, where="")


def problems_in_value(
    value: str,
    *,
    rule: LabelRule,
    service: Service = Service.GENERAL,  # noqa: ARG001 - every dialect is asked alike
    where: str,
) -> list[Problem]:
    """Everything that keeps `value` from being a tag value, the same for every service."""
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_value(value, where) + _problems_in_first_word(value, where)
    found = _problems_in_text(value, where)
    if len(value) > VALUE_LENGTH:
        remedy = f"Write at most {VALUE_LENGTH} characters."
        found.append(problem(where, rules.AWS_VALUE_LENGTH, f"{value!r} ({len(value)} characters)", remedy))
    return found


def is_plain(value: str, *, rule: LabelRule) -> bool:
    """Whether one look says that the value is legal: most are of ASCII's letters, digits and signs."""
    return _PLAIN[rule].fullmatch(value) is not None


def problems_in_count(
    labels: Iterable[str], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Whether one resource of `service` takes so many tags. AWS's own `aws:` tags do not count."""
    keys = [key for key in labels if not key.casefold().startswith(_RESERVED_PREFIX)]
    most = _limits(service).count
    if rule is LabelRule.PORTABLE and most > grammar.MOST:
        return grammar.problems_in_count(keys, where)
    if len(keys) <= most:
        return []
    return [problem(where, _limits(service).count_rule, f"{len(keys)} labels", f"Remove {len(keys) - most} of them.")]


def problems_in_case(labels: Iterable[str], *, service: Service, where: str) -> list[Problem]:
    """Keys that differ in case only, where the service makes them one: IAM roles and users."""
    if not _limits(service).folds_keys:
        return []
    return [
        problem(where, rules.COLLISION, " and ".join(map(repr, keys)), f"Keep one of the {len(keys)} spellings.")
        for keys in _sharing(labels, str.casefold)
    ]


def folds_keys(service: Service) -> bool:
    """Whether keys that differ in case only are one key of the service."""
    return _limits(service).folds_keys


def billing_collisions(labels: Iterable[str], where: str) -> list[Problem]:
    """Keys that AWS would show as one column of the bill: worth a warning, since both tags are legal."""
    return [
        problem(
            where, rules.BILL_COLLISION, f"{' and '.join(map(repr, keys))} as {billing_column(keys[0])!r}", "Keep one."
        )
        for keys in _sharing(labels, billing_column)
    ]


def billing_column(key: str) -> str:
    """The name under which the Cost and Usage Report shows a tag key, without the `user_` that AWS puts before it.

    >>> billing_column("workflowRun"), billing_column("workflow-run")
    ('workflow_run', 'workflow_run')
    """
    spaced = re.sub(r"([A-Z])", r"_\1", key)
    return re.sub(r"_+", "_", re.sub(r"[^A-Za-z0-9]", "_", spaced)).strip("_").lower()


def notes_on_bill(key: str) -> tuple[str, ...]:
    """The name under which AWS bills the key, where it differs from the key."""
    column = billing_column(key)
    return () if column == key else (f"the AWS bill shows it as {column!r}",)


def render(labels: Mapping[str, str], *, rule: LabelRule) -> Rendered:  # noqa: ARG001 - every dialect is asked alike
    """The tags as AWS takes them: as they are, since case counts, and sorted, so that equal sets are equal bytes."""
    return Rendered(labels=dict(sorted(labels.items())))


def sanitise(value: str, *, rule: LabelRule) -> str:
    """A legal value made from an illegal one: foreign characters become '-', and a hash of the original ends it.

    The hash keeps two different values different. Only resolved dynamic values come here, and each is reported.
    """
    if not problems_in_value(value, rule=rule, where=""):
        return value
    if rule is LabelRule.PORTABLE:
        return grammar.with_hash(_without_reserved_word(grammar.portable_form(value)), value)
    start = "".join(character if _is_allowed(character) else "-" for character in value)
    while start.casefold().startswith(_RESERVED_PREFIX):
        start = start[len(_RESERVED_PREFIX) :]
    return grammar.with_hash(start, value, longest=VALUE_LENGTH, ends="")


def _limits(service: Service) -> Limits:
    """The limits of a service; those of other clouds count as general."""
    return LIMITS.get(service, GENERAL)


def _without_reserved_word(text: str) -> str:
    """`text` set apart from the reserved first words by a letter before it."""
    return f"x-{text}" if text.casefold().startswith(_RESERVED_WORDS) else text


def _problems_in_first_word(text: str, where: str) -> list[Problem]:
    """The portable rule's ban on 'aws' and 'user', which the reference platform enforces on AWS."""
    if not text.casefold().startswith(_RESERVED_WORDS):
        return []
    return [problem(where, rules.RESERVED_WORDS, repr(text), f"Write 'x-{text}' or 'owner', for example.")]


def _problems_in_text(text: str, where: str) -> list[Problem]:
    """What AWS asks of keys and values alike: its characters, and no 'aws:' at the start."""
    found: list[Problem] = []
    if foreign := sorted({character for character in text if not _is_allowed(character)}):
        remedy = "Leave out or replace " + " ".join(map(repr, foreign)) + "."
        found.append(problem(where, rules.AWS_CHARACTERS, repr(text), remedy))
    if text.casefold().startswith(_RESERVED_PREFIX):
        found.append(problem(where, rules.AWS_RESERVED, repr(text), f"Write {text[len(_RESERVED_PREFIX) :]!r}."))
    return found


def _is_allowed(character: str) -> bool:
    """Whether AWS takes the character: letters, separators and digits of every script, and a few signs.

    `re` has no such classes, so Unicode's own categories (L*, Z*, N*) are asked.
    """
    return character in _PUNCTUATION or unicodedata.category(character)[0] in "LZN"


def _sharing(keys: Iterable[str], name: Callable[[str], str]) -> list[list[str]]:
    """Groups of two or more keys to which `name` gives the same name, sorted."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        groups[name(key)].append(key)
    return [group for _, group in sorted(groups.items()) if len(group) > 1]
