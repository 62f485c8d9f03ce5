"""Laws of `place`, for any resource and any labels."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labelwright.placement import Injection, labels_at, place, place_of
from labelwright.placement.fill import is_ignored
from labelwright.placement.special import SPECIAL
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT

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
HOLDERS = st.fixed_dictionaries(
    {},
    optional={
        "tags": TAGS,
        "labels": TAGS,
        "resourceLabels": TAGS,
        "userLabels": TAGS,
        "type": st.sampled_from(["EC2", "FARGATE", "SCRATCH"]),
        "resourceType": st.just("volume"),
        "source": st.just("disk"),
    },
)
PROPS = st.fixed_dictionaries(
    {"name": st.just("kept"), "nested": st.just({"tags": {"not": "ours"}, "list": [1, 2]})},
    optional={
        "tags": TAGS,
        "volumeTags": TAGS,
        "labels": TAGS,
        "resourceLabels": TAGS,
        "bootDisk": _wrapped(st.fixed_dictionaries({}, optional={"initializeParams": _wrapped(HOLDERS)})),
        "disks": _wrapped(st.lists(_wrapped(HOLDERS), max_size=2)),
        "metadata": st.one_of(_wrapped(HOLDERS), TAGS),
        "nodeConfig": _wrapped(HOLDERS),
        "settings": _wrapped(HOLDERS),
        "template": _wrapped(st.fixed_dictionaries({}, optional={"labels": TAGS, "metadata": _wrapped(HOLDERS)})),
        "computeResources": _wrapped(HOLDERS),
        "rootBlockDevice": _wrapped(HOLDERS),
        "ebsBlockDevices": _wrapped(st.lists(_wrapped(HOLDERS), max_size=2)),
        "tagSpecifications": _wrapped(st.lists(_wrapped(HOLDERS), max_size=3)),
        "eksProperties": st.just({}),
        "launchTemplate": st.just({}),
        "propagateTags": st.booleans(),
        "resourceTags": TAGS,
        "agentPoolProfiles": _wrapped(st.lists(_wrapped(HOLDERS), max_size=2)),
    },
)
TYPES = st.sampled_from([*sorted(SPECIAL), "aws:sqs/queue:Queue", "aws:iam/rolePolicy:RolePolicy"])
INJECTIONS = st.builds(
    Injection,
    # Two keys that differ in case only are a collision, refused long before anything is placed.
    st.dictionaries(st.sampled_from(["team", "owner", "env"]), st.sampled_from(["p", "q"])),
    st.frozensets(st.sampled_from(["team", "owner"])),
)


@given(TYPES, PROPS, INJECTIONS)
def test_placing_twice_is_placing_once(type_token: str, props: dict[str, Any], injection: Injection) -> None:
    """place(place(x)) = place(x): the second time says that nothing changes."""
    placed = place(type_token, props, injection)
    assert placed is None or place(type_token, placed, injection) is None


@given(TYPES, PROPS, INJECTIONS)
def test_placing_never_mutates_its_input(type_token: str, props: dict[str, Any], injection: Injection) -> None:
    """The engine's own properties stay as they are, at every depth."""
    before = copy.deepcopy(props)
    place(type_token, props, injection)
    assert props == before


@given(TYPES, PROPS, INJECTIONS)
def test_only_placed_paths_change(type_token: str, props: dict[str, Any], injection: Injection) -> None:
    """Whatever is no place of the type is the same before and after, at every depth."""
    placed = place(type_token, props, injection)
    taggable = place_of(type_token)
    if placed is None or taggable is None:
        return
    paths = {one.path for one in taggable.places} | {one.name for one in taggable.settings}
    for path in _differences(props, placed):
        assert is_ignored(path, paths) or any(one.startswith(path) for one in paths), path


def _differences(old: Any, new: Any, path: str = "") -> list[str]:
    """Paths of the leaves that differ, lists written as `[]`, secret wrappers left out."""
    if isinstance(old, dict) and isinstance(new, dict):
        names: list[str] = sorted({*old, *new})  # pyright: ignore[reportUnknownArgumentType]
        return [
            found
            for name in names
            for found in _differences(old.get(name), new.get(name), _joined(path, name, wrapper=SIGNATURE in old))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):  # pyright: ignore[reportUnknownArgumentType]
        pairs: list[tuple[Any, Any]] = list(zip(old, new, strict=True))  # pyright: ignore[reportUnknownArgumentType]
        return [found for before, after in pairs for found in _differences(before, after, f"{path}[]")]
    return [] if old == new else [path]


def _joined(path: str, name: str, *, wrapper: bool) -> str:
    """A path one step deeper."""
    if wrapper:
        return path
    return f"{path}.{name}" if path else name


@given(TYPES, PROPS, INJECTIONS)
def test_every_readable_place_has_every_label_afterwards(
    type_token: str, props: dict[str, Any], injection: Injection
) -> None:
    """What `place` fills, `labels_at` finds: the two walk the same places."""
    placed = place(type_token, props, injection) or props
    for one in labels_at(type_token, placed):
        if isinstance(one.labels, dict):
            folded = {key.casefold() for key in one.labels}
            assert {key.casefold() for key in injection.labels} <= folded
