"""`labelwright labels docs` as Markdown: a table of all keys, then each key with who sets it."""

from collections.abc import Iterable

from labelwright.label_edit.schema import Entry, Key, Schema
from labelwright.label_edit.where import marks_of
from labelwright.report.markdown import code, plain

_CLOUDS = {"aws": "AWS", "azure-native": "Azure", "gcp": "Google Cloud", "kubernetes": "Kubernetes"}


def schema_as_markdown(schema: Schema) -> str:
    """The whole document. What people wrote is set as text or code, so that it is neither link nor HTML."""
    named = [
        f"{what} {code(name)}"
        for what, name in (
            ("organization", schema.organization),
            ("workspace", schema.workspace),
            ("team", schema.team),
            ("stack", schema.stack),
        )
        if name
    ]
    lines = [
        "# Labels",
        "",
        f"Of {', '.join(named)}. Rule: {code(schema.rule)}.",
        "",
        "Written by `labelwright labels docs` from stack config: edit that, not this.",
        "",
    ]
    if not schema.keys:
        return "\n".join([*lines, "No labels are declared.", ""])
    header = ("key", "meaning", "values", "set by", "required")
    lines += [_row(header), _row(["---"] * len(header)), *(_row(_cells(one)) for one in schema.keys), ""]
    for one in schema.keys:
        lines += [*_section(one), ""]
    return "\n".join(lines)


def _cells(key: Key) -> Iterable[str]:
    """One key in the table of all."""
    scopes = dict.fromkeys(entry.scope for entry in key.entries)
    return (
        code(key.name),
        plain(key.meaning),
        _values(key),
        ", ".join(map(code, scopes)),
        ", ".join(map(plain, key.required)),
    )


def _values(key: Key) -> str:
    """The values that a key may have, as far as anybody said; else those that it has."""
    if key.allowed:
        return ", ".join(map(code, key.allowed))
    if key.pattern:
        return f"fits {code(key.pattern)}"
    return ", ".join(code(value) for value in dict.fromkeys(one.label.value for one in key.entries) if value)


def _section(key: Key) -> list[str]:
    """One key by itself: who sets it to what, and what clouds make of it."""
    lines = [f"## {code(key.name)}", ""]
    lines += [plain(key.meaning), ""] if key.meaning else []
    if key.allowed and key.pattern:
        lines += [f"A value is one of those above, or fits {code(key.pattern)}.", ""]
    if key.entries:
        header = ("set by", "value", "marks", "variables", "where")
        lines += [_row(header), _row(["---"] * len(header)), *(_row(_entry(one)) for one in key.entries), ""]
    else:
        lines += ["No scope sets it: whoever makes a resource does.", ""]
    lines += [
        f"- {_CLOUDS.get(package, package)}: {'; '.join(map(plain, notes)) or 'as it stands'}"
        for package, notes in key.forms.items()
    ]
    return lines


def _entry(one: Entry) -> Iterable[str]:
    """One scope that sets it. Lines are left out: a document that is kept would change with every edit above them."""
    return (
        code(one.scope),
        "*removed*" if one.label.value is None else code(one.label.value) if one.label.value else "*empty*",
        ", ".join(name for name, is_on in marks_of(one.label).items() if is_on),
        ", ".join(map(code, one.variables)),
        plain(one.place.rpartition(":")[0]),
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
