"""The label schema of a team: each key with what it means, which values it has, who sets it, and its form on clouds.

What a key means is what people wrote beside it: the comment above a label in stack config, or behind it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from labelwright.dialects import DIALECT_OF_PACKAGE, aws
from labelwright.dialects.aws import billing_column
from labelwright.dynamic import is_dynamic, parse_template
from labelwright.label_edit.project import Project
from labelwright.label_edit.where import marks_of
from labelwright.model import Label
from labelwright.problem import LabelError
from labelwright.settings import Settings
from labelwright.yaml_edit import Document, EditError, read_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One scope that sets a key. `variables` are those of a dynamic value."""

    scope: str
    label: Label
    place: str
    variables: Sequence[str]

    def document(self) -> dict[str, object]:
        """As JSON."""
        return {
            "scope": self.scope,
            "value": self.label.value,
            **marks_of(self.label),
            "variables": list(self.variables),
            "where": self.place,
        }


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `allowed` and `pattern` are those of the policies; `forms` what each cloud, and its bill, make of it."""

    name: str
    meaning: str
    entries: Sequence[Entry]
    required: Sequence[str]
    allowed: Sequence[str]
    pattern: str
    forms: Mapping[str, Sequence[str]]

    def document(self) -> dict[str, object]:
        """As JSON."""
        return {
            "key": self.name,
            "meaning": self.meaning,
            "required": list(self.required),
            "allowed": list(self.allowed),
            "pattern": self.pattern,
            "clouds": {name: list(form) for name, form in self.forms.items()},
            "declared": [one.document() for one in self.entries],
        }


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of one stack, keys sorted. `organization`, `workspace` and `team` are "" where nobody named them."""

    stack: str
    organization: str
    workspace: str
    team: str
    rule: str
    keys: Sequence[Key]

    def document(self) -> dict[str, object]:
        """As JSON: the form of `labelwright labels docs --format json`."""
        return {
            "stack": self.stack,
            "organization": self.organization,
            "workspace": self.workspace,
            "team": self.team,
            "rule": self.rule,
            "keys": [one.document() for one in self.keys],
        }


def schema_of(project: Project) -> Schema:
    """The schema of a stack: every key that is declared, required, or has a list of values."""
    settings, values = project.reading.settings, project.reading.settings.policies.values
    entries = _entries(project)
    meanings = _meanings(project)
    names = {*entries, *_required(settings), *values.allowed, *values.patterns}
    required = _required(settings)
    keys = [
        Key(
            name,
            meanings.get(name, ""),
            entries.get(name, []),
            required.get(name, []),
            values.allowed.get(name, []),
            values.patterns.get(name, ""),
            _forms(name, entries.get(name, []), settings),
        )
        for name in sorted(names)
    ]
    return Schema(
        settings.stack,
        settings.organization_name,
        settings.workspace_name,
        settings.team_name,
        str(settings.rule),
        keys,
    )


def _entries(project: Project) -> dict[str, list[Entry]]:
    """Who sets each key."""
    found: dict[str, list[Entry]] = {}
    for scope in project.reading.declared:
        for label in scope.labels:
            place = str(project.reading.lines.get((*scope.path, label.key), ""))
            found.setdefault(label.key, []).append(Entry(str(scope), label, place, _variables(label)))
    return found


def _variables(label: Label) -> tuple[str, ...]:
    """The variables of a dynamic value; none of one that is no template."""
    if label.value is None or not is_dynamic(label.value):
        return ()
    try:
        return parse_template(label.value).variables
    except LabelError:
        return ()


def _meanings(project: Project) -> dict[str, str]:
    """What was written beside the labels of each key: of several scopes, the first that says anything."""
    documents: dict[str, Document] = {}
    found: dict[str, str] = {}
    for scope in project.reading.declared:
        if not scope.labels:
            continue
        file = project.file_of(scope)
        try:
            if file not in documents:
                documents[file] = Document(read_text(project.root / file).text)
            labels, _ = project.labels_at(documents[file], scope)
            for key, said in documents[file].comments(labels).items():
                found.setdefault(key, said)
        except EditError:  # what several share is nobody's to describe
            continue
    return found


def _required(settings: Settings) -> dict[str, list[str]]:
    """Who demands each key: the workspace, or a policy for some platforms or teams."""
    found: dict[str, list[str]] = {key: ["everywhere"] for key in settings.required}
    policy = settings.policies.required
    for names in (policy.platforms, policy.teams):
        for name, keys in names.items():
            for key in keys:
                found.setdefault(key, []).append(name)
    return found


def _forms(key: str, entries: Iterable[Entry], settings: Settings) -> dict[str, list[str]]:
    """What each cloud makes of a key and its values; nothing where all of it is sent as it stands."""
    values = dict.fromkeys(one.label.value for one in entries if one.label.value and not one.variables)
    found: dict[str, list[str]] = {}
    for package, dialect in DIALECT_OF_PACKAGE.items():
        sent = dialect.render({key: ""}, rule=settings.rule).key(key)
        notes = [f"sent as {sent}"] if sent != key else []
        if sent == key and dialect.folds_keys(dialect.FORGED[0]) and package not in _LOWER:
            notes.append("compared without case")
        for value in values:
            changed = dialect.render({key: value or ""}, rule=settings.rule).labels.get(sent)
            notes += [f"{value} sent as {changed}"] if changed != value else []
        notes += [f"user_{billing_column(key)} on the bill"] if dialect is aws else dialect.notes_on_bill(key)
        found[package] = notes
    return found


_LOWER = frozenset({"gcp"})
"""Packages whose cloud has no upper case at all: there is nothing to compare."""
