"""The generated table: fresh against the pinned SDKs, and honest about what it does not know."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from labelwright.placement import Kind, Shape, is_taggable, place_of, why_not
from labelwright.placement.special import SPECIAL
from labelwright.placement.table import TABLE, PackageTable, look_alikes, packages, short_name
from sandbox import sdk
from tools import placement_table

# The SDK warns of its own deprecated types while it is walked.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ROOT = Path(__file__).parents[2]
SAMPLE = (
    "aws:batch/jobQueue:JobQueue",
    "aws:batch/schedulingPolicy:SchedulingPolicy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
    "azure-native:batch:BatchAccount",
    "azure-native:network:Subnet",
    "azure-native:resources:ResourceGroup",
)


@pytest.mark.parametrize("package", sorted(packages()))
def test_the_table_is_of_the_installed_sdk(package: str) -> None:
    """A new SDK version needs a new table: run `python -m tools.placement_table`."""
    assert packages()[package]["version"] == version(f"pulumi-{package}")


@pytest.mark.parametrize("package", sorted(packages()))
def test_every_type_of_the_sdk_is_in_the_table(package: str) -> None:
    """Each token of the pinned SDK is taggable, a look-alike or untaggable; none is merely unknown."""
    unlisted = [token for token in sdk.tokens(package) if (why := why_not(token)) and why.kind is Kind.UNLISTED]
    assert unlisted == []


@pytest.mark.parametrize(("package", "least"), [("aws", 860), ("azure-native", 950), ("gcp", 325), ("kubernetes", 180)])
def test_so_many_types_have_a_place(package: str, least: int) -> None:
    """A generator that loses types would go unseen otherwise: what it lost would be called untaggable."""
    plain = sum(map(len, (names for one in packages()[package]["labels"].values() for names in one.values())))
    assert plain + sum(token.startswith(f"{package}:") for token in SPECIAL) >= least


@pytest.mark.parametrize("package", sorted(packages()))
def test_no_type_is_in_two_classes(package: str) -> None:
    """Placed by hand, placed by the table, or without labels: one of the three."""
    table = packages()[package]
    special = [short_name(token) for token in SPECIAL if token.startswith(f"{package}:")]
    plain = [f"{module}:{name}" for one in table["labels"].values() for module, names in one.items() for name in names]
    without = [f"{module}:{name}" for module, names in table["untaggable"].items() for name in names]
    every = [*special, *plain, *without]
    assert len(every) == len(set(every))


def test_the_same_table_is_the_same_bytes() -> None:
    """Whatever order the types come in; the engine's test below says that the SDKs still give this table."""
    backwards: dict[str, PackageTable] = {
        package: {
            "version": table["version"],
            "labels": {path: _backwards(modules) for path, modules in reversed([*table["labels"].items()])},
            "untaggable": _backwards(table["untaggable"]),
        }
        for package, table in reversed([*packages().items()])
    }
    assert placement_table.render(backwards) == TABLE.read_text(encoding="utf-8")


