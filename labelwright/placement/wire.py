"""How a property value looks on its way between a program, the engine and its state.

A value is plain (JSON), opaque (an `Output` or `Unknown` object of the SDK, which this package knows nothing of), a raw
secret, an output value (which may be both unknown and secret), another signed object (an asset, a reference), or the
sentinel of an unknown. The filler and the reader of labels both ask here, so that neither ever takes a
secret's wrapper for a map of labels.

Source: pulumi/pulumi `sdk/go/common/resource/properties.go` (signatures) and `sdk/go/common/resource/plugin/rpc.go`
(sentinels).
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TypeAlias, TypeGuard

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  # a public marker, no secret
OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
"""An output with its dependencies: `{signature, value?, secret?, dependencies?}`, without a value while unknown."""
MASKED = "[secret]"
"""What `pulumi preview --json` writes in the place of a secret."""

UNKNOWNS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # string; also what the Python SDK writes for anything unknown
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
MARKS = UNKNOWNS | {MASKED}
"""Every text that stands for something else; any other text is itself."""

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

Change: TypeAlias = Callable[[object], object]
"""Takes a plain value and returns the new one, or the very same object when nothing is to be done."""


class Hidden(Enum):
    """Why a value that stands there cannot be read: it is not known before the update, or it is a secret."""

    UNKNOWN = "unknown"
    SECRET = "secret"  # noqa: S105  # the word, no secret

    def __str__(self) -> str:
        return f"[{self.value}]"


def is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether it is an object on the wire; property names and label keys are always text there."""
    return isinstance(value, (dict, Mapping))


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether it is a list on the wire."""
    return isinstance(value, (list, tuple))


def is_opaque(value: object) -> bool:
    """Whether only the SDK can look inside."""
    return value is not None and not isinstance(value, (str, bool, int, float, dict, Mapping, list, tuple))


def is_secret(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether it is a secret in the wire's own wrapper (encrypted or not)."""
    return is_mapping(value) and value.get(SIGNATURE) == SECRET_SIGNATURE


def is_output(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether it is an output value of the wire, known or not."""
    return is_mapping(value) and value.get(SIGNATURE) == OUTPUT_SIGNATURE


def known(value: object) -> object:
    """What a known output value that is no secret holds; any other value itself."""
    return value["value"] if is_output(value) and "value" in value and not value.get("secret") else value


def hidden(value: object) -> Hidden | None:
    """Why the value cannot be shown, or None when it is plain."""
    if isinstance(value, str):
        return Hidden.UNKNOWN if value in UNKNOWNS else Hidden.SECRET if value == MASKED else None
    if is_output(value):
        return Hidden.SECRET if value.get("secret") else hidden(value.get("value", UNKNOWN_TEXT))
    return Hidden.UNKNOWN if is_opaque(value) else Hidden.SECRET if is_secret(value) else None


def within(value: object, change: Change) -> object:
    """Apply `change` to the plain value inside, whatever it is wrapped in; what cannot be opened comes back as it is.

    A raw secret or a known output is changed inside and wrapped again, so it stays a secret and keeps its dependencies.
    The sentinel of an unknown is a text, and no change does anything to a text.
    """
    if value is None:
        return change(None)
    if is_mapping(value):
        signature = value.get(SIGNATURE)
        if signature is None:
            return change(value)
        if signature not in (SECRET_SIGNATURE, OUTPUT_SIGNATURE) or "value" not in value:
            return value
        inner = value["value"]
        changed = within(inner, change)
        return value if changed is inner else {**value, "value": changed}
    return value if is_opaque(value) else change(value)
