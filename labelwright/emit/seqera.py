"""What Seqera Platform is told of a run: which labels to create, and the requests that name them by id.

A label there is its name and its value together, and requests name it by an id inside the workspace, which an export
of the workspace's labels tells. All of ours are resource labels: simple ones never reach a cloud.
A list of ids replaces whatever the pipeline has set, and leaving it out takes that over. What is sent is always the
whole merged list, so that what Seqera shows is what labelwright says.
Shapes: https://docs.seqera.io/platform-api/create-workflow-launch and /create-label, /create-data-studio
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from labelwright import rules
from labelwright.dialects import seqera
from labelwright.dynamic import is_dynamic
from labelwright.emit.document import JsonObject
from labelwright.emit.extras import word, words
from labelwright.emit.nextflow import NEXTFLOW
from labelwright.emit.view import SubmissionView, Target
from labelwright.problem import LabelError, Problem, problem
from labelwright.vocabulary import Platform

_ON_AWS = frozenset({Platform.AWS_BATCH, Platform.AWS_CLOUD})
_EXPORT = "labels-export"
_LAUNCH = {  # extra -> field of WorkflowLaunchRequest
    "pipeline": "pipeline",
    "work-dir": "workDir",
    "revision": "revision",
    "run-name": "runName",
    "compute-env-id": "computeEnvId",
    "params": "paramsText",
}
_VARIABLES = {"computeEnvId": "computeEnvId", "revision": "revision", "runName": "runName", "commitId": "commitId"}
_STUDIO = {"name": "name", "compute-env-id": "computeEnvId", "tool": "dataStudioToolUrl"}


def labels_of(view: SubmissionView, declared: Mapping[str, str] | None = None) -> dict[str, str]:
    """Key -> value as Seqera takes it: a variable that it knows stays one, every other is replaced. Sorted.

    `declared`: another set than the run's, of the same variables. Raises `LabelError` with every problem.
    """
    settled = view.settled if declared is None else view.settle(declared)
    wanted = {
        key: text if seqera.is_known_variable(text) else settled.get(key, text)
        for key, text in sorted((view.declared if declared is None else declared).items())
        if key not in view.notes or key in settled
    }
    on_aws = view.platform in _ON_AWS
    if found := seqera.problems(wanted, on_aws=on_aws, on_studio=bool(view.studio), where="seqera"):
        raise LabelError(found)
    return wanted


@dataclass(frozen=True, slots=True)
class Carried:
    """What each thing in Seqera carries: the environment, the pipeline of a run, the launch or the Studio."""

    environment: Mapping[str, str]
    pipeline: Mapping[str, str]
    launch: Mapping[str, str]

    @property
    def identities(self) -> list[tuple[str, str]]:
        """Name and value of every label that the workspace needs, each once, sorted."""
        return sorted({*self.environment.items(), *self.pipeline.items(), *self.launch.items()})


def carried(view: SubmissionView) -> Carried:
    """The labels of everything that a run has to do with. Raises `LabelError` with every problem."""
    pipeline = {} if view.studio else labels_of(view, _on_pipeline(view))
    return Carried(labels_of(view, view.forged), pipeline, labels_of(view))


def _on_pipeline(view: SubmissionView) -> dict[str, str]:
    """The labels that can stand on the pipeline: fixed ones, and those that Seqera resolves at each launch."""
    return {key: text for key, text in view.piped.items() if not is_dynamic(text) or seqera.is_known_variable(text)}


def emit_labels(view: SubmissionView) -> str:
    """The bodies of POST /labels that create what the workspace does not have, as a JSON list."""
    there = _ids(view.extras[_EXPORT]) if _EXPORT in view.extras else {}
    bodies = [
        {
            "name": name,
            "value": value,
            "resource": True,
            **({"isDefault": True} if view.defaults.get(name) == value else {}),
        }
        for name, value in carried(view).identities
        if (name, value) not in there
    ]
    return _text(bodies)


def emit_launch(view: SubmissionView) -> str:
    """The body of POST /workflow/launch."""
    fields = {_LAUNCH[name]: text for name, text in words(view, *_LAUNCH).items()}
    known = {field: view.variables[name] for name, field in _VARIABLES.items() if name in view.variables}
    launch: JsonObject = {**known, **fields}
    if profiles := view.extras.get("profiles"):
        launch["configProfiles"] = profiles.split(",")
    launch |= _label_ids(view)
    if word(view, "config", ("nextflow", "none")) == "nextflow" and not view.pending:
        launch["configText"] = NEXTFLOW.emit(view)
    return _text({"launch": launch})


def emit_studio(view: SubmissionView) -> str:
    """The body of POST /studios. A Studio takes static labels only."""
    fields = {_STUDIO[name]: text for name, text in words(view, *_STUDIO).items()}
    known = {"name": view.studio or view.environment}
    known |= {"computeEnvId": view.variables["computeEnvId"]} if "computeEnvId" in view.variables else {}
    return _text({**known, **fields, **_label_ids(view)})


def _text(document: object) -> str:
    """A request as JSON that people can read. The standard library does so ten times slower."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _label_ids(view: SubmissionView) -> JsonObject:
    """The ids of the run's labels; nothing where what is predefined is to be inherited. Raises `LabelError`."""
    if word(view, "labels", ("replace", "inherit")) == "inherit":
        return {}
    wanted = labels_of(view)
    there = _ids(view.extras.get(_EXPORT, '{"labels": []}'))
    if found := _problems_in_ids(view, wanted.items(), there):
        raise LabelError(found)
    return {"labelIds": [there[pair] for pair in wanted.items()]}


