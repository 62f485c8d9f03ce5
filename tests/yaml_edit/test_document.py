"""A YAML text is edited in place: what is not meant stays, to the byte, or nothing is done at all."""

import pytest

from labelwright.yaml_edit import Document, EditError, Inline, Path

LABELS: Path = ("config", "labelwright:workspace", "labels")
BLOCK = """\
# heading
config:
  aws:region: us-east-1   # where
  labelwright:workspace:
    labels:
      # who pays
      cost: "cc-1"   # for now
      'tier': gold
      # team: lab
    rule: portable
# end
"""


def added(text: str, value: object = "new", key: str = "zone") -> str:
    """The text with one label more."""
    return Document(text).put((*LABELS, key), value).text


def removed(text: str, key: str, floor: int = 0) -> str:
    """The text with one label less."""
    return Document(text).remove((*LABELS, key), floor=floor).text


def changed(before: str, after: str) -> list[str]:
    """The lines that are there afterwards and were not, and with '-' those that went."""
    was, will = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return [line for line in will if line not in was] + [f"-{line}" for line in was if line not in will]


def refusal(text: str, *path: str | int, value: object = "new") -> EditError:
    """Why a value cannot be put there."""
    with pytest.raises(EditError) as error:
        Document(text).put(path, value)
    return error.value


def test_an_entry_is_added_below_the_last_one() -> None:
    """As far in as its neighbours, above comments that follow; no other line changes."""
    after = added(BLOCK)
    assert changed(BLOCK, after) == ["      zone: new\n"]
    assert "      'tier': gold\n      zone: new\n      # team: lab\n" in after


def test_a_comment_is_written_above_what_is_added() -> None:
    """And is read again as what the entry means."""
    after = Document(BLOCK).put((*LABELS, "zone"), "new", comment="where it runs")
    assert "      # where it runs\n      zone: new\n" in after.text
    assert after.comments(LABELS) == {"cost": "who pays for now", "zone": "where it runs"}
    assert after.remove((*LABELS, "zone"), floor=0).text == BLOCK


def test_a_value_keeps_its_quotes_and_the_comment_behind_it() -> None:
    """Double, single, or none."""
    assert 'cost: "cc-2"   # for now\n' in added(BLOCK, "cc-2", "cost")
    assert "'tier': silver\n" in added(BLOCK, "silver", "tier")
    assert "a: 'it''s'   # for now\n" in added(BLOCK.replace('cost: "cc-1"', "a: 'b'"), "it's", "a")


def test_an_entry_goes_with_the_comments_that_are_its_own() -> None:
    """Those right above it and the one behind it: they would otherwise describe its neighbour."""
    after = removed(BLOCK, "cost")
    assert after == BLOCK.replace('      # who pays\n      cost: "cc-1"   # for now\n', "")
    assert removed(BLOCK, "tier") == BLOCK.replace("      'tier': gold\n", "")


