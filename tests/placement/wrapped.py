"""Values as they come wrapped: an Output, and a secret on the wire."""

from typing import Any, cast

from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, Change


class Later:
    """Stands for an Output: nothing but `lift` looks inside."""

    def __init__(self, value: object) -> None:
        self.value = value


def lift(value: object, change: Change) -> object:
    """What the adapter does with `Output.apply` and `Output.all`."""
    return Later(change(known(value))) if isinstance(value, (Later, list)) else value


def known(value: Any) -> Any:
    """What a value will hold, at every depth."""
    match value:
        case Later():
            return known(value.value)
        case list():
            return [known(one) for one in cast("list[Any]", value)]
        case dict():
            return {key: known(one) for key, one in cast("dict[str, Any]", value).items()}
        case _:
            return value


def secret(value: object) -> dict[str, object]:
    """A secret on the wire."""
    return {SIGNATURE: SECRET_SIGNATURE, "value": value}
