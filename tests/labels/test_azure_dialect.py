"""What Azure takes, on each limit and one beyond, per service where services differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright import rules
from labelwright.dialects import DIALECT_OF, Service, azure, dialect_of_type
from labelwright.vocabulary import LabelRule, Platform

NATIVE, PORTABLE = LabelRule.NATIVE, LabelRule.PORTABLE
GENERAL, STORAGE, MACHINE = Service.GENERAL, Service.AZURE_STORAGE, Service.AZURE_MACHINE
DNS, PRIVATE_DNS = Service.AZURE_DNS, Service.AZURE_PRIVATE_DNS
FRONT_DOOR, TRAFFIC, METADATA = Service.AZURE_FRONT_DOOR, Service.AZURE_TRAFFIC_MANAGER, Service.AZURE_BATCH_METADATA
OWN = sorted(azure.LIMITS)


def broken(labels: dict[str, str | None], rule: LabelRule, service: Service = GENERAL) -> list[str]:
    """Numbers of the rules that `labels` break."""
    return [found.rule.split(":")[0] for found in azure.problems(labels, rule=rule, service=service, where="tags")]


def many(count: int) -> dict[str, str | None]:
    """So many labels."""
    return {f"key{number:03}": "value" for number in range(count)}


def filled(total: int) -> dict[str, str | None]:
    """Labels whose names and values have so many characters together."""
    labels: dict[str, str | None] = {f"key{number}": "v" * 252 for number in range(8)}
    labels["key7"] = "v" * (total - 7 * 256 - 4)
    return labels


@pytest.mark.parametrize(
    ("labels", "rule", "service", "expected"),
    [
        ({"k" * 512: "v"}, NATIVE, GENERAL, []),
        ({"k" * 513: "v"}, NATIVE, GENERAL, [rules.AZURE_KEY_LENGTH]),
        ({"": "v"}, NATIVE, GENERAL, [rules.AZURE_KEY_LENGTH]),
        ({"k" * 128: "v"}, NATIVE, STORAGE, []),
        ({"k" * 129: "v"}, NATIVE, STORAGE, [rules.AZURE_STORAGE_KEY_LENGTH]),
        ({"": "v"}, NATIVE, STORAGE, [rules.AZURE_STORAGE_KEY_LENGTH]),
        ({"k": "v" * 256}, NATIVE, GENERAL, []),
        ({"k": "v" * 257}, NATIVE, GENERAL, [rules.AZURE_VALUE_LENGTH]),
        ({"k": ""}, NATIVE, GENERAL, []),
        ({"k": '<%&\\?/> "ü" ${x}'}, NATIVE, GENERAL, []),
        ({"cost center #1: ü.@+=-_'\"": "v"}, NATIVE, GENERAL, []),
        ({"k/k": "v"}, NATIVE, GENERAL, [rules.AZURE_CHARACTERS]),
        ({"<k>": "v"}, NATIVE, GENERAL, [rules.AZURE_CHARACTERS]),
        ({"k%": "v"}, NATIVE, GENERAL, [rules.AZURE_CHARACTERS]),
        ({"k&": "v"}, NATIVE, GENERAL, [rules.AZURE_CHARACTERS]),
        ({"k\\": "v"}, NATIVE, GENERAL, [rules.AZURE_CHARACTERS]),
        ({"k?": None}, NATIVE, GENERAL, [rules.AZURE_CHARACTERS]),
        ({"microsoft": "v"}, NATIVE, GENERAL, [rules.AZURE_RESERVED]),
        ({"AzureTeam": "v"}, NATIVE, GENERAL, [rules.AZURE_RESERVED]),
        ({"WINDOWS-": "v"}, NATIVE, GENERAL, [rules.AZURE_RESERVED]),
        ({"my-azure": "azure"}, NATIVE, GENERAL, []),
        ({"azurefoo": "azure"}, PORTABLE, GENERAL, [rules.AZURE_RESERVED]),
        (many(50), NATIVE, GENERAL, []),
        (many(51), NATIVE, GENERAL, [rules.AZURE_COUNT]),
        (many(25), PORTABLE, GENERAL, []),
        (many(26), PORTABLE, GENERAL, [rules.PORTABLE_COUNT]),
        *((many(15), NATIVE, service, []) for service in (Service.AZURE_AUTOMATION, Service.AZURE_CDN)),
        *((many(16), rule, Service.AZURE_AUTOMATION, [rules.AZURE_FEW]) for rule in LabelRule),
        (many(16), NATIVE, Service.AZURE_CDN, [rules.AZURE_FEW]),
        (many(15), NATIVE, DNS, []),
        (many(16), NATIVE, DNS, [rules.AZURE_FEW]),
        (many(15), NATIVE, PRIVATE_DNS, []),
        (many(16), NATIVE, PRIVATE_DNS, [rules.AZURE_FEW]),
        (many(15), NATIVE, Service.AZURE_VAULT_OBJECT, []),
        (many(16), PORTABLE, Service.AZURE_VAULT_OBJECT, [rules.AZURE_VAULT_COUNT]),
        (many(50), NATIVE, TRAFFIC, []),
        (many(50), NATIVE, FRONT_DOOR, []),
        ({"cost-center_1": "any ü"}, NATIVE, DNS, []),
        ({"cost center": "v"}, NATIVE, DNS, [rules.AZURE_DNS_KEY]),
        ({"1cost": "v"}, NATIVE, DNS, [rules.AZURE_DNS_KEY]),
        ({"1cost": "v1"}, PORTABLE, DNS, [rules.AZURE_DNS_KEY]),
        ({"1 cost": "v1"}, PORTABLE, DNS, [rules.CHARACTERS]),
        ({"kü": "v"}, NATIVE, DNS, [rules.AZURE_DNS_KEY]),
        ({"k:k": "v"}, NATIVE, DNS, [rules.AZURE_DNS_KEY]),
        ({"1cost.ü": "v"}, NATIVE, PRIVATE_DNS, []),
        ({"cost center": "v"}, NATIVE, PRIVATE_DNS, [rules.AZURE_PRIVATE_DNS_KEY]),
        ({"k:k": "v"}, NATIVE, PRIVATE_DNS, [rules.AZURE_PRIVATE_DNS_KEY]),
        ({"cost:center": "v"}, NATIVE, TRAFFIC, []),
        ({"cost center": "v"}, NATIVE, TRAFFIC, [rules.AZURE_TRAFFIC_MANAGER_KEY]),
        ({"1cost": "v1"}, PORTABLE, TRAFFIC, [rules.AZURE_TRAFFIC_MANAGER_KEY]),
        ({"1cost center": "v"}, NATIVE, FRONT_DOOR, []),
        ({"k#": "v"}, NATIVE, FRONT_DOOR, [rules.AZURE_FRONT_DOOR_KEY]),
        ({"k:k": "v"}, NATIVE, FRONT_DOOR, [rules.AZURE_FRONT_DOOR_KEY]),
        (filled(2048), NATIVE, MACHINE, []),
        (filled(2049), NATIVE, MACHINE, [rules.AZURE_MACHINE_TOTAL]),
        (filled(2049), NATIVE, GENERAL, []),
        ({**filled(2048), "k": None}, NATIVE, MACHINE, [rules.AZURE_MACHINE_TOTAL]),
        ({**filled(2047), "k": None}, NATIVE, MACHINE, []),
        ({"azure/" + "k" * 600: "v" * 600, **many(60)}, NATIVE, METADATA, []),
        ({"": "v"}, NATIVE, METADATA, [rules.AZURE_METADATA_NAME]),
        (many(26), PORTABLE, METADATA, [rules.PORTABLE_COUNT]),
        ({"k--k": "v1"}, PORTABLE, METADATA, [rules.SEPARATORS]),
        ({"Team": "a", "team": "b"}, NATIVE, METADATA, [rules.COLLISION]),
        ({"key--x": None}, PORTABLE, GENERAL, [rules.SEPARATORS]),
        ({"owner": None}, PORTABLE, GENERAL, []),
        ({"aws": "user"}, PORTABLE, GENERAL, []),
    ],
)
def test_labels_break_exactly_these_rules(
    labels: dict[str, str | None], rule: LabelRule, service: Service, expected: list[rules.Rule]
) -> None:
    """The exact problems, nothing more: a value that is not yet known (None) hides no problem of its key."""
    assert broken(labels, rule, service) == [one.number for one in expected]


@pytest.mark.parametrize("service", list(Service))
@pytest.mark.parametrize("rule", list(LabelRule))
def test_keys_that_differ_in_case_only_are_a_collision_everywhere(rule: LabelRule, service: Service) -> None:
    """Azure would keep one of them; the error names both, and never merges."""
    labels: dict[str, str | None] = {"team": "a1", "Team": "a1", "tier": "b2"}
    (found,) = azure.problems(labels, rule=rule, service=service, where="tags")
    assert found.rule == str(rules.COLLISION)
    assert found.got == "'Team' and 'team'"
    assert azure.folds_keys(service)


def test_every_platform_and_package_of_azure_speaks_this_dialect() -> None:
    """Packages of one API version included."""
    assert DIALECT_OF[Platform.AZURE_BATCH] is azure
    assert DIALECT_OF[Platform.AZURE_CLOUD] is azure
    assert dialect_of_type("azure-native:batch:Pool") is azure
    assert dialect_of_type("azure-native_batch_v20240701:batch:Pool") is azure


def test_the_service_with_the_shortest_keys_judges_first() -> None:
    """Stack config is judged by it alone."""
    lengths = [azure.LIMITS[service].key_length for service in OWN]
    assert azure.LIMITS[azure.FORGED[0]].key_length == min(length for length in lengths if length is not None)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("team", ()),
        ("Team", ("casing",)),
        ("hidden-title", ("'hidden-'",)),
        ("Hidden-Title", ("casing", "'hidden-'")),
        ("cm-resource-parent", ("'cm-resource-parent'",)),
        ("hidden", ()),
    ],
)
def test_what_to_know_of_a_key_on_the_bill(key: str, words: tuple[str, ...]) -> None:
    """Nothing where it stands there as it is."""
    notes = azure.notes_on_bill(key)
    assert len(notes) == len(words)
    assert all(word in note for word, note in zip(words, notes, strict=True))


def test_the_bill_makes_no_two_keys_one() -> None:
    """It shows them as they are; what differs in case only is refused on the resource already."""
    assert azure.billing_collisions(["costCenter", "cost-center", "cost_center"], "labels") == []


LABELS = st.dictionaries(st.text(max_size=45), st.text(max_size=45), max_size=30)


@given(LABELS, st.sampled_from(list(LabelRule)), st.sampled_from(OWN))
def test_what_is_rendered_is_what_was_declared(labels: dict[str, str], rule: LabelRule, service: Service) -> None:
    """Nothing is renamed, lost or noted, the order is by key, and no problem comes or goes."""
    rendered = azure.render(labels, rule=rule)
    assert rendered.labels == labels
    assert list(rendered.labels) == sorted(labels)
    assert (rendered.annotations, rendered.notes) == ({}, {})
    before = azure.problems(labels, rule=rule, service=service, where="tags")
    assert azure.problems(rendered.labels, rule=rule, service=service, where="tags") == before


@given(st.dictionaries(st.from_regex(r"[b-l][a-z0-9]{1,37}", fullmatch=True), st.just("value"), max_size=15))
def test_portable_labels_are_legal_on_every_service(labels: dict[str, str | None]) -> None:
    """Under the native rule too: but for a first digit and Azure's own words, portable is portable."""
    for service in OWN:
        assert broken(labels, PORTABLE, service) == broken(labels, NATIVE, service) == []


@given(st.text(max_size=400), st.sampled_from(list(LabelRule)))
def test_a_sanitised_value_is_legal_and_stays_so(value: str, rule: LabelRule) -> None:
    """Whatever a run resolved to; and twice is once."""
    once = azure.sanitise(value, rule=rule)
    assert azure.problems_in_value(once, rule=rule, where="") == []
    assert azure.sanitise(once, rule=rule) == once


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(list(LabelRule)))
def test_different_values_stay_different_when_sanitised(first: str, second: str, rule: LabelRule) -> None:
    """The hash keeps them apart, so that the bill does."""
    if first != second:
        assert azure.sanitise(first, rule=rule) != azure.sanitise(second, rule=rule)
