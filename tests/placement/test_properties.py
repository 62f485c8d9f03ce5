"""Properties on their way through: read where somebody looks, and back on the wire as they came."""

from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from google.protobuf.struct_pb2 import Struct, Value
from hypothesis import given
from hypothesis import strategies as st

from labelwright import properties

TREES: Any = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(TREES)
def test_what_is_decoded_is_encoded_as_it_was(tree: Any) -> None:
    """Nothing on the way is dropped, renamed or made another type."""
    value = ParseDict(tree, Value())
    assert properties.decoded(value) == tree
    again = properties.changed(Struct(), {"it": properties.decoded(value)})
    assert again.fields["it"] == value


@given(st.dictionaries(st.text(), TREES, max_size=4), st.dictionaries(st.text(), TREES, max_size=2))
def test_changes_are_all_that_changes(before: dict[str, Any], changes: dict[str, Any]) -> None:
    """And the properties of the request stay as they are."""
    struct = ParseDict(before, Struct())
    after = properties.changed(struct, changes)
    assert dict(properties.Properties(after)) == {**before, **changes}
    assert struct == ParseDict(before, Struct())


def test_asking_for_what_is_absent_changes_nothing() -> None:
    """A message's map makes what it is asked for; the view must not."""
    struct = ParseDict({"a": 1}, Struct())
    view = properties.Properties(struct)
    assert view.get("b") is None
    assert "b" not in view
    assert list(view) == ["a"]
    assert len(view) == 1
    assert struct == ParseDict({"a": 1}, Struct())


def test_what_is_no_value_of_the_wire_is_refused() -> None:
    """An Output in a change would be a mistake of ours, and must not be sent as text."""
    with pytest.raises(ValueError, match="Unexpected type"):
        properties.changed(Struct(), {"a": [object()]})
