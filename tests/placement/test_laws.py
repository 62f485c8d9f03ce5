"""Laws of `place`, for every type of the table and any labels, whatever a resource looks like."""

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, cast

from hypothesis import given
from hypothesis import strategies as st

from labelwright.placement import Injection, labels_at, place, place_of
from labelwright.placement.places import EACH, parse_path
from labelwright.placement.special import SPECIAL
from labelwright.placement.table import look_alikes, packages
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT

Resource: TypeAlias = tuple[str, dict[str, Any]]

SEEDED = ([{"resourceType": "instance"}, {"resourceType": "volume"}], [{"resourceType": "volume"}])
"""What is left of places that are made whole, once their labels are out."""

KEYS = st.sampled_from(["team", "Team", "owner", "env", "a"])
TEXTS = st.sampled_from(["x", "y", "", UNKNOWN_TEXT])
MAPS = st.dictionaries(KEYS, TEXTS, max_size=4)
ELEMENTS = st.fixed_dictionaries({"key": KEYS, "value": TEXTS}, optional={"propagateAtLaunch": st.booleans()})
ITEMS = st.fixed_dictionaries({"name": KEYS, "value": TEXTS})


def _wrapped(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, nothing, an unknown, a secret of it, or something that should not be there."""
    secret = values.map(lambda value: {SIGNATURE: SECRET_SIGNATURE, "value": value})
    return st.one_of(values, st.none(), st.just(UNKNOWN_TEXT), secret, st.integers())


TAGS = _wrapped(st.one_of(MAPS, st.lists(ELEMENTS, max_size=3), st.lists(ITEMS, max_size=3)))
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=2)),
    max_leaves=4,
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("kept"),
        "type": st.sampled_from(["EC2", "FARGATE", "SCRATCH"]),
        "resourceType": st.just("volume"),
        "source": st.just("disk"),
        "launchTemplate": st.just({}),
        "eksProperties": st.just({}),
        "skipFinalBackup": st.booleans(),
        "customRoleArn": st.just("role"),
        "selector": st.just({"matchLabels": {"not": "ours"}}),
        "resourceTags": TAGS,
        "labels": TAGS,
        "nodeLabels": MAPS,
    },
)
"""What conditions ask for, and what only looks like labels."""


def shaped(paths: Sequence[str]) -> st.SearchStrategy[Any]:
    """Objects in which each of `paths` may be there, in any form, beside what conditions ask for."""
    by_name: dict[str, list[tuple[str, ...]]] = {}
    for path in paths:
        steps = parse_path(path)
        by_name.setdefault(steps[0], []).append(steps[1:])
    return _object(by_name)


def _object(by_name: Mapping[str, list[tuple[str, ...]]]) -> st.SearchStrategy[Any]:
    """An object with some of these properties."""
    known = {name: _wrapped(st.one_of(_below(ways), JUNK)) for name, ways in by_name.items()}
    return st.builds(_beside, SAID, st.fixed_dictionaries({}, optional=known))


def _beside(said: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Both in one object."""
    return {**said, **own}


def _below(ways: list[tuple[str, ...]]) -> st.SearchStrategy[Any]:
    """What may stand below a property from which these ways go on."""
    if () in ways:
        return TAGS
    if all(way[0] == EACH for way in ways):
        return st.lists(_wrapped(_below([way[1:] for way in ways])), max_size=2)
    by_name: dict[str, list[tuple[str, ...]]] = {}
    for way in ways:
        by_name.setdefault(way[0], []).append(way[1:])
    return _object(by_name)


def tokens() -> list[str]:
    """Every type of the table, the special ones first, and with a word in between those that take no labels."""
    plain = [
        f"{package}:{module}:{name}" if package != "aws" else f"aws:{module}/{name[:1].lower()}{name[1:]}:{name}"
        for package, table in sorted(packages().items())
        for modules in table["labels"].values()
        for module, names in modules.items()
        for name in names
    ]
    return [*sorted(SPECIAL), *sorted(look_alikes()), *plain]


@cache
def props_of(type_token: str) -> st.SearchStrategy[Any]:
    """Resources of a type, shaped by its places and settings."""
    taggable = place_of(type_token)
    return shaped([one.path for one in (*taggable.places, *taggable.settings)] if taggable else ["tags"])


# Half of the examples are special: among 2,400 types they would hardly be met otherwise.
TYPES = st.one_of(st.sampled_from(sorted(SPECIAL)), st.sampled_from(tokens()))
RESOURCES = TYPES.flatmap(lambda token: st.tuples(st.just(token), props_of(token)))
INJECTIONS = st.builds(
    Injection,
    # Two keys that differ in case only are a collision, refused long before anything is placed.
    st.dictionaries(st.sampled_from(["team", "owner", "env"]), st.sampled_from(["p", "q"])),
    st.frozensets(st.sampled_from(["team", "owner"])),
)


@given(RESOURCES, INJECTIONS)
def test_placing_twice_is_placing_once(resource: Resource, injection: Injection) -> None:
    """place(place(x)) = place(x): the second time says that nothing changes."""
    type_token, props = resource
    placed = place(type_token, props, injection)
    assert placed is None or place(type_token, placed, injection) is None


@given(RESOURCES, INJECTIONS)
def test_placing_never_mutates_its_input(resource: Resource, injection: Injection) -> None:
    """The engine's own properties stay as they are, at every depth."""
    type_token, props = resource
    before = copy.deepcopy(props)
    place(type_token, props, injection)
    assert props == before


@given(RESOURCES, INJECTIONS)
def test_only_placed_paths_change(resource: Resource, injection: Injection) -> None:
    """Take every place and every setting out of the resource, and what is left is what it was, at every depth."""
    type_token, props = resource
    placed, taggable = place(type_token, props, injection), place_of(type_token)
    if placed is None:
        return
    assert taggable is not None
    paths = [parse_path(one.path) for one in (*taggable.places, *taggable.settings)]
    assert _without(placed, paths) == _without(props, paths)


def _without(value: Any, paths: Sequence[tuple[str, ...]]) -> Any:
    """A value less what stands at these paths; containers on a way that hold nothing else count as absent."""
    if isinstance(value, dict) and SIGNATURE in value:
        inner = cast("dict[str, Any]", value)
        return {**inner, "value": _without(inner.get("value"), paths)}
    if isinstance(value, list) and all(path[0] == EACH for path in paths):  # a list where none belongs stays whole
        return [_without(one, [path[1:] for path in paths]) for one in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return cast("Any", value)
    left: dict[str, Any] = {}
    for name, inner in cast("dict[str, Any]", value).items():
        ways = [path[1:] for path in paths if path[0] == name]
        if () in ways:
            continue
        kept = _without(inner, ways) if ways else inner
        if not ways or kept not in ({}, [], None, *SEEDED):
            left[name] = kept
    return left


@given(st.sampled_from(tokens()), JUNK, INJECTIONS)
def test_nothing_that_json_can_hold_makes_it_raise(type_token: str, junk: Any, injection: Injection) -> None:
    """A program's mistake is the provider's to name, in its own words, and never a crash of the labels."""
    taggable = place_of(type_token)
    roots = {parse_path(one.path)[0] for one in (*taggable.places, *taggable.settings)} if taggable else {"tags"}
    props = dict.fromkeys(roots, junk)
    placed = place(type_token, props, injection)
    assert labels_at(type_token, placed or props) is not None


def test_every_type_of_the_table_fills_its_places_from_nothing() -> None:
    """All 2,400 of them, none left out by chance: labels go in, only there, and a second time changes nothing."""
    for token in tokens():
        taggable, placed = place_of(token), place(token, {"own": 1}, Injection({"team": "x"}))
        if taggable is None:
            assert placed is None
        elif placed is not None:
            roots = {parse_path(one.path)[0] for one in (*taggable.places, *taggable.settings)}
            assert placed.keys() - {"own"} <= roots
            assert place(token, placed, Injection({"team": "x"})) is None
        else:
            assert token in SPECIAL, f"{token} was left without labels"


@given(RESOURCES, INJECTIONS)
def test_every_readable_place_has_every_label_afterwards(resource: Resource, injection: Injection) -> None:
    """What `place` fills, `labels_at` finds: the two walk the same places."""
    type_token, props = resource
    placed = place(type_token, props, injection) or props
    for one in labels_at(type_token, placed):
        if isinstance(one.labels, dict):
            folded = {key.casefold() for key in one.labels}
            assert {key.casefold() for key in injection.labels} <= folded
