"""What AWS Batch is told of a job on an EKS queue that somebody else made: RegisterJobDefinition and SubmitJob.

On EKS no tag reaches what runs: the labels of the pod stand in its metadata, in the form that Kubernetes takes, and
those of definition and job are AWS's. A label that a pod cannot carry is treated as the workspace treats it on
Kubernetes: shortened and annotated whole, left out, sanitised or refused.
Shapes: https://docs.aws.amazon.com/batch/latest/APIReference/API_EksPodProperties.html and API_SubmitJob.html; there,
that propagateTags must not be set.
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from labelwright import rules
from labelwright.dialects import kubernetes
from labelwright.emit.aws_batch_problems import SMALLEST_MEMORY, problems_in_job_name, problems_in_union
from labelwright.emit.document import JsonObject
from labelwright.emit.kubernetes import metadata
from labelwright.emit.kubernetes_problems import problems_in_name
from labelwright.emit.view import SubmissionView, Target
from labelwright.problem import LabelError, Problem, problem
from labelwright.submitted import Policy, sent_alone
from labelwright.vocabulary import Platform

LONGEST_ANNOTATION = 255

_CPU, _MEMORY = re.compile(r"[0-9]{1,5}(\.[0-9]{1,2})?"), re.compile(r"[0-9]{1,8}")
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Pod:
    """Labels and annotations of a pod, what is wrong with them, and what a person should know of them."""

    labels: dict[str, str] = field(default_factory=dict[str, str])
    annotations: dict[str, str] = field(default_factory=dict[str, str])
    problems: list[Problem] = field(default_factory=list[Problem])
    notes: list[str] = field(default_factory=list[str])

    @property
    def metadata(self) -> JsonObject:
        """What a pod's metadata says of them."""
        return metadata(self.labels, self.annotations)


def emit(view: SubmissionView) -> str:
    """Both bodies as JSON, by the names that they have on AWS Batch. Raises `LabelError` with every problem."""
    if found := _problems_in_place(view):
        raise LabelError(found)
    standing = {key: text for key, text in view.forged.items() if key in view.labels}
    pod = _pod(view, view.declared)
    forged = _pod(view, {key: text for key, text in standing.items() if key in pod.labels})
    definition, name = _given(view, "definition", "eks-job"), _given(view, "name", "eks")
    found = [
        *_problems_in_extras(view),
        *problems_in_job_name(definition, "--with definition"),
        *problems_in_job_name(name, "--with name"),
        *problems_in_union(view.labels, standing, "submission, tags"),
        *pod.problems,
        *forged.problems,
    ]
    if found:
        raise LabelError(dict.fromkeys(found))
    placed = {"namespace": namespace} if (namespace := view.extras.get("namespace")) else {}
    bodies: JsonObject = {
        "register-job-definition": {
            "jobDefinitionName": definition,
            "type": "container",
            "eksProperties": _pod_properties({"containers": [_container(view)]}, {**placed, **forged.metadata}),
            **_tags(standing),
        },
        "submit-job": {
            "jobName": name,
            "jobQueue": view.extras["queue"],
            "jobDefinition": definition,
            **({"eksPropertiesOverride": _pod_properties({}, pod.metadata)} if pod.labels else {}),
            **_tags(view.labels),
        },
    }
    return msgspec.json.format(msgspec.json.encode(bodies), indent=2).decode() + "\n"


def remarks(view: SubmissionView) -> Sequence[str]:
    """What became of labels that are too much for a pod."""
    return _pod(view, view.declared).notes


def _pod(view: SubmissionView, declared: Mapping[str, str]) -> Pod:
    """Labels as a pod is to carry them: those that the job carries, and what still waits for a variable."""
    pod, pending = Pod(), view.pending
    policy = Policy(platform=Platform.KUBERNETES, rule=view.rule, on_failure=view.on_failure)
    for key, text in sorted(declared.items()):
        if key not in view.labels and key not in pending:
            continue  # left out of the job, which is said already
        place = f"pod.{key}"
        sent, found = sent_alone(key, text, view.variables, policy, place)
        pod.problems.extend([*kubernetes.problems_in_key(key, rule=view.rule, where=place), *found])
        pod.problems.extend(_problems_in_annotations(sent.annotations))
        pod.labels.update(sent.labels)
        pod.annotations.update(sent.annotations)
        pod.notes.extend(f"{place}: {note}" for note in sent.notes.values())
    return pod


