"""What is emitted, run by the real Nextflow: each task has every label, whatever selectors choose it."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.emit.nextflow import emit
from labelwright.vocabulary import Platform
from sandbox import nextflow as judges
from tests.emit.nextflow import LABELS, a_view

pytestmark = pytest.mark.nextflow

Labels = Mapping[str, str]
Run = Callable[..., dict[str, Labels]]
Read = Callable[[str], dict[str, Any]]

# Name of a task's process -> the names by which selectors know it, and its labels; as in pipeline/main.nf.
PROCESSES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ALIGN": (("ALIGN",), ("big",)),
    "SORT": (("SORT",), ("big", "long")),
    "TRIM": (("TRIM",), ()),
    "CUT": (("TRIM", "CUT"), ()),
    "INNER:SCAN": (("SCAN", "INNER:SCAN"), ("long",)),
}
OWN = {"own": "body", "team": "body"}


def labelled(found: dict[str, Labels]) -> dict[str, Labels]:
    """The tasks without the one whose process sets labels in its own body."""
    return {name: labels for name, labels in found.items() if name != "OWN"}


@pytest.mark.parametrize("platform", Platform)
def test_every_task_has_every_label_on_every_platform(platform: Platform, run: Run) -> None:
    """But one whose process sets its own in its body: Nextflow prefers those to what is set for all."""
    found = run(emit(a_view(platform=platform)))
    assert labelled(found) == dict.fromkeys(PROCESSES, LABELS)
    assert found["OWN"] == OWN


def test_a_block_repeats_what_every_process_gets(run: Run) -> None:
    """Nextflow replaces the map; none of the run's labels is lost."""
    processes = {"withName:ALIGN": {"stage": "align"}, "withName:SORT": {"stage": "sort"}}
    found = run(emit(a_view(processes=processes)))
    assert found["ALIGN"] == {**LABELS, "stage": "align"}
    assert found["SORT"] == {**LABELS, "stage": "sort"}
    assert found["TRIM"] == LABELS


def test_a_process_that_is_chosen_twice_has_the_labels_of_both_blocks(run: Run) -> None:
    """By its label and by its name, by two labels, by two patterns; a name beats a label per key."""
    processes = {
        "withLabel:big": {"size": "big", "stage": "none"},
        "withLabel:long": {"time": "long"},
        "withName:S.*": {"stage": "s"},
        "withName:INNER:.*": {"inner": "yes"},
    }
    found = labelled(run(emit(a_view(processes=processes))))
    assert found["ALIGN"] == {**LABELS, "size": "big", "stage": "none"}
    assert found["SORT"] == {**LABELS, "size": "big", "stage": "s", "time": "long"}
    assert found["INNER:SCAN"] == {**LABELS, "time": "long", "stage": "s", "inner": "yes"}
    assert found["TRIM"] == found["CUT"] == LABELS


def test_a_process_under_another_name_has_the_labels_of_both_where_one_is_a_pattern(run: Run) -> None:
    """Two plain names are taken for two processes: CUT is TRIM as well, and `$` says so."""
    processes = {"withName:TRIM": {"stage": "trim"}, "withName:CUT": {"blade": "sharp"}}
    assert run(emit(a_view(processes=processes)))["CUT"] == {**LABELS, "blade": "sharp"}
    processes["withName:CUT$"] = processes.pop("withName:CUT")
    assert run(emit(a_view(processes=processes)))["CUT"] == {**LABELS, "stage": "trim", "blade": "sharp"}


def test_a_process_sheds_a_label(run: Run) -> None:
    """A null takes one away, of one block and where two meet."""
    assert run(emit(a_view(processes={"withName:ALIGN": {"team": None}})))["ALIGN"] == without("team")
    processes = {"withName:A.*": {"team": None}, "withLabel:big": {"size": "big"}}
    found = run(emit(a_view(processes=processes)))
    assert found["ALIGN"] == {**without("team"), "size": "big"}
    assert found["SORT"] == {**LABELS, "size": "big"}