def _problems_in_ids(
    view: SubmissionView, wanted: Iterable[tuple[str, str]], there: Mapping[tuple[str, str], int]
) -> list[Problem]:
    """The labels that the export does not know."""
    if _EXPORT in view.extras:
        remedy = "Create it: POST the bodies that '--target seqera-labels' prints, then export the labels again."
    else:
        remedy = "Give --labels-export FILE, written by 'tw -o json labels list --workspace ...'."
    return [
        problem(f"seqera.{name}", rules.SEQERA_ID, f"{name}={value}, which has no id", remedy)
        for name, value in wanted
        if (name, value) not in there
    ]


def _ids(export: str) -> dict[tuple[str, str], int]:
    """Name and value -> id, from an export. Raises `LabelError` for what is none, or one page of several."""
    try:
        document: Any = json.loads(export)
        labels = cast("list[dict[str, Any]]", document if isinstance(document, list) else document["labels"])
        ids = {(str(one["name"]), str(one["value"])): int(one["id"]) for one in labels if one.get("resource")}
        total = 0 if isinstance(document, list) else int(cast("dict[str, Any]", document).get("totalSize") or 0)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        remedy = "Write it with 'tw -o json labels list --workspace ...'."
        raise LabelError([problem("--labels-export", rules.SEQERA_EXPORT, f"{error!r}", remedy)]) from error
    if total > len(labels):
        got = f"{len(labels)} of {total} labels"
        raise LabelError(
            [problem("--labels-export", rules.SEQERA_EXPORT, got, f"Ask for all: GET /labels?max={total}.")]
        )
    return ids


_ASKED = {_EXPORT: "the labels of the workspace, with their ids"}
_INHERITED = {"labels": "replace (default) or inherit: what becomes of the labels that Seqera has predefined"}

LABELS = Target("Seqera: the bodies of POST /labels", emit_labels, takes=_ASKED)
LAUNCH = Target(
    "Seqera: the body of POST /workflow/launch",
    emit_launch,
    takes={
        **_ASKED,
        **_INHERITED,
        "pipeline": "URL of the pipeline's repository",
        "work-dir": "where the run works, such as s3://bucket/work",
        "revision": "branch, tag or commit; default: the variable revision",
        "run-name": "the run's name; default: the variable runName",
        "compute-env-id": "id of the compute environment in Seqera; default: the variable computeEnvId",
        "profiles": "profiles of the pipeline's config, comma separated",
        "params": "the pipeline's parameters, as JSON",
        "config": "nextflow (default) or none: whether the launch brings the labels as Nextflow config, too",
    },
)
STUDIO = Target(
    "Seqera: the body of POST /studios",
    emit_studio,
    takes={
        **_ASKED,
        **_INHERITED,
        "name": "the Studio's name; default: the declared one",
        "compute-env-id": "id of the compute environment in Seqera; default: the variable computeEnvId",
        "tool": "image of the Studio",
    },
)
