"""GitHub's expressions, as far as our workflows use them: paths, texts, `== != && || !`, brackets, a few functions.

https://docs.github.com/actions/reference/workflows-and-actions/expressions
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<word>[A-Za-z_][\w.*-]*)|(?P<sign>==|!=|&&|\|\||[!(),]))")
_INSIDE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def filled(text: str, context: Mapping[str, Any]) -> str:
    """A text of a workflow with every `${{ }}` in it replaced by what it stands for."""
    return _INSIDE.sub(lambda found: _as_text(evaluate(found[1], context)), text)


def holds(condition: str | None, context: Mapping[str, Any]) -> bool:
    """Whether a step runs. Without a condition, or with one that names no status, all before it must have gone well."""
    if condition is None:
        return bool(context["success"])
    condition = condition.strip().removeprefix("${{").removesuffix("}}")
    says_status = re.search(r"\b(always|failure|success|cancelled)\(\)", condition)
    return bool(evaluate(condition, context)) and bool(says_status or context["success"])


def evaluate(expression: str, context: Mapping[str, Any]) -> Any:
    """What an expression stands for. Raises ValueError for one that is not understood: no guess passes a test."""
    tokens = [found.group().strip() for found in _TOKEN.finditer(expression)]
    if "".join(tokens) != re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", expression):
        raise ValueError(f"not an expression that this runner knows: {expression!r}")
    reader = _Reader(tokens, context)
    value = reader.either()
    if reader.tokens:
        raise ValueError(f"not an expression that this runner knows: {expression!r}")
    return value


class _Reader:
    """Reads tokens from the left, the weakest operator first."""

    def __init__(self, tokens: list[str], context: Mapping[str, Any]) -> None:
        self.tokens = tokens
        self._context = context

    def either(self) -> Any:
        """`a || b`."""
        value = self._both()
        while self._takes("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> Any:
        value = self._compared()
        while self._takes("&&"):
            other = self._compared()
            value = value and other
        return value

    def _compared(self) -> Any:
        value = self._single()
        if self._takes("=="):
            return _same(value, self._single())
        if self._takes("!="):
            return not _same(value, self._single())
        return value

    def _single(self) -> Any:
        if self._takes("!"):
            return not self._single()
        if self._takes("("):
            value = self.either()
            self._takes(")")
            return value
        token = self.tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        return self._called(token) if self._takes("(") else self._found(token)

    def _called(self, name: str) -> Any:
        """A function's answer."""
        arguments: list[Any] = []
        while not self._takes(")"):
            arguments.append(self.either())
            self._takes(",")
        functions: dict[str, Callable[..., Any]] = {
            "always": lambda: True,
            "success": lambda: self._context["success"],
            "failure": lambda: not self._context["success"],
            "fromJSON": json.loads,
        }
        return functions[name](*arguments)

    def _found(self, path: str) -> Any:
        """What stands at `github.event.number`; None where nothing does, as on GitHub."""
        if path in ("true", "false", "null"):
            return json.loads(path)
        value: Any = self._context
        for name in path.split("."):
            value = cast("Mapping[str, Any]", value).get(name) if isinstance(value, Mapping) else None
        return value

    def _takes(self, sign: str) -> bool:
        if self.tokens[:1] == [sign]:
            self.tokens.pop(0)
            return True
        return False


def _same(one: Any, other: Any) -> bool:
    """Equal as GitHub has it: nothing and an empty text are the same, and case does not count."""
    return _as_text(one).casefold() == _as_text(other).casefold()


def _as_text(value: Any) -> str:
    """A value within a text."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
