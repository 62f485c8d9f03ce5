"""Values as they come wrapped: an output, and a secret on the wire."""

from typing import Any, cast

from labelwright.placement.wire import OUTPUT_SIGNATURE, SECRET_SIGNATURE, SIGNATURE


def output(value: object) -> dict[str, object]:
    """An output on the wire that is known, with what it depends on."""
    return {SIGNATURE: OUTPUT_SIGNATURE, "value": value, "dependencies": ["urn:pulumi:dev::p::a:b:C::c"]}


def known(value: Any) -> Any:
    """What a value holds, at every depth, without the wrappers of outputs."""
    match value:
        case {"dependencies": _, "value": inner}:
            return known(inner)
        case list():
            return [known(one) for one in cast("list[Any]", value)]
        case dict():
            return {key: known(one) for key, one in cast("dict[str, Any]", value).items()}
        case _:
            return value


def secret(value: object) -> dict[str, object]:
    """A secret on the wire."""
    return {SIGNATURE: SECRET_SIGNATURE, "value": value}