def test_comments_apart_from_an_entry_stay() -> None:
    """After a blank line, or further left, they are of something else."""
    apart = BLOCK.replace("      # who pays\n", "      # who pays\n\n")
    assert "# who pays" in removed(apart, "cost")
    left = BLOCK.replace("      # who pays\n", "    # who pays\n")
    assert "# who pays" in removed(left, "cost")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("config:\n  labelwright:workspace:\n    labels: {a: b}\n", "    labels: {a: b, zone: new}\n"),
        ("config:\n  labelwright:workspace:\n    labels: { a: b } # c\n", "    labels: { a: b, zone: new } # c\n"),
        ("config:\n  labelwright:workspace:\n    labels: {a: b,}\n", "    labels: {a: b, zone: new,}\n"),
        ("config:\n  labelwright:workspace:\n    labels: {}\n", "    labels: {zone: new}\n"),
        ("config:\n  labelwright:workspace:\n    labels: { }\n", "    labels: { zone: new }\n"),
        ("config:\n  labelwright:workspace:\n    labels:\n      # c\n", "      zone: new\n"),
        ("config:\n    labelwright:workspace:\n        name: x\n", "            zone: new\n"),
        ("config:\n  labelwright:workspace: {name: x}\n", "  labelwright:workspace: {name: x, labels: {zone: new}}\n"),
        ("config:\n  labelwright:workspace:\n    labels: {\n      a: b # c\n    }\n", "      zone: new\n"),
        ("config:\n  labelwright:workspace:\n    labels: {\n      a: b, # c\n    }\n", "      zone: new,\n"),
        ('{"config": {"labelwright:workspace": {"labels": {"a": "b"}}}}', '"b", zone: new}'),
        ("", "      zone: new\n"),
        ("# c\n", "      zone: new\n"),
        ("name: x", "\n      zone: new"),
        ("name: x\n", "      zone: new\n"),
        ("config:\n  a: b", "\n      zone: new"),
        ("config: {}\n", "config: {labelwright:workspace: {labels: {zone: new}}}\n"),
        ("config:\r\n  labelwright:workspace:\r\n    labels:\r\n      a: b\r\nx: y\r\n", "\r\n      zone: new\r\nx"),
        ("config:\r\n  labelwright:workspace:\r\n    labels:\r\n      a: b", "\r\n      zone: new"),
        ("\ufeffconfig:\n  labelwright:workspace:\n    labels:\n      a: b\n", "      zone: new\n"),
        ("config:\n  labelwright:workspace:\n    labels:\n      a: &x b\n      c: *x\n", "      zone: new\n"),
        ("b: &b {c: d}\nconfig:\n  labelwright:workspace:\n    labels:\n      <<: *b\n", "      zone: new\n"),
        (
            "config:\n  labelwright:workspace:\n    labels:\n      a: |\n        b\n        c\nx: y\n",
            "      zone: new\nx",
        ),
        ("---\nconfig:\n  labelwright:workspace:\n    labels:\n      a: b\n...\n", "      zone: new\n...\n"),
    ],
)
def test_adding_and_removing_gives_the_same_bytes(text: str, line: str) -> None:
    """In every style of mapping, with every line end, and where nothing of what leads there was there before."""
    after = added(text)
    assert line in after
    assert Document(after).text_at((*LABELS, "zone")) == "new"
    assert removed(after, "zone") == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("config:\n  labelwright:workspace:\n    labels:\n", ""),
        (
            "config:\n  labelwright:workspace:\n    labels: ~ # c\n",
            "config:\n  labelwright:workspace:\n    labels: {} # c\n",
        ),
        ("config:\n  labelwright:workspace: {labels: {}}\n", "config:\n  labelwright:workspace: {}\n"),
    ],
)
def test_what_was_empty_before_may_be_empty_in_another_way(text: str, left: str) -> None:
    """The one exception: nobody can tell an empty `labels:` from one that was made for the label."""
    assert removed(added(text), "zone") == left


def test_an_empty_mapping_goes_down_to_the_floor() -> None:
    """What must stay declared stays, and so does what has comments, or was written as `{}`."""
    text = "config:\n  teams:\n    lab:\n      labels:\n        a: b\n"
    assert (
        Document(text).remove(("config", "teams", "lab", "labels", "a"), floor=3).text
        == "config:\n  teams:\n    lab:\n"
    )
    said = text.replace("labels:\n", "labels: # ours\n")
    assert Document(said).remove(("config", "teams", "lab", "labels", "a"), floor=3).text.endswith("labels: # ours\n")
    flow = "config:\n  teams:\n    lab:\n      labels: {a: b}\n"
    assert Document(flow).remove(("config", "teams", "lab", "labels", "a"), floor=3).text.endswith("labels: {}\n")


def test_a_name_beside_a_dash_stays() -> None:
    """The dash would go with it."""
    text = "list:\n  - labels:\n      a: b\n    name: x\n"
    after = Document(text).remove(("list", 0, "labels", "a"), floor=2).text
    assert after == "list:\n  - labels:\n    name: x\n"


@pytest.mark.parametrize(
    ("flow", "key", "left"),
    [
        ("{a: b, c: d, e: f}", "a", "{c: d, e: f}"),
        ("{a: b, c: d, e: f}", "c", "{a: b, e: f}"),
        ("{a: b, c: d, e: f}", "e", "{a: b, c: d}"),
        ("{a: b, c: d,}", "c", "{a: b,}"),
        ("{ a: b }", "a", "{ }"),
        ("{a, c: d}", "a", "{c: d}"),
        ("{a: b,\n  c: d}", "c", "{a: b\n}"),
        ("{\n  a: b, # x\n  c: d # y\n}", "c", "{\n  a: b # x\n}"),
        ("{\n  a: b, # x\n  c: d # y\n}", "a", "{\n  c: d # y\n}"),
    ],
)
def test_an_entry_in_braces_goes_with_one_comma(flow: str, key: str, left: str) -> None:
    """First, in the middle, last; on one line, and on lines of their own."""
    assert Document(f"x: {flow}\n").remove(("x", key), floor=1).text == f"x: {left}\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("gold", "gold"),
        ("run-${workflowId}", "run-${workflowId}"),
        ("yes", '"yes"'),
        ("No", '"No"'),
        ("null", '"null"'),
        ("1.50", '"1.50"'),
        ("0123", '"0123"'),
        ("2026-01-01", '"2026-01-01"'),
        ("12:30", '"12:30"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        (" a", '" a"'),
        ("*a", '"*a"'),
        ('say "a\\b"', '"say \\"a\\\\b\\""'),
        ("zwölf", '"zwölf"'),
        ("a\nb", '"a\\U0000000Ab"'),
        (None, "null"),
    ],
)
def test_a_value_is_quoted_where_a_parser_might_see_no_text(value: str | None, written: str) -> None:
    """Of YAML 1.1 as well as of 1.2; what is read again is what was given."""
    after = added(BLOCK, value)
    assert f"      zone: {written}\n" in after
    assert Document(after).text_at((*LABELS, "zone")) == value


