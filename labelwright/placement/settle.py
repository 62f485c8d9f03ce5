"""Writing settings: the properties without which labels do not travel on, wherever nobody spoke of them."""

from collections.abc import Mapping

from labelwright.placement.places import EACH, Setting
from labelwright.placement.wire import Lift, is_list, is_mapping, within


def settled(
    holder: Mapping[str, object], setting: Setting, steps: tuple[str, ...], lift: Lift | None
) -> Mapping[str, object]:
    """`holder` with a setting at the end of `steps`, wherever nobody spoke of it."""
    name, rest = steps[0], steps[1:]
    current = holder.get(name)
    if not rest:
        return holder if current is not None else {**holder, name: setting.value}
    changed = within(current, lambda inner: _below(inner, setting, rest, lift), lift)
    return holder if changed is current else {**holder, name: changed}


def _below(inner: object, setting: Setting, steps: tuple[str, ...], lift: Lift | None) -> object:
    """A container on the way to a setting, settled; the very same object where nothing changes."""
    if steps[0] != EACH:
        return settled(inner, setting, steps, lift) if is_mapping(inner) else inner
    if not is_list(inner):
        return inner
    every = [within(one, lambda each: _below(each, setting, steps[1:], lift), lift) for one in inner]
    return inner if all(new is old for new, old in zip(every, inner, strict=True)) else every
