"""The arguments of the Kubernetes component: what is refused, how, and that schema and stack config agree."""

from typing import Any

import pulumi
import pytest

from components import KubernetesEnvironmentArgs
from components.arguments import parse_args
from components.kubernetes_args import LATE
from labelwright.environments.kubernetes import KubernetesArguments
from labelwright.settings import Source
from labelwright.settings import read as read_config


def read(args: dict[str, Any]) -> KubernetesArguments:
    """The plan, as the component reads it."""
    return parse_args("demo", args, model=KubernetesArguments, late=LATE)[0]


def refused(args: dict[str, Any]) -> str:
    """The message with which the arguments are refused."""
    with pytest.raises(pulumi.RunError) as error:
        read(args)
    return str(error.value)


def test_the_schema_and_stack_config_have_the_same_arguments() -> None:
    """What a program in another language may give is what Pulumi.<stack>.yaml may give, labels apart."""
    assert set(KubernetesEnvironmentArgs.__annotations__) - {"labels"} == set(KubernetesArguments.model_fields)


def test_nothing_given_is_a_whole_plan() -> None:
    """`{}` builds an environment."""
    plan = read({})
    assert (plan.namespace, plan.create_namespace, plan.storage_gib, plan.storage_access) == (
        None, True, 100, "ReadWriteMany"
    )  # fmt: skip


def test_all_mistakes_of_form_are_told_at_once() -> None:
    """Place, rule and remedy for each; a misspelt argument names the right one."""
    told = refused({"storageGb": 4, "create_namespace": "yes", "labels": {"team": 7}})
    assert len(told.splitlines()) == 3
    assert all(part in told for part in ("'storage_gib'", "create_namespace", "labels.team"))


@pytest.mark.parametrize("name", ["n", "a" * 63, "genomics-1"])
def test_a_namespace_on_the_limit_is_taken(name: str) -> None:
    """A DNS label, as the API server has it."""
    assert read({"namespace": name}).namespace == name


@pytest.mark.parametrize("name", ["", "a" * 64, "Genomics", "-a", "a-", "a.b", "a_b"])
def test_a_namespace_beyond_the_limit_is_refused(name: str) -> None:
    """The API server would refuse it too, with everything else half made."""
    assert "Write 'genomics'." in refused({"namespace": name})


def test_a_namespace_of_the_system_is_not_made() -> None:
    """One that is there may be used by those who mean it."""
    assert "createNamespace: false" in refused({"namespace": "kube-tools"})
    assert read({"namespace": "kube-tools", "create_namespace": False}).namespace == "kube-tools"


@pytest.mark.parametrize(("second", "found"), [({}, ["5.64"]), ({"createNamespace": False}, [])], ids=["made", "used"])
def test_a_namespace_is_made_by_one_environment_of_a_stack(second: dict[str, Any], found: list[str]) -> None:
    """The second one would fail when the first has made it, and leave its things half made."""
    one = {"platform": "kubernetes", "namespace": "shared"}
    tree = {"environments": [{"name": "first", **one}, {"name": "second", **one, **second}]}
    assert [problem.rule.partition(":")[0] for problem in read_config(Source(tree=tree)).problems] == found


@pytest.mark.parametrize("name", ["Genomics", "a" * 64, "my env"])
def test_an_environment_s_name_is_one_that_objects_can_have(name: str) -> None:
    """A program may name it as it likes, and the namespace, the account and the claim are named after it."""
    with pytest.raises(pulumi.RunError, match=r"5\.60"):
        parse_args(name, {}, model=KubernetesArguments, late=LATE)
    assert parse_args("a" * 63, {}, model=KubernetesArguments, late=LATE)[0].namespace is None


@pytest.mark.parametrize(("name", "is_taken"), [("a" * 63 + ".sc", True), ("a" * 254, False), ("Gold", False)])
def test_a_storage_class_is_a_dns_name(name: str, *, is_taken: bool) -> None:
    """Dots are fine there."""
    if is_taken:
        assert read({"storage_class": name}).storage_class == name
    else:
        assert "Write 'standard'." in refused({"storage_class": name})


@pytest.mark.parametrize(
    ("argument", "least"), [("storage_gib", 1), ("head_memory", 4), ("work_memory", 4), ("head_vcpus", 0.001)]
)
def test_sizes_have_a_least_value(argument: str, least: float) -> None:
    """On the limit, and below it; a runtime cannot start a container in less memory."""
    assert getattr(read({argument: least}), argument) == least
    assert argument in refused({argument: 0 if least <= 1 else least - 1})


def test_an_access_that_the_volume_cannot_be_shared_by_is_refused() -> None:
    """Pods only read from such a volume."""
    assert "storage_access" in refused({"storage_access": "ReadOnlyMany"})


@pytest.mark.parametrize("cluster", ["eks", "gke", "other"])
def test_the_keeper_of_a_cluster_is_one_of_three(cluster: str) -> None:
    """Anything else is no reason to say anything of a bill."""
    assert read({"cluster": cluster}).cluster == cluster
    assert "'eks', 'gke' or 'other'" in refused({"cluster": cluster.upper()})


def test_a_packaged_component_gives_whole_numbers_as_floats() -> None:
    """Protobuf knows no other numbers."""
    assert read({"storage_gib": 7.0}).storage_gib == 7