def test_in_braces_a_placeholder_is_quoted() -> None:
    """A brace would end the mapping."""
    text = "config:\n  labelwright:workspace:\n    labels: {a: b}\n"
    assert '{a: b, zone: "run-${workflowId}"}' in added(text, "run-${workflowId}")
    assert '{a: "run-${workflowId}"}' in added(text, "run-${workflowId}", "a")


def test_a_mapping_on_one_line_looks_as_the_others_do() -> None:
    """With or without spaces inside the braces."""
    long = Inline({"value": "new", "locked": True})
    assert "zone: {value: new, locked: true}\n" in added(BLOCK, long)
    padded = BLOCK.replace("rule: portable", "rest: { a: b }")
    assert "zone: { value: new, locked: true }\n" in added(padded, long)


SHARED = "base: &b {tier: gold}\nconfig:\n  labelwright:workspace:\n    labels: *b\n"
MERGED = "base: &b {tier: gold}\nconfig:\n  labelwright:workspace:\n    labels:\n      <<: *b\n      own: x\n"
ANCHORED = "config:\n  labelwright:workspace:\n    labels: &b\n      tier: gold\nother: *b\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (SHARED, 4, "an alias of what stands on line 1"),
        (MERGED, 5, "'tier' from a merge key"),
        (ANCHORED, 3, "the anchor &b, which line 5 shares"),
        ("config: 3\n", 1, "no mapping"),
        ("config: [a]\n", 1, "no mapping"),
        ("config:\n\tlabels: x\n", 2, "no YAML"),
        ("a: b\n---\nc: d\n", 2, "no YAML"),
        ("config: {a: b\n", 2, "no YAML"),
        ("config: &c\n  labelwright:workspace: *c\n", 1, "an alias within itself"),
        ("config:\n  labelwright:workspace:\n    labels:\n      tier: |\n        gold\n", 4, "several lines"),
        ("config:\n  labelwright:workspace:\n    labels:\n      tier: !!str gold\n", 4, "an anchor or a tag"),
        ("config:\n  labelwright:workspace:\n    labels:\n      tier:\n        a: b\n", 5, "no single value"),
    ],
)
def test_what_is_shared_or_written_in_a_way_of_its_own_is_refused(text: str, line: int, said: str) -> None:
    """With its line, what stands there, and what would work; an edit of it would be one of something else."""
    error = refusal(text, *LABELS, "tier")
    assert (error.line, said in error.got) == (line, True), error
    assert error.remedy


def test_an_own_entry_beside_a_merge_key_can_be_edited_and_removed() -> None:
    """It is nobody else's."""
    assert "      own: mine\n" in added(MERGED, "mine", "own")
    assert removed(MERGED, "own") == MERGED.replace("      own: x\n", "")


def test_what_a_merge_key_would_bring_back_is_not_removed() -> None:
    """The key would still be there, with another value."""
    text = MERGED.replace("own: x", "tier: silver")
    with pytest.raises(EditError, match="cannot be edited in place"):
        Document(text).remove((*LABELS, "tier"), floor=0)


def test_an_anchor_that_others_name_is_not_removed() -> None:
    """They would name nothing."""
    text = "config:\n  labelwright:workspace:\n    labels:\n      a: {value: &x b}\n      c: *x\n"
    with pytest.raises(EditError, match="&x"):
        Document(text).remove((*LABELS, "a"), floor=0)


def test_a_list_gets_one_element_more() -> None:
    """In either style."""
    assert Document("a:\n- b # c\n").append(("a",), ["d"]).text == "a:\n- b # c\n- d\n"
    assert Document("a: [b] # c\n").append(("a",), ["d", "e"]).text == "a: [b, d, e] # c\n"
    assert Document("a: []\n").append(("a",), ["d"]).text == "a: [d]\n"
    with pytest.raises(EditError, match="no list"):
        Document("a: b\n").append(("a",), ["d"])