def without(key: str) -> dict[str, str]:
    """The run's labels without one."""
    return {name: value for name, value in LABELS.items() if name != key}


def test_an_empty_block_reaches_a_process_with_labels_of_its_own(run: Run) -> None:
    """A selector beats the body of a process, whose own labels are then gone: what a user may choose."""
    assert run(emit(a_view(processes={"withName:.*": {}})))["OWN"] == LABELS


OWN_CONFIG = """
process {
    resourceLabels = [origin: 'pipeline', team: 'theirs']
    withLabel: 'big' { resourceLabels = { [size: 'big', name: task.name] } }
    withName: 'ALIGN' { cpus = 1; resourceLabels = [stage: 'align', run: 'theirs'] }
    withName: 'TRIM' { resourceLabels = [:] }
    withName: 'CUT' { memory = '1 GB' }
}
"""


def test_labels_of_the_pipelines_own_config_are_kept_and_beaten(run: Run, read: Read) -> None:
    """Whatever it sets for all, for a label, for a name, by a closure: kept, but where the run has the same key."""
    config = read(OWN_CONFIG)
    found = run(emit(a_view(config=config, processes={"withName:CUT": {"stage": "cut"}})), OWN_CONFIG)
    base = {**LABELS, "origin": "pipeline"}
    assert labelled(found) == {
        "ALIGN": {**base, "size": "big", "name": "ALIGN", "stage": "align"},
        "SORT": {**base, "size": "big", "name": "SORT"},
        "TRIM": base,
        "CUT": {**base, "stage": "cut"},
        "INNER:SCAN": base,
    }


def test_without_the_pipelines_config_its_selectors_take_the_runs_labels_away(run: Run) -> None:
    """Why --nextflow-config is there: Nextflow merges two files, but not a selector with what is set for all."""
    found = run(emit(a_view()), OWN_CONFIG)
    assert found["ALIGN"] == {"stage": "align", "run": "theirs"}
    assert found["INNER:SCAN"] == {**LABELS, "origin": "pipeline"}


def test_a_closure_of_the_pipelines_config_is_added_to(run: Run, read: Read) -> None:
    """For every process, too, and one that gives nothing is no harm."""
    own = "process {\n resourceLabels = { [origin: task.process] }\n withName: 'ALIGN' { resourceLabels = { null } }\n}"
    found = labelled(run(emit(a_view(config=read(own))), own))
    assert found == {name: {**LABELS, "origin": name} for name in PROCESSES}


def test_nextflow_fills_in_what_only_it_knows(run: Run) -> None:
    """The same session in every task, in a whole value and in one that is put together."""
    declared = {**LABELS, "session": "${sessionId}", "name": "run-${runName}-${workflowId}"}
    view = a_view(
        declared=declared,
        variables={"workflowId": "42"},
        extras={"late": "sessionId, runName"},
        processes={"withName:ALIGN": {"stage": "align-${sessionId}"}, "withLabel:big": {"size": "big"}},
    )
    found = labelled(run(emit(view)))
    [session] = {labels["session"] for labels in found.values()}
    [name] = {labels["name"] for labels in found.values()}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", session)
    assert re.fullmatch(r"run-[a-z]+_[a-z]+-42", name)
    assert found["ALIGN"] == {**LABELS, "session": session, "name": name, "stage": f"align-{session}", "size": "big"}


def test_hostile_values_reach_tasks_unchanged(run: Run) -> None:
    """In plain maps, in closures and in `ext`."""
    labels = {"it's $x": "${workflow.runName} \\ ' \" \n \0 é😀\u202e", "class": "'] + [:]"}
    processes = {"withName:A.*": {"$key '": "$value '\\"}, "withLabel:big": {"\u2028": "\\u0041"}}
    found = run(emit(a_view(labels, platform=Platform.AZURE_CLOUD, processes=processes)))
    assert found["TRIM"] == labels
    assert found["ALIGN"] == {**labels, **processes["withName:A.*"], **processes["withLabel:big"]}