def _backwards(modules: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same modules and names, the last ones first."""
    return {module: names[::-1] for module, names in reversed([*modules.items()])}


@pytest.mark.parametrize("token", SAMPLE)
def test_a_sample_of_the_table_is_what_the_sdk_says(token: str) -> None:
    """The whole table is compared by `--check`; this takes a moment only."""
    property_in_sdk = placement_table.label_property(token, look_alikes())
    taggable = place_of(token)
    assert property_in_sdk == (taggable.places[0].path if taggable else None)


@pytest.mark.parametrize("package", ["aws", "azure-native"])
def test_special_places_are_of_the_sdk(package: str) -> None:
    """A path that the SDK does not have, or of another shape, would label nothing and say nothing."""
    assert list(placement_table.broken_special(package)) == []


def test_a_special_path_that_the_sdk_lacks_is_an_error() -> None:
    """The generator's own check works: at the root, nested, and for the shape."""
    shape = place_of("aws:sqs/queue:Queue")
    assert shape is not None
    plain = shape.places[0].shape
    compute = "aws:batch/computeEnvironment:ComputeEnvironment"
    assert placement_table.broken_path(compute, "computeResources.tags", plain) is None
    assert "no such path (at labels)" in str(placement_table.broken_path(compute, "computeResources.labels", plain))
    assert "not of the shape" in str(placement_table.broken_path("aws:autoscaling/group:Group", "tags", plain))
    pool = "azure-native:batch:Pool"
    assert placement_table.broken_path(pool, "metadata", Shape.NAME_LIST) is None
    assert "not of the shape" in str(placement_table.broken_path(pool, "metadata", Shape.GROUP_LIST))
    assert "not of the shape" in str(
        placement_table.broken_path("azure-native:logic:IntegrationAccountMap", "metadata", plain)
    )


def test_a_setting_that_the_sdk_lacks_is_an_error() -> None:
    """At any depth, as for places."""
    target = "aws:cloudwatch/eventTarget:EventTarget"
    assert placement_table.type_at(target, "ecsTarget.propagateTags") is not None
    assert placement_table.type_at(target, "ecsTarget.propagateLabels") is None


def test_a_judgement_on_a_property_that_is_gone_is_an_error() -> None:
    """Hand-kept data does not outlive the SDK that it was kept for."""
    judged = {"look_alikes": {"aws:sqs/queue:Queue": {"colours": "?"}}, "later": {}}
    assert list(placement_table.stale_judgements("aws", judged)) == [
        "aws:sqs/queue:Queue: the SDK has no colours (look_alikes)"
    ]


def test_a_property_that_looks_like_labels_has_to_be_judged() -> None:
    """A new SDK version cannot slip in a place, or a trap, unseen."""
    nothing: placement_table.Judged = {}
    found = list(placement_table.unjudged("aws:eks/nodeGroup:NodeGroup", {"look_alikes": nothing, "later": nothing}))
    assert found == [
        "aws:eks/nodeGroup:NodeGroup: labels looks like labels; judge it in look_alikes.json or in special.py"
    ]


def test_the_table_holds_every_aws_type_with_tags() -> None:
    """862 maps; with the auto scaling group that is every type but the two look-alikes."""
    modules = packages()["aws"]["labels"]["tags"].values()
    special = sum(
        place.path == "tags" for token in SPECIAL if token.startswith("aws:") for place in SPECIAL[token].places
    )
    assert sum(map(len, modules)) + special == 863


def test_the_classic_spelling_of_a_token_is_shortened() -> None:
    """`batch/jobQueue:JobQueue` says its name twice; other SDKs' tokens are left as they are."""
    assert short_name("aws:batch/jobQueue:JobQueue") == "batch:JobQueue"
    assert short_name("azure-native:batch:Pool") == "batch:Pool"
    assert short_name("kubernetes:apps/v1:Deployment") == "apps/v1:Deployment"


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("aws:iam/rolePolicy:RolePolicy", Kind.UNTAGGABLE),
        ("aws:inspector/resourceGroup:ResourceGroup", Kind.LOOK_ALIKE),
        ("aws:devopsguru/resourceCollection:ResourceCollection", Kind.LOOK_ALIKE),
        ("aws:no/suchThing:SuchThing", Kind.UNLISTED),
        ("random:index/randomPet:RandomPet", Kind.UNLISTED),
        ("pulumi:providers:aws", Kind.PROVIDER),
        ("pulumi:pulumi:Stack", Kind.COMPONENT),
        ("pulumi-python:dynamic:Resource", Kind.COMPONENT),
        ("kubernetes:core/v1:ConfigMapPatch", Kind.ALIEN),
        ("kubernetes:core/v1:ConfigMapList", Kind.ALIEN),
    ],
)
def test_why_labels_do_not_go_on_a_type(token: str, kind: Kind) -> None:
    """Not being known is never taken for not being taggable."""
    reason = why_not(token)
    assert reason is not None
    assert reason.kind is kind
    assert reason.text
    assert not is_taggable(token)


def test_why_not_is_none_for_a_type_that_takes_labels() -> None:
    """There is no reason then."""
    assert why_not("aws:sqs/queue:Queue") is None


def test_placement_and_coverage_need_the_standard_library_only() -> None:
    """The command line starts fast, and neither Pulumi nor an SDK is loaded to look up a type."""
    code = (
        "import sys; before = set(sys.modules); import labelwright.coverage, labelwright.placement; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert run.stdout.split() == ["labelwright"]


@pytest.mark.engine
def test_the_whole_table_is_what_the_sdk_says() -> None:
    """Same SDKs, same bytes. Imports all of the SDK: 20 s."""
    run = subprocess.run([sys.executable, "-m", "tools.placement_table", "--check"], cwd=ROOT, check=False)
    assert run.returncode == 0
