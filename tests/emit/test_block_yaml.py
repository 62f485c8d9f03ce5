"""YAML that we write ourselves, read by two parsers of others: YAML 1.1 and 1.2 differ in what is text."""

from typing import Any

import pytest
import yaml  # pyright: ignore[reportMissingModuleSource] - it ships no types
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from labelwright.emit.block_yaml import block, scalar

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    [
        "yes",
        "No",
        "on",
        "y",
        "null",
        "~",
        "1",
        "1_000",
        "0x1f",
        "12:30",
        "1e3",
        ".inf",
        ".nan",
        "=",
        "<<",
        "-",
        "- a",
        "a: b",
        "#",
        "",
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(TEXTS, VALUES, max_size=4) | st.lists(VALUES, max_size=4)


@given(document=DOCUMENTS)
def test_every_parser_reads_what_was_meant(document: Any) -> None:
    """Texts as texts, keys as keys, at any depth."""
    written = block(document)
    assert YAML(typ="safe").load(written) == document  # pyright: ignore[reportUnknownMemberType]
    assert yaml.safe_load(written) == document


@pytest.mark.parametrize("text", ["genomics", "cost-center", "a/b.c", "_x", "A1"])
def test_a_plain_word_has_no_quotes(text: str) -> None:
    """What people read stays readable."""
    assert scalar(text) == text


@pytest.mark.parametrize("text", ["yes", "NO", "42", "a b", "{{ x }}", "", "é", "-a", "a#", "a:"])
def test_anything_else_is_quoted(text: str) -> None:
    """Before some version of YAML takes it for something else."""
    assert scalar(text) == f'"{text}"'