SELECTORS = st.sampled_from([
    "withName:ALIGN", "withName:S.*", "withName:TRIM", "withName:CUT$", "withName:.*:SCAN", "withName:!SORT",
    "withName:ALIGN|CUT", "withLabel:big", "withLabel:long", "withLabel:!big", "withLabel:b.*|long",
])  # fmt: skip
KEYS = st.sampled_from(["k1", "k2", "team"])
GIVEN = st.dictionaries(SELECTORS, st.dictionaries(KEYS, st.none() | st.sampled_from(["v1", "v2"])), max_size=4)
CONFIG = st.dictionaries(SELECTORS, st.dictionaries(KEYS, st.sampled_from(["w1", "w2"])), max_size=3)


@settings(max_examples=12)
@given(processes=GIVEN, config=CONFIG, everywhere=st.dictionaries(KEYS, st.just("w0")))
def test_whatever_meets_is_merged(
    processes: dict[str, dict[str, str | None]], config: dict[str, dict[str, str]], everywhere: dict[str, str], run: Run
) -> None:
    """Config of all processes < of chosen ones < the run's < what a user says of chosen ones, for any selectors."""
    own = {"process": {"resourceLabels": everywhere, **{one: {"resourceLabels": said} for one, said in config.items()}}}
    found = labelled(run(emit(a_view(processes=processes, config=own)), as_config(own)))
    for name, labels in found.items():
        for key in {**LABELS, "k1": "", "k2": ""}:
            assert labels.get(key) in expected(name, key, processes, config, everywhere), (name, key)


def as_config(own: dict[str, Any]) -> str:
    """A pipeline's own configuration, as its author would write it."""
    lines: list[str] = []
    for name, value in own["process"].items():
        kind, _, pattern = name.partition(":")
        labels = json.dumps(value if not pattern else value["resourceLabels"]).replace("{", "[").replace("}", "]")
        labels = "[:]" if labels == "[]" else labels
        lines.append(f"{kind}: '{pattern}' {{ resourceLabels = {labels} }}" if pattern else f"{name} = {labels}")
    return "process {\n" + "\n".join(lines) + "\n}\n"


def expected(
    name: str,
    key: str,
    processes: dict[str, dict[str, str | None]],
    config: dict[str, dict[str, str]],
    everywhere: dict[str, str],
) -> set[str | None]:
    """The values that a key of a process may have; more than one where two names of it are chosen differently."""
    later = said_of(name, key, processes)
    if later:
        return later
    if key in LABELS:
        return {LABELS[key]}
    return said_of(name, key, config) or {everywhere.get(key)}


def said_of(name: str, key: str, said: Mapping[str, Mapping[str, str | None]]) -> set[str | None]:
    """What the selectors that choose a process say of a key: those by name, else those by label."""
    names, labels = PROCESSES[name]
    for kind, texts in (("withName", names), ("withLabel", labels or ("",))):
        values = {
            block[key]
            for selector, block in said.items()
            if key in block and selector.startswith(kind) and is_chosen(selector.partition(":")[2], texts, kind)
        }
        if values:
            return values
    return set()


def is_chosen(pattern: str, texts: tuple[str, ...], kind: str) -> bool:
    """Whether Nextflow applies a selector to a process with these names or labels."""
    negated, plain = pattern.startswith("!"), pattern.removeprefix("!")
    hits = [re.fullmatch(plain, text) is not None for text in texts]
    if kind == "withLabel":
        return any(hits) != negated
    return any(hit != negated for hit in hits)


def test_the_pipeline_is_the_one_that_the_tests_speak_of(run: Run) -> None:
    """So that none of them passes for want of tasks."""
    assert set(run(emit(a_view()))) == {*PROCESSES, "OWN"}


def test_a_jobs_judge_tells_errors(nextflow: judges.Nextflow, tmp_path: Path) -> None:
    """A configuration that is wrong is not taken for a good one."""
    path = tmp_path / "wrong.config"
    path.write_text("process { resourceLabels = [ 'a': ", encoding="utf-8")
    assert nextflow.command("-C", str(path), "config").status != 0
