"""What launchers call: an environment read once, and from it the labels and configs of any number of runs.

`read_environment` does all the reading. `submission` is pure and needs no lock: thousands of threads may share one
`LaunchEnvironment`. The command line, the run store and the submitters are launchers like any other.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from labelwright import rules
from labelwright.emit.document import JsonObject
from labelwright.emit.launch import Launch
from labelwright.emit.view import SubmissionView
from labelwright.given import NOBODY, Given, chosen, problems_in_variables
from labelwright.model import LabelSet
from labelwright.prepared import Prepared
from labelwright.problem import LabelError, problem, suggest
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import PRECEDENCE, Carrier, Layer
from labelwright.settings import Environment, Launchable, Settings, from_files
from labelwright.submitted import Policy, SubmissionLabels, submission_labels
from labelwright.vocabulary import Combine, Scope

if TYPE_CHECKING:
    from labelwright.emit.record import EnvironmentRecord

_PIPED = (*PRECEDENCE[Carrier.RESOURCE][:-1], Scope.PIPELINE)
_PREPARED = 1024
"""How many pipelines and actions of an environment are kept prepared: what is beyond is prepared again."""


class _Launch(NamedTuple):
    """A pipeline and an action, merged with an environment. `given` keeps alive what it was made from."""

    prepared: Prepared
    known: Mapping[str, str]
    pipeline: str
    action: str
    given: tuple[Given, Given]


@dataclass(frozen=True, slots=True)
class LaunchEnvironment:
    """An environment that runs are submitted to: as stack config declares it, and as `pulumi up` left it.

    `record` is None where it was not forged yet: labels are known then, and configs are not.
    """

    settings: Settings
    environment: Environment
    record: "EnvironmentRecord | None" = None
    prepared: dict[object, "_Launch"] = field(default_factory=dict[object, "_Launch"], repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """One run, or one Studio, as it is submitted.

    `submitted` is what is sent. `variables` are all that are known. `pipeline`, `action` and `studio` are names, ""
    where labels alone were given, or nothing. `layers` is what every scope said.
    """

    environment: LaunchEnvironment
    submitted: SubmissionLabels
    variables: Mapping[str, str]
    layers: tuple[Layer, ...]
    own: Layer | Mapping[str, str | None]
    pipeline: str = ""
    action: str = ""
    studio: str = ""
    carrier: Carrier = Carrier.RUN
    prepared: Prepared | None = None

    @property
    def resolved(self) -> Resolved:
        """Every scope, merged, with who won. Worked out anew each time: most submissions are never explained."""
        own = self.own if isinstance(self.own, Layer) else Layer(scope=Scope.RUN, labels=LabelSet.of(self.own))
        return resolve((*self.layers, own), self.carrier)

    @property
    def declared(self) -> Mapping[str, str]:
        """The labels that it carries as they were written: declared keys, dynamic ones as templates."""
        if self.prepared is None or isinstance(self.own, Layer):
            return self.resolved.values
        return self.prepared.with_own(self.own)

    @property
    def id(self) -> str:
        """The platform's id of the run; "" where it is not known."""
        return self.variables.get("workflowId", "")

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels as they are sent."""
        return self.submitted.labels

    @property
    def notes(self) -> Sequence[str]:
        """What a person should know of the labels, and would not see in the configs."""
        settings = self.environment.settings
        void = (
            f"{label.key}: {lost.value!r} is void, the {label.scope} has locked {label.value!r}"
            for label in self.resolved.labels
            for lost in label.overruled
        )
        missing = (
            f"{key}: required, and not on this {self.carrier}"
            for key in settings.required
            if self.submitted.key(key) not in self.submitted.labels
        )
        return [*(f"{key}: {note}" for key, note in self.submitted.notes.items()), *void, *missing]

    def launch(self, *, name: str | None = None, array_size: int | None = None, nodes: int | None = None) -> Launch:
        """The run as the emitters of all platforms are told of it."""
        return Launch(
            self.submitted.labels,
            run=self.id,
            name=name,
            array_size=array_size,
            nodes=nodes,
            annotations=self.submitted.annotations,
        )

    def view(self, extras: Mapping[str, str] | None = None) -> SubmissionView:
        """The run as emitters for other systems see it: `TARGETS["nextflow"].emit(submission.view())`."""
        settings, environment = self.environment.settings, self.environment.environment
        said = [layer for layer in self.layers if layer.scope in _PIPED]
        is_piped = self.prepared is not None and len(said) == len(self.layers)
        forged = _launch(self.environment, None, None)
        return SubmissionView(
            platform=environment.platform,
            environment=environment.name,
            labels=self.submitted.labels,
            declared=self.declared,
            notes=self.submitted.notes,
            annotations=self.submitted.annotations,
            renamed=self.submitted.renamed,
            variables=self.variables,
            forged=forged.prepared.static if forged else {},
            piped=self.prepared.declared if self.prepared and is_piped else resolve(said, Carrier.RUN).values,
            defaults={label.key: label.value for label in settings.workspace.labels.labels if label.value is not None},
            locked=self.prepared.locked if self.prepared else self.resolved.locked,
            stack=settings.stack,
            pipeline=self.variables.get("pipelineName", ""),
            studio=(self.studio or environment.name) if self.carrier is Carrier.STUDIO else "",
            run=self.id,
            rule=settings.rule,
            on_failure=settings.unresolved,
            extras=extras or {},
        )

    def configs(
        self,
        job: str | None = None,
        *,
        name: str | None = None,
        array_size: int | None = None,
        nodes: int | None = None,
    ) -> Mapping[str, JsonObject]:
        """Config name -> body: what `job` is submitted with; None is the job that starts a run.

        Raises `LabelError` for what the platform would refuse, an unknown job, and an environment that is not forged.
        """
        record, chosen = self._job(job)
        return record.configs(chosen, self.launch(name=name, array_size=array_size, nodes=nodes))

    def notes_on_configs(
        self,
        job: str | None = None,
        *,
        name: str | None = None,
        array_size: int | None = None,
        nodes: int | None = None,
    ) -> Sequence[str]:
        """What whoever submits these configs should know of them. Raises `LabelError` as `configs` does."""
        record, chosen = self._job(job)
        return record.notes(chosen, self.launch(name=name, array_size=array_size, nodes=nodes))

    def _job(self, job: str | None) -> "tuple[EnvironmentRecord, str]":
        """What is known of the forged environment, and which of its jobs is meant."""
        record, name = self.environment.record, self.environment.environment.name
        if record is None:
            remedy = f"Run 'pulumi up' first: it forges {name!r} and writes that file."
            raise LabelError([problem(f"environment {name!r}", rules.RECORD, "an environment not forged yet", remedy)])
        if job is not None and job not in record.job_names:
            where = f"environment {name!r}, job"
            raise LabelError([problem(where, rules.KNOWN_NAME, repr(job), suggest(job, record.job_names))])
        return record, job or record.job_names[0]


def read_environment(root: Path, stack: str, name: str) -> LaunchEnvironment:
    """The environment `name` of a stack, read from the project at `root`: once, before the first run.

    Raises `LabelError` with all that is wrong with stack config, for an environment that it does not declare, and for
    a record of another version.
    """
    settings = from_files(root, stack).checked()
    environment = settings.environment(name)
    if environment is None:
        known = [one.name for one in settings.environments]
        remedy = suggest(name, known) if known else "Declare it under 'labelwright:environments'."
        raise LabelError([problem(f"stack {stack!r}, environment", rules.KNOWN_NAME, repr(name), remedy)])
    return LaunchEnvironment(settings, environment, read_forged(root, stack, name))


def forged_path(root: Path, stack: str, name: str) -> Path:
    """Where `pulumi up` writes what it knows of an environment."""
    return root / "dist" / stack.rsplit("/", 1)[-1] / name / "environment.json"


def read_forged(root: Path, stack: str, name: str) -> "EnvironmentRecord | None":
    """What the last `pulumi up` left of an environment; None where nothing was. Raises `LabelError`."""
    from labelwright.emit.record import parse_record  # noqa: PLC0415 - `explain` starts without every platform's forms

    path = forged_path(root, stack, name)
    try:
        return parse_record(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        remedy = f"Run 'pulumi up': it writes what it knows of {name!r} anew."
        raise LabelError([problem(str(path), rules.RECORD, str(error), remedy)]) from error


def submission(  # noqa: PLR0913 - one parameter a scope
    environment: LaunchEnvironment,
    *,
    pipeline: Given = None,
    action: Given = None,
    run: Layer | Mapping[str, str | None] | None = None,
    studio: Given = None,
    variables: Mapping[str, str] | None = None,
) -> Submission:
    """The labels of one launch, every scope of it merged, resolved and checked. Pure, thread-safe, no I/O.

    A Studio takes the environment's labels and its own, static ones only. Raises `LabelError` with every problem.
    """
    values, own = variables or {}, _own_labels(run)
    if studio is None and own is not None and not problems_in_variables(values):
        launch = _launch(environment, pipeline, action)
        if launch is not None:
            known = {**launch.known, **values}
            sent = launch.prepared.sent(own, known)
            if sent is not None:
                layers, said = launch.prepared.layers, run if isinstance(run, Layer) else own
                names = launch.pipeline, launch.action
                return Submission(environment, sent, known, layers, said, *names, prepared=launch.prepared)
    asked = {Scope.PIPELINE: pipeline, Scope.ACTION: action, Scope.RUN: run, Scope.STUDIO: studio}
    return plain_submission(environment, asked, values)


def plain_submission(
    environment: LaunchEnvironment, asked: Mapping[Scope, Given], variables: Mapping[str, str]
) -> Submission:
    """The same by the rules alone, nothing prepared: what `submission` asks wherever one look does not tell."""
    settings = environment.settings
    launched, found = chosen(settings, asked)
    found += problems_in_variables(variables)
    if found:
        raise LabelError(dict.fromkeys(found))
    own = launched.pop(Scope.RUN, NOBODY).layer
    carrier = Carrier.STUDIO if Scope.STUDIO in launched else Carrier.RUN
    names = {scope: one.name for scope, one in launched.items()}
    known = known_variables(settings, names.get(Scope.PIPELINE, ""), variables)
    layers = _layers(environment, launched)
    return Submission(
        environment=environment,
        submitted=submission_labels(resolve((*layers, own), carrier), known, _policy(environment, carrier)),
        variables=known,
        layers=layers,
        own=own,
        pipeline=names.get(Scope.PIPELINE, ""),
        action=names.get(Scope.ACTION, ""),
        studio=names.get(Scope.STUDIO, ""),
        carrier=carrier,
    )


def known_variables(settings: Settings, pipeline: str, given: Mapping[str, str]) -> Mapping[str, str]:
    """Every variable of a run that has a value: what stack config says, and, before that, what the launch gives."""
    known = {
        "organizationName": settings.organization_name,
        "workspaceName": settings.workspace_name,
        "pipelineName": pipeline,
    }
    return {**{name: value for name, value in known.items() if value}, **given}


def _launch(environment: LaunchEnvironment, pipeline: Given, action: Given) -> _Launch | None:
    """A pipeline and an action in an environment, prepared once; None where something is wrong with them."""
    try:
        mark = (_mark(pipeline), _mark(action))
        launch = environment.prepared.get(mark)
    except TypeError:  # labels that are no texts: the plain rules say so
        return None
    if launch is not None:
        return launch
    launched, found = chosen(environment.settings, {Scope.PIPELINE: pipeline, Scope.ACTION: action})
    if found:
        return None
    names = {scope: one.name for scope, one in launched.items()}
    launch = _Launch(
        prepared=Prepared.of(_layers(environment, launched), _policy(environment, Carrier.RUN)),
        known=known_variables(environment.settings, names.get(Scope.PIPELINE, ""), {}),
        pipeline=names.get(Scope.PIPELINE, ""),
        action=names.get(Scope.ACTION, ""),
        given=(pipeline, action),
    )
    if len(environment.prepared) >= _PREPARED:
        environment.prepared.clear()
    environment.prepared[mark] = launch
    return launch


def _mark(given: Given) -> object:
    """What tells one pipeline or action from another: a name, labels, or the very thing, which is kept meanwhile."""
    if given is None or isinstance(given, str):
        return given
    return id(given) if isinstance(given, Launchable | Layer) else tuple(given.items())


def _own_labels(run: Layer | Mapping[str, str | None] | None) -> Mapping[str, str | None] | None:
    """What a run says itself; None for a layer that replaces what is below it: the plain rules merge that."""
    if isinstance(run, Layer):
        is_merged = run.scope is Scope.RUN and run.combine is Combine.MERGE
        return {label.key: label.value for label in run.labels.labels} if is_merged else None
    return {} if run is None else dict(run)


def _layers(environment: LaunchEnvironment, launched: Mapping[Scope, Launchable]) -> tuple[Layer, ...]:
    """Every scope of a launch but the run's own."""
    return (
        *environment.settings.stack_layers,
        environment.environment.layer,
        *(one.layer for one in launched.values()),
    )


def _policy(environment: LaunchEnvironment, carrier: Carrier) -> Policy:
    """How strict the workspace is with what goes to this environment."""
    settings = environment.settings
    return Policy(
        platform=environment.environment.platform,
        carrier=carrier,
        rule=settings.rule,
        on_failure=settings.unresolved,
    )
