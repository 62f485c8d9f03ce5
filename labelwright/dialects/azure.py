"""What Azure allows a tag to be, service differences included.

Keys ignore case there, and keep the casing in which they were sent: two that differ in case only are a collision.
The figures come from the pages named in `rules`; nothing is known of the limits of Azure Batch metadata.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pydantic import BaseModel

from labelwright import grammar, rules
from labelwright.dialects.terms import Rendered, Service
from labelwright.problem import Problem, problem
from labelwright.rules import Rule
from labelwright.vocabulary import LabelRule

VALUE_LENGTH = 256
MACHINE_TOTAL = 2048
"""Older editions of the page say so; newer ones are silent, and nobody says that it ended."""

FORBIDDEN = frozenset("<>%&\\?/")
RESERVED_PREFIXES = ("microsoft", "azure", "windows")

AZURE_MADE = ("hidden-", "ms:", "aks-managed-", "cm-resource-parent")
"""How the keys begin that services of Azure write by themselves, and read: people may write them too."""


class Form(BaseModel, frozen=True, extra="forbid"):
    """What one service asks of keys beside the general rule: a pattern that fits the whole key, and the rule's name."""

    pattern: re.Pattern[str]
    rule: Rule


class Limits(BaseModel, frozen=True, extra="forbid"):
    """One service's limits, each number beside the rule that it comes from. Lengths in characters; None is no limit.

    `is_tag` is false for what goes by the name of metadata: nothing is asked of its characters, words and values.
    """

    key_length: int | None = 512
    key_rule: Rule = rules.AZURE_KEY_LENGTH
    count: int | None = 50
    count_rule: Rule = rules.AZURE_COUNT
    total: int | None = None
    form: Form | None = None
    is_tag: bool = True


GENERAL = Limits()
LIMITS: Mapping[Service, Limits] = {
    Service.GENERAL: GENERAL,
    Service.AZURE_STORAGE: Limits(key_length=128, key_rule=rules.AZURE_STORAGE_KEY_LENGTH),
    Service.AZURE_MACHINE: Limits(total=MACHINE_TOTAL),
    Service.AZURE_AUTOMATION: Limits(count=15, count_rule=rules.AZURE_FEW),
    Service.AZURE_CDN: Limits(count=15, count_rule=rules.AZURE_FEW),
    Service.AZURE_DNS: Limits(
        count=15,
        count_rule=rules.AZURE_FEW,
        form=Form(pattern=re.compile(r"[A-Za-z_-][A-Za-z0-9_-]*"), rule=rules.AZURE_DNS_KEY),
    ),
    Service.AZURE_PRIVATE_DNS: Limits(
        count=15,
        count_rule=rules.AZURE_FEW,
        form=Form(pattern=re.compile(r"[^: ]*"), rule=rules.AZURE_PRIVATE_DNS_KEY),
    ),
    Service.AZURE_TRAFFIC_MANAGER: Limits(
        form=Form(pattern=re.compile(r"(?!\d)\S*"), rule=rules.AZURE_TRAFFIC_MANAGER_KEY)
    ),
    Service.AZURE_FRONT_DOOR: Limits(form=Form(pattern=re.compile(r"[^#:]*"), rule=rules.AZURE_FRONT_DOOR_KEY)),
    Service.AZURE_VAULT_OBJECT: Limits(count=15, count_rule=rules.AZURE_VAULT_COUNT),
    Service.AZURE_BATCH_METADATA: Limits(key_length=None, key_rule=rules.AZURE_METADATA_NAME, count=None, is_tag=False),
}
FORGED: tuple[Service, ...] = (Service.AZURE_STORAGE, Service.AZURE_MACHINE)
"""Every environment may have a storage account, whose keys are the shortest, and machines, whose tags are summed up."""


