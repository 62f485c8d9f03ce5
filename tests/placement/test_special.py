"""Every special place and every look-alike of four clouds, in each form that a value can have.

What is filled is read back by `paths.found_at`, which shares nothing with the code under test.
"""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from labelwright.placement import Injection, Place, Shape, place, place_of
from labelwright.placement.special import SPECIAL
from labelwright.placement.wire import UNKNOWN_TEXT
from tests.placement.paths import found_at, holders, steps_of
from tests.placement.wrapped import known, output, secret

CASES = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
TEAM = Injection({"team": "genomics"})
LOCKED = Injection(TEAM.labels, frozenset(TEAM.labels))
PLACES = [(token, spot) for token, taggable in sorted(SPECIAL.items()) for spot in taggable.places]
SETTINGS = [(token, item) for token, taggable in sorted(SPECIAL.items()) for item in taggable.settings]
TRAPS = [(trap["type"], trap["path"], trap["props"]) for trap in CASES["traps"]]
GIVEN_ONLY = ("volumeTags", "resourceTags")
"""Places of instances and of pools that count where the user wrote them, and only there."""


def as_it_is(value: object) -> object:
    """A plain value."""
    return value


def unknown(value: object) -> object:
    """A value that is not known in a preview."""
    del value
    return UNKNOWN_TEXT


LAUNCHED = ("ecsTarget.tags", "ecsTaskParameters.tags", "ecsParameters.tags")
"""Tags of tasks, which are added where others stand: what is wrapped does not tell."""

WRAPS: tuple[Callable[[object], object], ...] = (as_it_is, output, secret, unknown)


def written(shape: Shape, *, own: object = None, team: object = None) -> Any:
    """The user's own label and ours, as a place wants them."""
    pairs = [("own", own, False)] * (own is not None) + [("team", team, True)] * (team is not None)
    if shape is Shape.MAP:
        return {key: value for key, value, _ in pairs}
    elements = [{"name" if shape is Shape.NAME_LIST else "key": key, "value": value} for key, value, _ in pairs]
    if shape is Shape.GROUP_LIST:
        return [{**one, "propagateAtLaunch": ours} for one, (_, _, ours) in zip(elements, pairs, strict=True)]
    return elements


def props_of(token: str, spot: Place, value: object) -> dict[str, Any]:
    """The smallest inputs of a type with a value at one of its places, None for nothing there."""
    props = copy.deepcopy(CASES["special"][token])
    for holder in holders(props, spot.steps):
        holder[spot.steps[-1]] = copy.copy(value)
        if value is None:
            del holder[spot.steps[-1]]
    return props


def names(value: object) -> str | None:
    """How a case is called in the test's name."""
    return value.path if hasattr(value, "path") else None  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


def is_given_only(token: str, spot: Place) -> bool:
    """Whether the place is none until the user wrote there."""
    return spot.path in GIVEN_ONLY and not token.startswith(("aws:ecr", "aws:imagebuilder"))


def test_every_special_type_has_its_smallest_inputs() -> None:
    """A place without a test is a guess: run `python -m tests.placement.smallest` after a change of the tables."""
    assert CASES["special"].keys() == SPECIAL.keys()
    for token, spot in PLACES:
        assert list(holders(CASES["special"][token], spot.steps)), f"{token}: nothing holds {spot.path}"


def forms(shape: Shape) -> Iterator[tuple[str, object, object]]:
    """What may stand in a place, and what is to stand there afterwards."""
    own, both = written(shape, own="x"), written(shape, own="x", team="genomics")
    mine = written(shape, own="x", team="mine")
    yield "nothing", None, written(shape, team="genomics")
    yield "plain", own, both
    yield "the key itself", mine, mine
    yield "a whole output", output(own), both
    yield "an output inside", written(shape, own=output("x")), both
    yield "an output under the key", written(shape, own="x", team=output("mine")), mine
    yield "a secret", secret(own), secret(both)
    yield "a secret inside", written(shape, own=secret("x")), written(shape, own=secret("x"), team="genomics")
    yield "unknown", UNKNOWN_TEXT, UNKNOWN_TEXT
    yield "an unknown inside", written(shape, own=UNKNOWN_TEXT), written(shape, own=UNKNOWN_TEXT, team="genomics")


