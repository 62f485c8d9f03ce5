"""Finding what stands at a path, by a few lines that share nothing with the code that fills and reads labels."""

from collections.abc import Iterator, Mapping
from typing import Any, cast


def steps_of(path: str) -> tuple[str, ...]:
    """`a[].b` in steps: `("a", "[]", "b")`."""
    return tuple(path.replace("[]", ".[]").split("."))


def holders(props: object, steps: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Every object in which the last of `steps` may stand."""
    if len(steps) == 1:
        if isinstance(props, dict):
            yield cast("dict[str, Any]", props)
    elif steps[0] == "[]":
        for element in cast("list[object]", props if isinstance(props, list) else []):
            yield from holders(element, steps[1:])
    elif isinstance(props, dict):
        yield from holders(cast("dict[str, Any]", props).get(steps[0]), steps[1:])


def found_at(props: Mapping[str, Any], path: str) -> list[Any]:
    """What stands at a path, once for each holder; None where the holder has nothing there."""
    steps = steps_of(path)
    return [holder.get(steps[-1]) for holder in holders(props, steps)]
