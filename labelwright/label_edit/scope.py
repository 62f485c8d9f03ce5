"""The scope that an edit is for, as the command line names it: `workspace`, `team:genomics`, `environment:spot`."""

from collections.abc import Iterable

from labelwright.problem import suggest
from labelwright.settings import DeclaredScope, Reading
from labelwright.vocabulary import Scope

_UNNAMED = (Scope.ORGANIZATION, Scope.WORKSPACE)
_NAMED = (Scope.TEAM, Scope.ENVIRONMENT, Scope.PIPELINE, Scope.ACTION, Scope.STUDIO)


def known_scopes(reading: Reading) -> list[str]:
    """Every scope that can be named, in the order of stack config."""
    return [str(one) for one in reading.declared]


def parse_scope(text: str, reading: Reading) -> DeclaredScope:
    """The scope that `text` names; `team` alone is the stack's own. Raises ValueError for what is not declared."""
    word, colon, name = text.partition(":")
    if word not in (*_UNNAMED, *_NAMED):
        raise ValueError(f"--scope: got {text!r}. {suggest(word, (*_UNNAMED, *(f'{one}:NAME' for one in _NAMED)))}")
    scope = Scope(word)
    if scope in _UNNAMED and colon:
        raise ValueError(f"--scope: got {text!r}, and there is one {scope} only. Write {str(scope)!r}.")
    if scope is Scope.TEAM and not name:
        name = reading.settings.team_name
    found = [one for one in reading.declared if one.scope is scope and one.name == name]
    if not found:
        raise ValueError(f"--scope: got {text!r}. {_remedy(scope, name, reading.declared)}")
    return found[0]


def _remedy(scope: Scope, name: str, declared: Iterable[DeclaredScope]) -> str:
    """Which scope of that kind there is to name."""
    names = [one.name for one in declared if one.scope is scope]
    if not names:
        return f"No {scope} is declared: write one under 'labelwright:{scope}s' first."
    return suggest(f"{scope}:{name}", [f"{scope}:{one}" for one in names])
