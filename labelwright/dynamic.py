"""Labels whose value is known only per run: `run-${workflowId}-${userName}`.

A text is parsed once into a `Template` and resolved at submission or execution, never at forge time. `$${` writes a
literal `${`. The variables are the reference platform's three and those that labelwright adds.
Source of the three: https://docs.seqera.io/platform-api/get-allowed-dynamic-labels
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from pydantic import BaseModel

from labelwright import rules
from labelwright.problem import LabelError, Problem, problem, suggest

VARIABLES: Mapping[str, str] = {
    "workflowId": "the platform's id of the run",
    "sessionId": "Nextflow's session UUID",
    "userName": "who launched the run",
    "userId": "the platform's id of who launched the run",
    "workspaceId": "the platform's id of the workspace",
    "workspaceName": "the workspace's name",
    "organizationName": "the organization's name",
    "projectName": "the pipeline's project",
    "pipelineName": "the pipeline's name in the launchpad",
    "runName": "the run's name",
    "computeEnvId": "the platform's id of the compute environment",
    "revision": "the branch, tag or commit that was asked for",
    "commitId": "the commit that is run",
}

_TOKEN = re.compile(r"\$\$\{|\$\{(?P<name>[^{}$]*)\}|\$\{")


class Variable(BaseModel, frozen=True, extra="forbid"):
    """One `${name}` in a template."""

    name: str


class Template(BaseModel, frozen=True, extra="forbid"):
    """A parsed value: literal texts and variables in order. A static value has no variables."""

    pieces: tuple[str | Variable, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables, in order, each once."""
        return tuple(dict.fromkeys(piece.name for piece in self.pieces if isinstance(piece, Variable)))

    @property
    def is_whole_value(self) -> bool:
        """Whether it is exactly one variable, the only form that some platforms take."""
        return len(self.pieces) == 1 and isinstance(self.pieces[0], Variable)

    def missing(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Names of the variables that `values` does not give, or gives as empty text."""
        return tuple(name for name in self.variables if not values.get(name))

    def resolve(self, values: Mapping[str, str]) -> str:
        """The text with every variable replaced. Raises KeyError for one that is missing; see `missing`."""
        return "".join(piece if isinstance(piece, str) else values[piece.name] for piece in self.pieces)


def is_dynamic(text: str) -> bool:
    """Whether `text` holds a placeholder, well formed or not, or the escape of one: it may not reach forge time.

    >>> is_dynamic("run-${workflowId}"), is_dynamic("run-42")
    (True, False)
    """
    return "${" in text


def problems_in_template(text: str, where: str) -> list[Problem]:
    """Everything that keeps `text` from being a template: unknown variables, placeholders left open or empty."""
    found: list[Problem] = []
    for token in _TOKEN.finditer(text):
        name = token["name"]
        if token.group() == "$${" or name in VARIABLES:
            continue
        if name:
            found.append(problem(where, rules.VARIABLE, f"'${{{name}}}' in {text!r}", suggest(name, VARIABLES)))
        else:
            remedy = "Write '${workflowId}', or '$${' for a literal '${'."
            found.append(problem(where, rules.PLACEHOLDER, f"{text!r}", remedy))
    return found


@lru_cache(maxsize=4096)
def parse_template(text: str) -> Template:
    """Read `text` as a template. Raises `LabelError` with every problem. Cached: the same few texts recur per run.

    >>> parse_template("run-${workflowId}").variables
    ('workflowId',)
    >>> parse_template("a$${b").pieces
    ('a${b',)
    """
    if found := problems_in_template(text, f"value {text!r}"):
        raise LabelError(found)
    pieces: list[str | Variable] = []
    literal, end = "", 0
    for token in _TOKEN.finditer(text):
        literal += text[end : token.start()]
        end = token.end()
        if token["name"] is None:
            literal += "${"
            continue
        if literal:
            pieces.append(literal)
        pieces.append(Variable(name=token["name"]))
        literal = ""
    literal += text[end:]
    if literal:
        pieces.append(literal)
    return Template(pieces=tuple(pieces))
