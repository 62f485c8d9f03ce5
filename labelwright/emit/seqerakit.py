r"""What seqerakit reads: labels, compute environments, pipelines and launches of one YAML file.

seqerakit turns each entry into one command of Seqera's `tw`, and hands it to a shell. Where an argument holds a `$` it
looks for an environment variable of that name; an argument that begins with a backslash is left alone by it, and read
by the shell, so there a placeholder stands as `\"...\${workflowId}...\"`. Proved in the tests with seqerakit itself.
`tw` makes labels that are missing, so an entry under `labels` is needed once a name: seqerakit refuses a second one.
Source: seqeralabs/seqera-kit, seqerakit/helper.py and seqeraplatform.py.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from labelwright import rules
from labelwright.emit.block_yaml import Value, block
from labelwright.emit.extras import words
from labelwright.emit.seqera import Carried, carried
from labelwright.emit.view import SubmissionView, Target
from labelwright.problem import LabelError, problem

_WORKSPACE = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_-]+")
_LAUNCH = ("work-dir", "profile", "revision", "params-file", "config")


def emit(view: SubmissionView) -> str:
    """The file. Raises `LabelError` for what Seqera would refuse."""
    workspace = view.extras["workspace"]
    if not _WORKSPACE.fullmatch(workspace):
        raise LabelError(
            [
                problem(
                    "--with workspace", rules.SEQERA_REFERENCE, repr(workspace), "Write 'acme/research', for example."
                )
            ]
        )
    home: dict[str, Value] = {"workspace": workspace}
    labels = carried(view)
    file = view.extras.get("compute-env-file", str(PurePosixPath("compute-envs") / f"{view.environment}.json"))
    document: dict[str, Value] = {
        "labels": _labels(labels, home),
        "compute-envs": [
            {
                "name": view.environment,
                **home,
                **words(view, "credentials"),
                "file-path": file,
                **_joined(labels.environment),
                "on_exists": "ignore",
            }
        ],
    }
    if view.studio:
        document["studios"] = [_studio(view, home, labels)]
    else:
        document |= _launched(view, home, labels)
    return block(document)


def _labels(labels: Carried, home: Mapping[str, Value]) -> list[Value]:
    """Every label that is needed, a name once: the first of its values, as seqerakit refuses a second one."""
    firsts: dict[str, str] = {}
    for name, value in labels.identities:
        firsts.setdefault(name, value)
    return [{"name": name, "value": _argument(value), **home, "on_exists": "ignore"} for name, value in firsts.items()]


def _launched(view: SubmissionView, home: Mapping[str, Value], labels: Carried) -> dict[str, Value]:
    """The pipeline in the launchpad, where a name and a URL are known, and the launch."""
    name, url = view.pipeline, view.extras.get("url", "")
    said = words(view, *_LAUNCH)
    document: dict[str, Value] = {}
    if name and url:
        entry = {"name": name, **home, "compute-env": view.environment, **said, **_joined(labels.pipeline), "url": url}
        document["pipelines"] = [{**entry, "on_exists": "ignore"}]
    if name or url:
        run = view.variables.get("runName")
        named: dict[str, Value] = {"name": run} if run else {}
        what = {"pipeline": name or url, "compute-env": view.environment}
        document["launch"] = [{**named, **home, **what, **said, **_joined(labels.launch)}]
    return document


def _studio(view: SubmissionView, home: Mapping[str, Value], labels: Carried) -> dict[str, Value]:
    """The Studio that is started."""
    template = words(view, "template")
    return {"name": view.studio, **home, "compute-env": view.environment, **template, **_joined(labels.launch)}


def _joined(labels: Mapping[str, str]) -> dict[str, Value]:
    """Labels in the form of `tw`, `k1=v1,k2=v2`; nothing where there are none."""
    return {"labels": _argument(",".join(f"{key}={value}" for key, value in labels.items()))} if labels else {}


def _argument(text: str) -> str:
    """A text as seqerakit hands it on unchanged. Letters, digits and separators need nothing but for placeholders."""
    if "$" not in text:
        return text
    escaped = text.replace("$", "\\$")
    return f'\\"{escaped}"'


SEQERAKIT = Target(
    "seqerakit: one YAML file of labels, compute environment, pipeline and launch",
    emit,
    takes={
        "workspace": "organization/workspace",
        "credentials": "name of the credentials of the compute environment",
        "compute-env-file": "its JSON file, of 'tw compute-envs export'; default: compute-envs/ENVIRONMENT.json",
        "url": "URL of the pipeline's repository; without it a pipeline of the launchpad is launched",
        "work-dir": "where the run works, such as s3://bucket/work",
        "profile": "profile of the pipeline's config",
        "revision": "branch, tag or commit",
        "params-file": "file of the pipeline's parameters",
        "config": "file of Nextflow config, such as what '--target nextflow' printed",
        "template": "image of a Studio",
    },
    needs=frozenset({"workspace"}),
)
