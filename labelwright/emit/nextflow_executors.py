"""What Nextflow's executors do with `resourceLabels`: which belongs to which platform, and what each would spoil.

Read off nextflow-io/nextflow 24.10.5: AwsBatchTaskHandler, GoogleBatchTaskHandler, AzBatchService, K8sTaskHandler,
ExecutorFactory.
"""

from collections.abc import Iterator, Mapping

from labelwright import rules
from labelwright.emit.kubernetes_problems import problems_in_selector
from labelwright.problem import Problem, problem, suggest
from labelwright.vocabulary import Platform

EXECUTORS: Mapping[Platform, tuple[str, ...]] = {
    Platform.AWS_BATCH: ("awsbatch", "seqera"),
    Platform.AWS_CLOUD: ("local",),
    Platform.GOOGLE_BATCH: ("google-batch",),
    Platform.GOOGLE_CLOUD: ("local",),
    Platform.AZURE_BATCH: ("azurebatch",),
    Platform.AZURE_CLOUD: ("local",),
    Platform.KUBERNETES: ("k8s",),
}
"""The executors with which a platform's tasks are run, its own first."""

SCHEDULERS = frozenset(
    ["slurm", "lsf", "bsc", "pbs", "pbspro", "sge", "oge", "uge", "crg", "moab", "oar", "condor", "bridge", "flux",
     "hq", "nqsii"]
)  # fmt: skip
"""Executors of schedulers that know no labels, by Nextflow's names."""

RESERVED_PREFIX = "nextflow.io/"
MOST_ON_AWS_BATCH = 48


def executor_of(platform: Platform, asked: str) -> str:
    """The executor whose rules the labels keep: the one that was asked for, else the platform's own."""
    return asked or EXECUTORS[platform][0]


def problems_in_executor(executor: str, platform: Platform, where: str) -> list[Problem]:
    """Why the labels of an environment are not for `executor`; "" is the platform's own."""
    own = EXECUTORS[platform]
    if not executor or executor in own:
        return []
    if executor in SCHEDULERS:
        return [problem(where, rules.NO_LABELS, repr(executor), f"Leave it out, or write {own[0]!r}.")]
    return [problem(where, rules.NEXTFLOW_EXECUTOR, f"{executor!r} on {platform}", suggest(executor, own))]


def problems_in_labels(labels: Mapping[str, str], platform: Platform, where: str) -> list[Problem]:
    """What Nextflow would overwrite or break of labels that the platform takes, and what it sends beside them."""
    found: list[Problem] = []
    for key, value in labels.items():
        if key.startswith(RESERVED_PREFIX):
            remedy = f"Write {key[len(RESERVED_PREFIX) :] or 'run'!r}, for example."
            found.append(problem(f"{where}.{key}", rules.NEXTFLOW_RESERVED, repr(key), remedy))
        if not (key.isascii() and value.isascii()) and not (_is_whole(key) and _is_whole(value)):
            got = f"{key!a}: {value!a}"
            found.append(problem(f"{where}.{key!a}", rules.NEXTFLOW_TEXT, got, "Leave out what is half a character."))
    if platform is Platform.KUBERNETES:
        found += problems_in_selector(labels, where)
    if platform is Platform.AWS_BATCH and len(labels) > MOST_ON_AWS_BATCH:
        remedy = f"Remove {len(labels) - MOST_ON_AWS_BATCH} of them."
        found.append(problem(where, rules.NEXTFLOW_COUNT, f"{len(labels)} labels", remedy))
    return found


def notes_on_executor(executor: str, *, is_late: bool, is_chosen: bool) -> Iterator[str]:
    """What an executor does not do with labels. `is_late`: some are code; `is_chosen`: some processes have own ones."""
    if executor == "awsbatch":
        yield "Nextflow puts labels on jobs and, through them, on ECS tasks; job definitions that it makes get none"
    elif executor == "azurebatch":
        yield "Azure Batch gets labels as metadata of automatic pools only, not of jobs, tasks and fixed pools"
        if is_chosen:
            yield "each selector with labels of its own makes a pool of its own on Azure Batch"
    elif executor == "local":
        yield "Nextflow's local executor puts labels nowhere: the run's machine carries them"
    elif executor == "seqera" and is_late:
        yield "the seqera executor labels a whole run only with what is no closure; tasks get all"


def _is_whole(text: str) -> bool:
    """Whether no character of `text` is half of a pair, which no encoding can send."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
