"""Reads Pulumi.yaml and Pulumi.<stack>.yaml without Pulumi, keeping the line of every value.

The command line works from these files alone. YAML 1.2, as Pulumi reads it. A key that stands twice in a mapping is
reported with both lines: a YAML library keeps one of the two, or refuses the file without saying where.
"""

# ruamel.yaml ships no types, so what its nodes hold is unknown to pyright in this one file:
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeArgument=false

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from labelwright import rules
from labelwright.problem import LabelError, Problem, nearest, problem
from labelwright.settings.source import NAMESPACE, Date, Line, Path, Secret, Source, spell

_TAG = "tag:yaml.org,2002:"
_DEEPEST = 20  # far deeper than any config of ours; an alias may point at what it stands in
PROJECT = "Pulumi.yaml"
NOT_GIVEN: Mapping[str, str] = MappingProxyType({})
_DECLARATION_FIELDS = frozenset({"type", "description", "default", "value", "items", "secret"})


def find_project(start: FilePath) -> FilePath:
    """The folder of the nearest Pulumi.yaml, from `start` upwards. Raises `LabelError` when there is none."""
    for folder in (start, *start.parents):
        if (folder / "Pulumi.yaml").is_file():
            return folder
    remedy = "Go to a folder with a Pulumi.yaml, or name it with --project FOLDER."
    raise LabelError([problem(str(start), rules.MISSING, "no Pulumi.yaml here or above", remedy)])


def stacks(root: FilePath) -> list[str]:
    """Names of the stacks that have a config file in `root`, sorted."""
    return sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in root.glob("Pulumi.?*.yaml"))


def stack_file(stack: str) -> str:
    """The name of a stack's file. A stack may be named with its organization and project."""
    return f"Pulumi.{stack.rsplit('/', 1)[-1]}.yaml"


def read_files(root: FilePath, stack: str, given: Mapping[str, str] = NOT_GIVEN) -> Source:
    """What the project and one stack declare; a value of the stack takes the place of the project's, as with Pulumi.

    A stack without a file has the project's values. Broken YAML is a problem of the source, not an exception. `given`
    is text that counts in the place of what a file of that name holds: an edit, judged before it is written.
    """
    lines: dict[Path, Line] = {}
    texts: dict[Path, str] = {}
    problems: list[Problem] = []
    project = _YamlFile(root / PROJECT, lines, texts, problems, given)
    own = _YamlFile(root / stack_file(stack), lines, texts, problems, given)
    name = project.text("name")
    entries = {key: (project, line, _declared_value(node)) for key, line, node in project.config(name)}
    for key, line, node in own.config(name):
        if key == "organization":
            where = f"{line} {spell((key,))}"
            remedy = "Move them to 'config:' in Pulumi.yaml, so that no stack can change them."
            problems.append(problem(where, rules.FIXED_ORGANIZATION, f"organization labels in stack {stack!r}", remedy))
        else:
            entries[key] = (own, line, node)
    tree: dict[str, object] = {}
    for key, (file, line, node) in entries.items():
        try:
            tree[key] = file.value(node, (key,), line)
        except LabelError as error:
            problems += error.problems
    return Source(tree=tree, lines=lines, texts=texts, problems=tuple(problems), stack=stack, project=name)


def read_plain(path: FilePath) -> Source:
    """A file of its own in the form of stack config, YAML or JSON; the namespace before its keys may be left out."""
    lines: dict[Path, Line] = {}
    texts: dict[Path, str] = {}
    problems: list[Problem] = []
    file = _YamlFile(path, lines, texts, problems)
    tree: dict[str, object] = {}
    for key, line, node in file.entries():
        name = key.removeprefix(f"{NAMESPACE}:")
        try:
            tree[name] = file.value(node, (name,), line)
        except LabelError as error:
            problems += error.problems
    return Source(tree=tree, lines=lines, texts=texts, problems=tuple(problems))