def _problems_in_annotations(annotations: Mapping[str, str]) -> list[Problem]:
    """Whole values that AWS Batch would not write on a pod."""
    return [
        problem(
            f"pod.{key}, annotation", rules.EKS_METADATA, f"{len(value)} characters", "Write a shorter value, or none."
        )
        for key, value in annotations.items()
        if len(value) > LONGEST_ANNOTATION
    ]


def _problems_in_place(view: SubmissionView) -> list[Problem]:
    """Why what is launched has no such job at all."""
    where = f"environment {view.environment!r}"
    if view.studio:
        return [problem(where, rules.EKS_RUN, f"the Studio {view.studio!r}", "Leave --studio and its labels out.")]
    if view.platform is not Platform.AWS_BATCH:
        return [problem(where, rules.EKS_RUN, f"platform {view.platform}", "Name one of platform aws-batch.")]
    return []


def _problems_in_extras(view: SubmissionView) -> list[Problem]:
    """What AWS Batch would refuse of what was given with --with."""
    cpu, memory = view.extras.get("cpu", "1"), view.extras.get("memory", "2048")
    found = [
        problem(f"--with {name}", rules.EKS_GIVEN, "nothing", f"Write --with {name}={example}, for example.")
        for name, example in (("queue", "genomics-eks"), ("image", "ubuntu:24.04"))
        if not view.extras.get(name)
    ]
    if not _CPU.fullmatch(cpu) or float(cpu) <= 0 or not (float(cpu) * _QUARTERS).is_integer():
        found.append(problem("--with cpu", rules.EKS_SIZE, repr(cpu), "Write 1, or 0.25."))
    if not _MEMORY.fullmatch(memory) or int(memory) < SMALLEST_MEMORY:
        found.append(problem("--with memory", rules.EKS_SIZE, repr(memory), "Write 2048: it is in MiB."))
    try:
        shlex.split(view.extras.get("command", ""))
    except ValueError as error:
        found.append(problem("--with command", rules.EKS_GIVEN, str(error), "Close the quotes: echo 'a b'."))
    return found + _problems_in_namespace(view.extras.get("namespace"))


def _problems_in_namespace(name: str | None) -> list[Problem]:
    """Why AWS Batch would put no pod there; None is the namespace of the queue's compute environment."""
    where = "--with namespace"
    if name is not None and (name == "default" or name.startswith("kube")):
        return [problem(where, rules.EKS_METADATA, repr(name), "Write 'genomics', for example.")]
    return problems_in_name(name, where)


def _container(view: SubmissionView) -> JsonObject:
    """The pod's one container."""
    size = {"cpu": f"{float(view.extras.get('cpu', '1')):g}", "memory": f"{int(view.extras.get('memory', '2048'))}Mi"}
    command = shlex.split(view.extras.get("command", ""))
    return {
        "image": view.extras["image"],
        **({"command": command} if command else {}),
        "resources": {"requests": size, "limits": {"memory": size["memory"]}},
    }


def _pod_properties(pod: JsonObject, described: JsonObject) -> JsonObject:
    """A pod with its metadata; without, where there is none."""
    return {"podProperties": {**pod, **({"metadata": described} if described else {})}}


def _given(view: SubmissionView, extra: str, part: str) -> str:
    """A name that was given, else one that follows from the environment's."""
    return view.extras.get(extra, f"{view.environment}-{part}")


def _tags(labels: Mapping[str, str]) -> JsonObject:
    """Labels as AWS takes them: sorted, and absent when there are none."""
    return {"tags": dict(sorted(labels.items()))} if labels else {}


EKS = Target(
    "AWS Batch on EKS: the bodies of RegisterJobDefinition and SubmitJob",
    emit,
    takes={
        "queue": "name or ARN of a job queue on EKS",
        "image": "image of the pod's container",
        "definition": "name of the job definition; default: ENVIRONMENT-eks-job",
        "name": "name of the job; default: ENVIRONMENT-eks",
        "namespace": "where pods go; default: the namespace of the compute environment",
        "cpu": "vCPUs, in quarters; default: 1",
        "memory": "memory in MiB; default: 2048",
        "command": "what the container runs, in the words of a shell; default: the image's own",
    },
    needs=frozenset({"queue", "image"}),
    remarks=remarks,
)