@pytest.mark.parametrize(("token", "spot"), PLACES, ids=names)
def test_a_special_place_is_filled_whatever_stands_there(token: str, spot: Place) -> None:
    """Explicit values win, secrets stay secrets, unknowns stay unknown, and twice is as good as once."""
    for form, value, expected in forms(spot.shape):
        if value is None and is_given_only(token, spot):
            continue
        props = props_of(token, spot, value)
        before = copy.deepcopy(known(props))
        placed = place(token, props, TEAM) or props
        assert known(props) == before, f"{form}: the input was changed"
        assert all(found == expected for found in known(found_at(placed, spot.path))), form
        again = place(token, placed, TEAM)
        assert again is None or known(again) == known(placed), f"{form}: the second time changed something"


@pytest.mark.parametrize(("token", "spot"), PLACES, ids=names)
def test_a_locked_key_wins_at_every_special_place(token: str, spot: Place) -> None:
    """Once, as it was declared, beside what else stands there."""
    props = props_of(token, spot, written(spot.shape, own="x", team="mine"))
    placed = place(token, props, LOCKED)
    assert placed is not None
    keys = [found["team"] if spot.shape is Shape.MAP else found[-1]["value"] for found in found_at(placed, spot.path)]
    assert set(keys) == {"genomics"}


@pytest.mark.parametrize(
    ("token", "spot"),
    [(token, spot) for token, spot in PLACES if len(spot.steps) > 1 and not spot.path.endswith(LAUNCHED)],
    ids=names,
)
@pytest.mark.parametrize("wrap", [secret, output], ids=["secret", "output"])
def test_a_special_place_is_reached_inside_a_wrapped_container(token: str, spot: Place, wrap: Any) -> None:
    """The object that holds the labels may itself be an output or a secret."""
    props = props_of(token, spot, None)
    first = spot.steps[0]
    props[first] = wrap(props[first])
    placed = place(token, props, TEAM)
    assert placed is not None
    inner = known(placed[first])
    opened = {first: inner["value"] if wrap is secret else inner}
    assert all(found == written(spot.shape, team="genomics") for found in found_at(opened, spot.path))


@pytest.mark.parametrize(("token", "item"), SETTINGS, ids=names)
def test_a_setting_is_made_where_nobody_spoke_of_it(token: str, item: Any) -> None:
    """Labels travel on; a no, a wish still unknown and an output are answers as well, and stay."""
    for value in (None, False, "NONE", UNKNOWN_TEXT, secret("x"), output("x")):
        props = copy.deepcopy(CASES["special"][token])
        for holder in holders(props, item.steps):
            holder[item.steps[-1]] = value
        placed = place(token, props, TEAM)
        assert placed is not None
        if item.when(props):
            assert set(map(str, found_at(placed, item.path))) == {str(item.value if value is None else value)}
        else:
            assert found_at(placed, item.path) == found_at(props, item.path)


@pytest.mark.parametrize(("token", "item"), SETTINGS, ids=names)
def test_a_setting_is_left_alone_by_ignore_changes(token: str, item: Any) -> None:
    """`ignoreChanges` is how a program says no, to settings too; and without labels there is no reason for one."""
    props = copy.deepcopy(CASES["special"][token])
    placed = place(token, props, TEAM, ignored=[item.path.replace("[]", "[*]")])
    assert placed is not None
    assert found_at(placed, item.path) == found_at(props, item.path)
    assert place(token, props, Injection()) is None


@pytest.mark.parametrize(("token", "path", "props"), TRAPS, ids=[f"{token}-{path}" for token, path, _ in TRAPS])
def test_a_look_alike_is_never_written(token: str, path: str, props: dict[str, Any]) -> None:
    """Selectors, filters, network tags: one more there changes what happens, not what is known."""
    taggable = place_of(token)
    assert path not in {spot.path for spot in taggable.places} if taggable else True
    for wrap in WRAPS:
        given = copy.deepcopy(props)
        for holder in holders(given, steps_of(path)):
            holder[steps_of(path)[-1]] = wrap(holder[steps_of(path)[-1]])
        for injection in (TEAM, LOCKED):
            placed = place(token, given, injection) or given
            placed = place(token, placed, injection) or placed
            assert known(found_at(placed, path)) == known(found_at(given, path))
