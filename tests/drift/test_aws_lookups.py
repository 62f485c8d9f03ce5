"""Every row of data against botocore's own description of the service: the operation, what it takes, what it gives."""

import re
from functools import cache
from typing import Any, cast

import botocore.session  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own
import pytest
from botocore import xform_name  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType] - the same

from labelwright.drift.aws_access import only_reads
from labelwright.drift.aws_lookups import BY_EC2_PART, BY_SERVICE, BY_TYPE, NESTED, Lookup, lookup_of
from labelwright.placement import place_of

ROWS: dict[str, Lookup] = {
    **BY_TYPE,
    **{f"ec2 {name}": row for name, row in BY_EC2_PART.items()},
    **BY_SERVICE,
    **{f"{kind} {place}": row for kind, places in NESTED.items() for place, row in places.items()},
}


@cache
def service(name: str) -> Any:
    """What botocore knows of a service."""
    return cast("Any", botocore.session).get_session().get_service_model(name)


def operation(row: Lookup) -> Any:
    """What it knows of a row's operation."""
    (found,) = [name for name in service(row.service).operation_names if xform_name(name) == row.operation]
    return service(row.service).operation_model(found)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_row_reads_what_is_there(row: Lookup) -> None:
    """A reading operation by its name, all that it needs is given and nothing that it does not know."""
    model = operation(row)
    only_reads(model)
    given = set(re.findall(r"(\w+):", row.given))
    assert given <= set(model.input_shape.members)
    assert set(model.input_shape.required_members) <= given


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_row_finds_tags_where_the_answer_has_them(row: Lookup) -> None:
    """The way to them leads through the answer's own members, and ends at a map, or a list of keys and values."""
    path = row.tags if row.found == "@" else f"{row.found}.{row.tags}"
    shape = operation(row).output_shape
    for name in re.findall(r"\w+", re.sub(r"\[[^\]]*\]|@", "", path)):
        while shape.type_name == "list":
            shape = shape.member
        shape = shape.members[name]
    if shape.type_name == "list":
        members = set(shape.member.members)
        assert any({f"{pre}{end}" for end in ends} <= members for pre, *ends in (("", "Key", "Value"), ("", "key", "value"), ("Tag", "Key", "Value")))  # noqa: E501  # fmt: skip
    else:
        assert shape.type_name in ("map", "structure")


@pytest.mark.parametrize("kind", [*BY_TYPE, *NESTED])
def test_every_row_is_for_a_type_that_takes_tags(kind: str) -> None:
    """And every nested place is one that labels are put in."""
    taggable = place_of(kind)
    assert taggable is not None
    assert set(NESTED.get(kind, {})) <= {place.path for place in taggable.places}


@pytest.mark.parametrize("name", ["CreateTags", "TagResource", "BatchGetProjects", "PutObjectTagging", "Getaway"])
def test_what_is_no_reading_operation_is_never_called(name: str) -> None:
    """Whatever a row of data says."""

    class Model:
        """botocore's, as far as it is asked for."""

        def __init__(self) -> None:
            self.name = name

    with pytest.raises(AssertionError, match="only reads"):
        only_reads(Model())


def test_a_resource_is_asked_for_where_its_arn_says() -> None:
    """By its type first, then by the kind of thing in an ARN of EC2, then by its service; else nobody knows."""
    account = "us-east-1:123456789012"
    assert lookup_of("aws:iam/role:Role", "") is BY_TYPE["aws:iam/role:Role"]
    assert lookup_of("aws:ec2/vpc:Vpc", f"arn:aws:ec2:{account}:vpc/vpc-1") is BY_EC2_PART["vpc"]
    assert lookup_of("aws:sns/topic:Topic", f"arn:aws:sns:{account}:jobs") is BY_SERVICE["sns"]
    assert lookup_of("aws:ec2/fleet:Fleet", f"arn:aws:ec2:{account}:fleet/f-1") is None
    assert lookup_of("aws:sns/topic:Topic", "") is None