class _YamlFile:
    """One file as a tree of nodes; lines, texts and problems go where those of all files go."""

    def __init__(
        self,
        path: FilePath,
        lines: dict[Path, Line],
        texts: dict[Path, str],
        problems: list[Problem],
        given: Mapping[str, str] = NOT_GIVEN,
    ) -> None:
        self.name = path.name
        self._lines = lines
        self._texts = texts
        self._problems = problems
        self._root = self._compose(path, given.get(path.name))

    def _compose(self, path: FilePath, given: str | None) -> Node | None:
        """The node tree of the file; None for a file that is empty, absent or broken (which is a problem)."""
        if given is None and not path.is_file():
            return None
        try:
            return YAML(typ="rt", pure=True).compose(path if given is None else given)
        except (YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            where = str(Line(self.name, mark.line + 1)) if mark else self.name
            what = getattr(error, "problem", None) or str(error).splitlines()[0]
            self._problems.append(problem(where, rules.YAML, str(what), "Mend the indentation or quoting there."))
            return None

    def text(self, key: str) -> str:
        """A scalar at the top of the file; "" when it is absent."""
        for name, _, node in self._pairs(self._root):
            if name == key and isinstance(node, ScalarNode):
                return str(node.value)
        return ""

    def entries(self) -> Iterator[tuple[str, Line, Node]]:
        """Everything at the top of a file that is a mapping; another file is a problem."""
        if self._root is not None and not isinstance(self._root, MappingNode):
            got = "a list" if isinstance(self._root, SequenceNode) else "a text"
            self._problems.append(problem(self.name, rules.FIELD_VALUE, got, "It should be a mapping."))
        yield from self._pairs(self._root, ())

    def config(self, project: str) -> Iterator[tuple[str, Line, Node]]:
        """The entries of `config:` in our namespace; a bare key is in the project's own namespace, as with Pulumi."""
        for name, _, section in self._pairs(self._root):
            if name != "config":
                continue
            for key, line, node in self._pairs(section):
                namespace, colon, rest = key.partition(":")
                if colon and namespace == NAMESPACE:
                    yield rest, line, node
                elif colon and nearest(namespace, [NAMESPACE]):
                    got, remedy = f"the namespace {namespace!r}", f"Write '{NAMESPACE}:{rest}'."
                    self._problems.append(problem(f"{line} {key}", rules.FIELD, got, remedy))
                elif not colon and project == NAMESPACE:
                    yield key, line, node

    def value(self, node: Node, path: Path, line: Line) -> object:
        """The plain value of a node, with the line of its key and of everything in it noted."""
        if len(path) > _DEEPEST:
            raise LabelError(
                [problem(f"{line} {spell(path[:3])}", rules.YAML, "an alias within itself", "Write it out.")]
            )
        self._lines[path] = line
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index), self._line(item)) for index, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
            entries = list(self._pairs(node, path))
            if [key for key, _, _ in entries] == ["secure"]:
                return Secret()
            return {key: self.value(child, (*path, key), line) for key, line, child in entries}
        value = _scalar(node)
        if not isinstance(value, str):
            self._texts[path] = str(node.value)
        return value

    def _line(self, node: Node) -> Line:
        """Where a node begins."""
        return Line(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def _pairs(self, node: Node | None, path: Path | None = None) -> Iterator[tuple[str, Line, Node]]:
        """Keys of a mapping, their lines and value nodes, merge keys spread out; in config, keys are judged too."""
        if not isinstance(node, MappingNode):
            return
        seen: dict[str, Node] = {}
        merged: list[tuple[str, Line, Node]] = []
        for key_node, child in node.value:
            if key_node.tag == f"{_TAG}merge":
                merged += [pair for part in _merged_nodes(child) for pair in self._pairs(part, path)]
                continue
            key = str(key_node.value)
            if path is not None:
                self._note_key(key, key_node, path, seen)
            seen[key] = key_node
            yield key, self._line(key_node), child
        yield from (pair for pair in merged if pair[0] not in seen)

    def _note_key(self, key: str, node: Node, path: Path, seen: dict[str, Node]) -> None:
        """Note a key that is no text, and one that stands a second time."""
        where = f"{self._line(node)} {spell((*path, key))}"
        if node.tag != f"{_TAG}str":
            self._problems.append(problem(where, rules.TEXT, f"the key {key} without quotes", f"Write '{key}'."))
        if first := seen.get(key):
            got = f"{key!r} a second time (first on line {first.start_mark.line + 1})"
            self._problems.append(problem(where, rules.UNIQUE_NAME, got, "Keep one of the two."))


def _merged_nodes(node: Node) -> list[Node]:
    """The mappings behind a YAML merge key (`<<`)."""
    return list(node.value) if isinstance(node, SequenceNode) else [node]


def _declared_value(node: Node) -> Node:
    """The value in a Pulumi.yaml entry, which may be written plainly or as `{type:, default:}` or `{value:}`."""
    if not isinstance(node, MappingNode):
        return node
    fields = {str(key.value): child for key, child in node.value}
    return fields.get(value_field(fields), node)


def value_field(fields: Iterable[str]) -> str:
    """The field of an entry of Pulumi.yaml that holds its value; "" where the entry is the value itself."""
    names = set(fields)
    if not names <= _DECLARATION_FIELDS:
        return ""
    return next((name for name in ("value", "default") if name in names), "")


def _scalar(node: Node) -> object:
    """The value that YAML 1.2 makes of a scalar; a date is a date, as it is for Pulumi, and so no text."""
    text = str(node.value)
    match str(node.tag).removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            return text.casefold() == "true"
        case "int":
            return _integer(text.replace("_", ""))
        case "float":
            return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
        case "timestamp":
            return Date(text)
        case _:
            return text


def _integer(text: str) -> int:
    """The number that Pulumi makes of an integer: one that begins with 0 is octal, where it can be."""
    for base in (0, 8, 10):
        try:
            return int(text, base)
        except ValueError:
            continue
    return 0
