"""Writing settings: the properties without which labels do not travel on, wherever nobody spoke of them."""

from collections.abc import Sequence

from labelwright.placement.places import EACH, Setting
from labelwright.placement.wire import is_list, is_mapping, within


def settled(current: object, setting: Setting, rest: Sequence[str]) -> object:
    """What becomes of a property with a setting at the end of `rest` below it; the very same where somebody spoke."""
    if not rest:
        return setting.value if current is None else current
    return within(current, lambda inner: _below(inner, setting, rest))


def _below(inner: object, setting: Setting, steps: Sequence[str]) -> object:
    """A container on the way to a setting, settled; the very same object where nothing changes."""
    step, rest = steps[0], steps[1:]
    if step != EACH:
        if not is_mapping(inner):
            return inner
        current = inner.get(step)
        changed = settled(current, setting, rest)
        return inner if changed is current else {**inner, step: changed}
    if not is_list(inner):
        return inner
    every = [within(one, lambda each: _below(each, setting, rest)) for one in inner]
    return inner if all(new is old for new, old in zip(every, inner, strict=True)) else every