def problems(
    labels: Mapping[str, str | None], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Everything that keeps `labels` from being the tags of one resource of `service`; empty when Azure takes them.

    A value of None is not yet known (`pulumi preview`): its key is checked all the same.
    """
    found = [
        *problems_in_count(labels, rule=rule, service=service, where=where),
        *problems_in_case(labels, service=service, where=where),
    ]
    for key, value in sorted(labels.items()):
        if not _is_key(key, rule, service):
            found += problems_in_key(key, rule=rule, service=service, where=f"{where}.{key}")
        if value is not None:
            found += problems_in_value(value, rule=rule, service=service, where=f"{where}.{key}")
    return found


def problems_in_key(key: str, *, rule: LabelRule, service: Service = Service.GENERAL, where: str) -> list[Problem]:
    """Everything that keeps `key` from being a tag name of `service`.

    A portable key may still begin with a word that is Azure's own, or with a digit that a service refuses.
    """
    limits = _limits(service)
    reserved = _problems_in_first_word(key, where) if limits.is_tag else []
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_key(key, where) or reserved + _problems_in_form(key, limits, where)
    found = _problems_in_length(key, limits, where)
    if limits.is_tag and (foreign := sorted(FORBIDDEN.intersection(key))):
        remedy = "Leave out or replace " + " ".join(foreign) + "."
        found.append(problem(where, rules.AZURE_CHARACTERS, repr(key), remedy))
    return found + reserved + _problems_in_form(key, limits, where)


@lru_cache(maxsize=4096)
def _is_key(key: str, rule: LabelRule, service: Service) -> bool:
    """Whether nothing is wrong with a key. Remembered: the same few recur with every run, and values do not."""
    return not problems_in_key(key, rule=rule, service=service, where="")


def problems_in_value(value: str, *, rule: LabelRule, service: Service = Service.GENERAL, where: str) -> list[Problem]:
    """Everything that keeps `value` from being a tag value. Azure takes every character there, and none at all."""
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_value(value, where)
    if len(value) <= VALUE_LENGTH or not _limits(service).is_tag:
        return []
    got = f"{value!r} ({len(value)} characters)"
    return [problem(where, rules.AZURE_VALUE_LENGTH, got, f"Write at most {VALUE_LENGTH} characters.")]


def is_plain(value: str, *, rule: LabelRule) -> bool:
    """Whether one look says that the value is legal."""
    return grammar.is_portable(value) if rule is LabelRule.PORTABLE else len(value) <= VALUE_LENGTH


def problems_in_count(
    labels: Mapping[str, str | None], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Whether one resource of `service` takes so many tags, and so much text in all of them."""
    limits = _limits(service)
    found = _problems_in_total(labels, limits, where)
    if rule is LabelRule.PORTABLE and (limits.count is None or limits.count > grammar.MOST):
        return grammar.problems_in_count(labels, where) + found
    if limits.count is not None and len(labels) > limits.count:
        remedy = f"Remove {len(labels) - limits.count} of them."
        found.insert(0, problem(where, limits.count_rule, f"{len(labels)} labels", remedy))
    return found


def problems_in_case(labels: Iterable[str], *, service: Service, where: str) -> list[Problem]:  # noqa: ARG001
    """Keys that differ in case only: to every service of Azure they are one."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(labels):
        groups[key.casefold()].append(key)
    return [
        problem(where, rules.COLLISION, " and ".join(map(repr, keys)), f"Keep one of the {len(keys)} spellings.")
        for _, keys in sorted(groups.items())
        if len(keys) > 1
    ]


def folds_keys(service: Service) -> bool:  # noqa: ARG001 - every dialect is asked alike
    """Yes: Azure keeps the case of a key, and does not look at it."""
    return True


def billing_collisions(labels: Iterable[str], where: str) -> list[Problem]:  # noqa: ARG001
    """None beyond those in case, which are refused: the bill shows keys as they are."""
    return []


def notes_on_bill(key: str) -> tuple[str, ...]:
    """That the casing of a key may be another on the bill, and that Azure's own services use the key."""
    notes: list[str] = []
    if key != key.lower():
        notes.append("the Azure bill shows it in the casing that each service kept: compare it without case")
    if made := next((start for start in AZURE_MADE if key.casefold().startswith(start)), None):
        notes.append(f"services of Azure write keys that begin with {made!r} themselves")
    return tuple(notes)


def render(labels: Mapping[str, str], *, rule: LabelRule) -> Rendered:  # noqa: ARG001 - every dialect is asked alike
    """The tags as Azure takes them: as they are, casing kept, and sorted, so that equal sets are equal bytes."""
    return Rendered(labels=dict(sorted(labels.items())))


def sanitise(value: str, *, rule: LabelRule) -> str:
    """A legal value made from an illegal one, which under the native rule is a long one: a hash of it ends it."""
    if not problems_in_value(value, rule=rule, where=""):
        return value
    if rule is LabelRule.PORTABLE:
        return grammar.with_hash(grammar.portable_form(value), value)
    return grammar.with_hash(value, value, longest=VALUE_LENGTH, ends="")


def _limits(service: Service) -> Limits:
    """The limits of a service; those of other clouds count as general."""
    return LIMITS.get(service, GENERAL)


def _problems_in_length(key: str, limits: Limits, where: str) -> list[Problem]:
    """A key that is empty or too long."""
    if key and (limits.key_length is None or len(key) <= limits.key_length):
        return []
    most = "" if limits.key_length is None else f" to {limits.key_length}"
    remedy = f"Write a key of 1{most} characters, such as 'cost-center'."
    return [problem(where, limits.key_rule, f"{key!r} ({len(key)} characters)", remedy)]


def _problems_in_first_word(key: str, where: str) -> list[Problem]:
    """A key that begins with a word that Azure keeps for itself."""
    if not key.casefold().startswith(RESERVED_PREFIXES):
        return []
    return [problem(where, rules.AZURE_RESERVED, repr(key), f"Write {f'x-{key}'!r}, for example.")]


def _problems_in_form(key: str, limits: Limits, where: str) -> list[Problem]:
    """What one service asks of a key beyond the general rule."""
    if limits.form is None or limits.form.pattern.fullmatch(key) or not key:
        return []
    return [problem(where, limits.form.rule, repr(key), "Write something like 'cost-center'.")]


def _problems_in_total(labels: Mapping[str, str | None], limits: Limits, where: str) -> list[Problem]:
    """More text in names and values together than the service takes; what is not known yet counts as nothing."""
    total = sum(len(key) + len(value or "") for key, value in labels.items())
    if limits.total is None or total <= limits.total:
        return []
    got = f"{total:,} characters in {len(labels)} labels"
    remedy = f"Shorten or remove some: {total - limits.total:,} characters are too many."
    return [problem(where, rules.AZURE_MACHINE_TOTAL, got, remedy)]
