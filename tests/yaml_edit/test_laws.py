"""Laws of edits, over texts in every style that people write: what is added can be taken out without a trace."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.yaml_edit import Document, EditError, Inline, Path

WORDS = st.sampled_from(
    ["gold", "cc-1", "run-${workflowId}", "yes", "2026-01-01", "it's", 'say "x"', "a: b", "zwölf", ""]
)
KEYS = st.sampled_from(["team", "tier", "cost-center", "on", "Data.Class", "42", "a b"])
LINE_ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, Path]:
    """A file with labels in it, and where they are: comments, blank lines, styles and line ends as they come."""
    keys = draw(st.lists(KEYS, unique=True, min_size=1, max_size=4))
    values = [draw(WORDS) for _ in keys]
    indent = draw(st.sampled_from([2, 4]))
    lines = [f"config:{draw(_comments)}", f"{' ' * indent}lab:{draw(_comments)}"]
    if draw(st.booleans()):
        inside = ", ".join(_pair(key, value, in_flow=True) for key, value in zip(keys, values, strict=True))
        comma = draw(st.sampled_from(["", ","]))
        lines.append(f"{' ' * 2 * indent}labels: {{{inside}{comma}}}{draw(_comments)}")
    else:
        lines.append(f"{' ' * 2 * indent}labels:{draw(_comments)}")
        for key, value in zip(keys, values, strict=True):
            lines += draw(st.sampled_from([[], [""], [f"{' ' * 3 * indent}# above"], ["# left", ""]]))
            lines.append(f"{' ' * 3 * indent}{_pair(key, value, in_flow=False)}{draw(_comments)}")
    lines += draw(st.sampled_from([[], ["# end"], [f"{' ' * 3 * indent}# below"], ["other: 1"], ["", ""]]))
    end = draw(LINE_ENDS)
    text = end.join(lines) + draw(st.sampled_from(["", end]))
    return draw(st.sampled_from(["", "\ufeff"])) + text, ("config", "lab", "labels")


_comments = st.sampled_from(["", " # said", "   # twice # over"])


def _pair(key: str, value: str, *, in_flow: bool) -> str:
    """An entry as the editor itself would write it."""
    if in_flow:
        return Document("x: {}\n").put(("x", key), value).text.removeprefix("x: {").removesuffix("}\n")
    return Document("x:\n  y: z\n").put(("x", key), value).text.splitlines()[-1].strip()


@given(texts(), WORDS, st.booleans())
def test_add_then_remove_gives_the_same_bytes(given_text: tuple[str, Path], value: str, is_long: bool) -> None:  # noqa: FBT001 - drawn
    """In every style, short or long, with every line end, byte order mark and last line."""
    text, labels = given_text
    added = Document(text).put((*labels, "zone"), Inline({"value": value, "locked": True}) if is_long else value)
    assert added.text != text
    assert added.remove((*labels, "zone"), floor=2).text == text


@given(texts(), WORDS, st.data())
def test_an_edit_changes_its_own_line_alone(given_text: tuple[str, Path], value: str, data: st.DataObject) -> None:
    """Every other byte stays, and the way back is the text as it was, quotes apart."""
    text, labels = given_text
    document = Document(text)
    key = data.draw(st.sampled_from(document.keys(labels)))
    edited = document.put((*labels, key), value)
    pairs = zip(text.splitlines(keepends=True), edited.text.splitlines(keepends=True), strict=True)
    assert sum(was != will for was, will in pairs) <= 1
    assert edited.text_at((*labels, key)) == value
    assert [edited.text_at((*labels, one)) for one in document.keys(labels) if one != key] == [
        document.text_at((*labels, one)) for one in document.keys(labels) if one != key
    ]


@given(texts(), st.data())
def test_a_removal_takes_one_entry_and_keeps_the_others(given_text: tuple[str, Path], data: st.DataObject) -> None:
    """Whatever stands around it."""
    text, labels = given_text
    document = Document(text)
    keys = document.keys(labels)
    key = data.draw(st.sampled_from(keys))
    left = document.remove((*labels, key), floor=2)
    assert left.keys(labels) == [one for one in keys if one != key]
    was, will = text.splitlines(), left.text.splitlines()
    gone = [line for line in was if line not in will]
    come = [line for line in will if line not in was]
    assert len(come) <= 1, come  # the line of a mapping in braces
    assert all("# above" in line or key in line or "labels" in line or not line.strip() for line in gone), gone


_STRUCTURE = ["config: ", "labels: ", "a: b", "\n", "\n  ", "\n    ", "- ", "{", "}", "[", "]", ", ", "? ", ": ", "\t"]
_ODDITIES = ["&x ", "*x", "<<: *x", "!!str ", "# c", "'", '"', ">\n", "|\n", "---\n", "...\n", "~", "null"]
_BREAKS = ["\r\n", "\r", "\u2028", "\x85", "\ufeff", "\x00"]
PIECES = st.sampled_from([*_STRUCTURE, *_ODDITIES, *_BREAKS])


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@given(
    st.lists(PIECES, max_size=14).map("".join),
    st.sampled_from([("config", "labels", "z"), ("config", "a"), ("a",), ("config", 0, "b"), ("labels", "a")]),
)
def test_any_text_is_edited_as_meant_or_refused(text: str, path: Path) -> None:
    """Broken, odd or empty: nothing but `EditError`, and never another outcome than was asked for."""
    with suppress(EditError):
        assert Document(text).put(path, "new").text_at(path) == "new"
    with suppress(EditError):
        assert not Document(text).remove(path, floor=1).has(path)
