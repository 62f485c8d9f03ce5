"""`labels_at`: every place of a resource with what stands there."""

from typing import Any

import pytest

from labelwright.placement import Hidden, Placed, labels_at
from labelwright.placement.wire import MASKED, SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT

QUEUE = "aws:sqs/queue:Queue"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
INSTANCE = "aws:ec2/instance:Instance"
GROUP = "aws:autoscaling/group:Group"


@pytest.mark.parametrize(
    ("type_token", "props", "expected"),
    [
        pytest.param(QUEUE, {}, [Placed("tags", None)], id="absent"),
        pytest.param(QUEUE, {"tags": {"a": "b"}}, [Placed("tags", {"a": "b"})], id="a map"),
        pytest.param(QUEUE, {"tags": UNKNOWN_TEXT}, [Placed("tags", Hidden.UNKNOWN)], id="unknown as a whole"),
        pytest.param(QUEUE, {"tags": object()}, [Placed("tags", Hidden.UNKNOWN)], id="an Output"),
        pytest.param(QUEUE, {"tags": {"a": UNKNOWN_TEXT}}, [Placed("tags", {"a": Hidden.UNKNOWN})], id="one unknown"),
        pytest.param(QUEUE, {"tags": MASKED}, [Placed("tags", Hidden.SECRET)], id="masked by a preview"),
        pytest.param(
            QUEUE,
            {"tags": {SIGNATURE: SECRET_SIGNATURE, "value": {"a": "hush"}}},
            [Placed("tags", {"a": Hidden.SECRET})],
            id="a secret shows its keys and never its values",
        ),
        pytest.param(
            QUEUE,
            {"tags": {"a": "b"}, "tagsAll": {"a": "b", "owner": "org"}},
            [Placed("tags", {"owner": "org", "a": "b"})],
            id="with what the provider adds",
        ),
        pytest.param(
            QUEUE, {"tagsAll": {"owner": "org"}}, [Placed("tags", {"owner": "org"})], id="the provider's alone"
        ),
        pytest.param(QUEUE, {"tagsAll": {}}, [Placed("tags", None)], id="a provider that adds nothing"),
        pytest.param(
            QUEUE,
            {"tags": {"a": "b"}, "tagsAll": UNKNOWN_TEXT},
            [Placed("tags", {"a": "b"})],
            id="a sum that is not known",
        ),
        pytest.param(
            GROUP,
            {"tags": [{"key": "a", "value": "b", "propagateAtLaunch": True}]},
            [Placed("tags", {"a": "b"})],
            id="a group",
        ),
        pytest.param(
            TEMPLATE,
            {"tagSpecifications": [{"resourceType": "volume", "tags": {"a": "b"}}, {"tags": {"c": "d"}}]},
            [
                Placed("tags", None),
                Placed("tagSpecifications[volume].tags", {"a": "b"}),
                Placed("tagSpecifications[1].tags", {"c": "d"}),
            ],
            id="elements are named, or numbered",
        ),
        pytest.param(
            TEMPLATE,
            {},
            [
                Placed("tags", None),
                Placed("tagSpecifications[instance].tags", None),
                Placed("tagSpecifications[volume].tags", None),
            ],
            id="places that should be there and are not",
        ),
        pytest.param(
            TEMPLATE,
            {"tagSpecifications": []},
            [
                Placed("tags", None),
                Placed("tagSpecifications[instance].tags", None),
                Placed("tagSpecifications[volume].tags", None),
            ],
            id="an empty list is none",
        ),
        pytest.param(
            COMPUTE,
            {"computeResources": UNKNOWN_TEXT},
            [Placed("tags", None), Placed("computeResources.tags", Hidden.UNKNOWN)],
            id="an unknown container hides the place",
        ),
        pytest.param(COMPUTE, {"computeResources": {"type": "FARGATE"}}, [Placed("tags", None)], id="fargate"),
        pytest.param(INSTANCE, {"volumeTags": {}}, [Placed("tags", None), Placed("volumeTags", {})], id="volume tags"),
        pytest.param("aws:iam/rolePolicy:RolePolicy", {}, [], id="untaggable"),
    ],
)
def test_every_place_is_told_with_what_stands_there(
    type_token: str, props: dict[str, Any], expected: list[Placed]
) -> None:
    """Absent, hidden and given labels are three different things."""
    assert labels_at(type_token, props) == expected


def test_nested_secrets_hide_their_values() -> None:
    """A secret container hides every value below it, however deep."""
    inner = [{"resourceType": "volume", "tags": {"a": "hush"}}]
    places = labels_at(TEMPLATE, {"tagSpecifications": {SIGNATURE: SECRET_SIGNATURE, "value": inner}})
    assert places[1] == Placed("tagSpecifications[volume].tags", {"a": Hidden.SECRET})
