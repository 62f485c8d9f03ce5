"""The Nextflow target without Nextflow: what is written, refused and said. tests/nextflow has the judge."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.emit.groovy import quoted
from labelwright.emit.nextflow import emit, remarks
from labelwright.emit.nextflow_executors import EXECUTORS, SCHEDULERS
from labelwright.emit.nextflow_selectors import Kind, Selector, parse_config, parse_processes
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule, OnFailure, Platform
from tests.emit.nextflow import LABELS, a_view


def refused(**fields: Any) -> list[tuple[str, str]]:
    """Where a run is refused, and by the number of which rule."""
    with pytest.raises(LabelError) as caught:
        emit(a_view(**fields))
    return [(one.where, one.rule.partition(":")[0]) for one in caught.value.problems]


def without_indent(text: str) -> list[str]:
    """The lines of a configuration, without what makes it easy to read."""
    return [line.strip() for line in text.splitlines() if line.strip()]


# ---------------------------------------------------------------------------------------------------------------- text


def test_the_labels_of_a_run_are_a_plain_map() -> None:
    """Sorted, single quotes, nothing that a person would have to know Groovy for."""
    assert emit(a_view()) == (
        "// Written by labelwright for environment 'genomics' (aws-batch).\n"
        "process {\n"
        "    resourceLabels = [\n"
        "        'cost-center': 'cc-1234',\n"
        "        'run': 'run-2mnBxQ7',\n"
        "        'team': 'genomics'\n"
        "    ]\n"
        "}\n"
    )


def test_a_run_without_labels_has_an_empty_map() -> None:
    """Which is no error in Nextflow, and beats none of another file."""
    assert "resourceLabels = [:]" in emit(a_view({}))


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("", "''"),
        ("it's", r"'it\'s'"),
        ("C:\\", r"'C:\\'"),
        ("${x} $y", "'${x} $y'"),
        ("a\nb\rc\td", r"'a\nb\rc\td'"),
        ("\0\x7f", r"'\u0000\u007f'"),
        ("é\u202e", r"'\u00e9\u202e'"),
        ("😀", r"'\ud83d\ude00'"),
    ],
)
def test_a_text_is_escaped_where_groovy_would_read_another(text: str, literal: str) -> None:
    """`$` means nothing between single quotes; all but ASCII depends on the machine's charset."""
    assert quoted(text) == literal


@given(st.text(st.characters()))
def test_a_literal_is_one_line_of_ascii_that_nothing_leaves(text: str) -> None:
    """No quote stands in it that is not escaped."""
    literal = quoted(text)
    inner = literal[1:-1].replace("\\\\", "").replace("\\'", "")
    assert literal.isascii()
    assert literal.isprintable()
    assert "'" not in inner
    assert not inner.endswith("\\")


# ----------------------------------------------------------------------------------------------------------- selectors


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("withName:ALIGN", "withName:SORT", False),
        ("withName:ALIGN", "withName:INNER:ALIGN", True),
        ("withName:A:ALIGN", "withName:B:ALIGN", False),
        ("withName:ALIGN", "withName:A.*", True),
        ("withName:ALIGN", "withName:!SORT", True),
        ("withName:ALIGN", "withLabel:big", True),
        ("withLabel:big", "withLabel:long", True),
    ],
)
def test_only_two_plain_names_choose_different_processes_for_sure(first: str, second: str, *, meet: bool) -> None:
    """A process has many labels, and a pattern may fit any name."""
    one, other = (Selector(Kind(kind), name) for kind, _, name in (text.partition(":") for text in (first, second)))
    assert one.may_meet(other) is other.may_meet(one) is meet


def test_blocks_that_cannot_meet_are_plain_maps() -> None:
    """Each with everything: a person sees in one place what a process gets."""
    text = emit(a_view(processes={"withName:ALIGN": {"stage": "align"}, "withName:SORT": {"team": "other"}}))
    assert "resourceLabels = {" not in text
    assert without_indent(text)[-8:] == [
        "withName: 'SORT' {",
        "resourceLabels = [",
        "'cost-center': 'cc-1234',",
        "'run': 'run-2mnBxQ7',",
        "'team': 'other'",
        "]",
        "}",
        "}",
    ]


def test_what_a_user_says_is_not_lost_to_what_a_config_says() -> None:
    """A user's label of `big`, and the pipeline's own of the same key for ALIGN, which has that label: the user's."""
    config = {"process": {"withName:ALIGN": {"resourceLabels": {"size": "theirs"}}}}
    assert "ext.labelwright1 = [" in emit(a_view(config=config, processes={"withLabel:big": {"size": "big"}}))


def test_every_block_has_what_the_pipelines_config_sets_for_all() -> None:
    """Below the run's labels; what the config sets for the block's own processes is between the two."""
    config = {"process": {"resourceLabels": {"a": "1", "b": "1"}, "withName:X": {"resourceLabels": {"b": "2"}}}}
    lines = without_indent(emit(a_view({"c": "3"}, config=config)))
    assert lines[-7:-2] == ["resourceLabels = [", "'a': '1',", "'b': '2',", "'c': '3'", "]"]


def test_what_is_added_up_ends_with_what_a_user_says() -> None:
    """The later part of a sum wins: config, run, user."""
    config = {"process": {"withLabel:big": {"resourceLabels": {"k": "theirs", "m": "x"}}}}
    text = emit(a_view({"k": "ours"}, config=config, processes={"withName:X": {"k": "mine", "l": "x"}}))
    total = "(task.ext.labelwrightConfig1 ?: [:]) + [ 'k': 'ours' ] + (task.ext.labelwright2 ?: [:])"
    assert text.count("resourceLabels = {") == 2
    assert " ".join(without_indent(text)).count(total) == 2


def test_a_user_takes_a_late_value_back() -> None:
    """For one process the value is known: text, and a plain map."""
    view = a_view(
        declared={**LABELS, "session": "${sessionId}"},
        extras={"late": "sessionId"},
        processes={"withName:X": {"session": "fixed"}},
    )
    assert emit(view).count("workflow.sessionId") == 1


def test_blocks_of_labels_come_before_those_of_names() -> None:
    """The order in which Nextflow applies them, whatever the order in which they were given."""
    text = emit(a_view(processes={"withName:A": {"k": "n"}, "withLabel:b": {"k": "l"}}))
    assert text.index("withLabel: 'b'") < text.index("withName: 'A'")


@pytest.mark.parametrize("name", ["ALIGN", "withname:ALIGN", "withName:", "withName: ", "name:ALIGN", ""])
def test_what_is_no_selector_is_refused(name: str) -> None:
    """A misspelt one would choose nothing, and nobody would see it."""
    assert refused(processes={name: {}}) == [(f"processes.{name}", "7.1.3")]


def test_labels_of_processes_are_texts_and_all_problems_are_told_at_once() -> None:
    """Numbers, lists, and what is no mapping at all."""
    processes: dict[str, Any] = {"withName:A": {"n": 1, "ok": "x", "gone": None}, "withName:B": ["x"], "C": {}}
    with pytest.raises(LabelError) as caught:
        parse_processes(processes)
    assert [(one.where, one.rule[:5]) for one in caught.value.problems] == [
        ("processes.withName:A.n", "7.1.8"),
        ("processes.withName:B", "7.1.8"),
        ("processes.C", "7.1.3"),
    ]


@pytest.mark.parametrize("text", ["[", "[1]", '"x"', "null", '{"withName:A": {"k": "1", "k": "2"}}', "[" * 100_000])
def test_a_file_of_processes_that_is_none_is_refused(text: str) -> None:
    """A key that stands twice among them: one of its values would be lost."""
    assert refused(extras={"processes": text})[0][1] == "7.1.3"


def test_labels_of_a_process_keep_the_rules_of_workspace_and_platform() -> None:
    """Each by its place."""
    processes = {"withName:ALIGN": {"x": "a--b", "aws-key": "fine"}}
    found = refused(processes=processes, rule=LabelRule.PORTABLE)
    assert ("processes.withName:ALIGN.x", "2.1.1") in found
    assert ("processes.withName:ALIGN.x", "2.1.4") in found
    assert ("processes.withName:ALIGN.aws-key", "2.1.7") in found


def test_a_block_is_counted_as_a_whole() -> None:
    """20 of the run and 5 of a process are 25; one more is too many."""
    labels = {f"key-{number}": "value" for number in range(20)}
    own = {f"own-{number}": "value" for number in range(5)}
    emit(a_view(labels, processes={"withName:A": own}, rule=LabelRule.PORTABLE))
    more = {**own, "own-5": "value"}
    assert refused(labels=labels, processes={"withName:A": more}, rule=LabelRule.PORTABLE) == [("withName:A", "2.1.5")]


def test_labels_of_a_process_are_sent_in_the_platforms_form() -> None:
    """Google: small letters, noted; a key of the run in another case is the same key there."""
    view = a_view(processes={"withName:A": {"Team": "Other"}}, platform=Platform.GOOGLE_BATCH)
    assert "'team': 'other'" in emit(view)
    assert any("withName:A.Team" in remark for remark in remarks(view))


def test_keys_that_a_platform_makes_one_are_refused() -> None:
    """Azure: the run's team and the process's Team."""
    found = refused(processes={"withName:A": {"Team": "other"}}, platform=Platform.AZURE_CLOUD)
    assert found == [("withName:A", "2.3.2")]


def test_a_lock_beats_a_process() -> None:
    """What stack config has locked is neither changed nor removed; a person is told."""
    view = a_view(processes={"withName:A": {"team": "other"}, "withName:B": {"team": None}}, locked=frozenset({"team"}))
    assert "other" not in emit(view)
    assert emit(view).count("'team': 'genomics'") == 3
    assert sum("void" in remark for remark in remarks(view)) == 2


def test_two_selectors_that_disagree_on_a_key_are_told() -> None:
    """Where they choose one process, the later one wins."""
    view = a_view(processes={"withLabel:big": {"k": "v1"}, "withName:A.*": {"k": "v2", "l": "x"}})
    assert any("'v2' beats 'v1'" in remark for remark in remarks(view)) is False
    view = a_view(processes={"withLabel:big": {"k": "v1", "m": "x"}, "withName:A.*": {"k": "v2"}})
    assert any("'v2' beats 'v1'" in remark for remark in remarks(view))


# -------------------------------------------------------------------------------------------------- the pipeline's own


def test_a_config_is_read_as_nextflow_prints_it() -> None:
    """Numbers and booleans are their text, null is no label, closures are code, other settings are none of ours."""
    config = {
        "params": {"x": 1},
        "process": {
            "cpus": 1,
            "resourceLabels": {"n": 5, "b": True, "gone": None},
            "withName:A": {"resourceLabels": "{ [k: task.name] }"},
            "withName:B": {"cpus": 2},
        },
    }
    found = parse_config(config)
    assert found.everywhere.labels == {"n": "5", "b": "true"}
    assert {str(selector): said.code for selector, said in found.chosen.items()} == {"withName:A": "{ [k: task.name] }"}
    assert found.notes == ("nextflow-config, process.resourceLabels.gone: left out: it is null",)


def test_a_number_of_a_config_keeps_its_digits() -> None:
    """What Nextflow would hand on is what it printed."""
    text = '{"process": {"resourceLabels": {"version": 1.10, "id": 123456789012345678901}}}'
    found = emit(a_view(extras={"nextflow-config": text}))
    assert "'version': '1.10'" in found
    assert "'id': '123456789012345678901'" in found


@pytest.mark.parametrize(
    "config", [[], "x", {"process": []}, {"process": {"resourceLabels": []}}, {"process": {"resourceLabels": "a=b"}}]
)
def test_what_is_no_config_is_refused(config: object) -> None:
    """Nothing is guessed."""
    assert refused(config=config)[0][1] == "7.1.4"


def test_a_config_without_labels_changes_nothing() -> None:
    """Nor does one without processes."""
    assert emit(a_view(config={})) == emit(a_view(config={"process": {"withName:A": {"cpus": 1}}})) == emit(a_view())


def test_what_gives_way_is_told() -> None:
    """A key of the pipeline's config that the run has, too."""
    config = {"process": {"resourceLabels": {"team": "theirs", "run": "run-2mnBxQ7"}}}
    [told] = [remark for remark in remarks(a_view(config=config)) if "gives way" in remark]
    assert told == "nextflow-config, process.team: 'theirs' gives way to 'genomics'"


def test_a_config_keeps_the_platforms_rule_only() -> None:
    """The portable rule is the workspace's, and the pipeline may be anybody's; what AWS refuses is refused."""
    config = {"process": {"resourceLabels": {"x": "a b.c"}}}
    assert "'x': 'a b.c'" in emit(a_view(config=config, rule=LabelRule.PORTABLE))
    config = {"process": {"resourceLabels": {"x": "a^b"}}}
    assert refused(config=config) == [("nextflow-config, process.x", "2.2.4")]


# -------------------------------------------------------------------------------------------------------------- values


SESSION: Mapping[str, Any] = {"declared": {**LABELS, "session": "${sessionId}"}}


def test_what_nobody_knows_yet_is_refused_and_the_way_out_is_named() -> None:
    """As in every other submission."""
    with pytest.raises(LabelError, match=r"submission\.session: .* rule 4\.4.*--var sessionId=.*--with late=sessionId"):
        emit(a_view(**SESSION))


def test_what_nobody_knows_yet_is_left_out_where_the_workspace_says_so() -> None:
    """With a remark."""
    view = a_view(**SESSION, on_failure=OnFailure.OMIT)
    assert "session" not in emit(view)
    assert any("submission.session: left out" in remark for remark in remarks(view))


def test_a_late_value_is_code() -> None:
    """In single quotes and one plain expression: nothing in it can be taken for code."""
    declared = {**LABELS, "session": "run'-${sessionId}-x"}
    text = emit(a_view(declared=declared, platform=Platform.AZURE_CLOUD, extras={"late": "sessionId"}))
    assert "'session': 'run\\'-' + workflow.sessionId + '-x'" in text
    assert "resourceLabels = {" in text


@pytest.mark.parametrize(
    ("platform", "rule", "value", "fits"),
    [
        (Platform.AWS_BATCH, LabelRule.PORTABLE, "${sessionId}", True),
        (Platform.AWS_BATCH, LabelRule.PORTABLE, "ab-${sessionId}", True),
        (Platform.AWS_BATCH, LabelRule.PORTABLE, "abc-${sessionId}", False),
        (Platform.AWS_BATCH, LabelRule.PORTABLE, "${runName}", False),
        (Platform.AWS_BATCH, LabelRule.NATIVE, "${runName}", True),
        (Platform.KUBERNETES, LabelRule.NATIVE, "${sessionId}", True),
        (Platform.KUBERNETES, LabelRule.NATIVE, "${runName}", False),
        (Platform.GOOGLE_BATCH, LabelRule.NATIVE, "${sessionId}", True),
        (Platform.GOOGLE_BATCH, LabelRule.NATIVE, "${runName}", False),
    ],
)
def test_a_late_value_is_legal_however_long_it_becomes(
    platform: Platform, rule: LabelRule, value: str, *, fits: bool
) -> None:
    """36 characters and 3 before them are 39; a run's name may have 80. Never shortened in the run."""
    fields: dict[str, Any] = {"platform": platform, "rule": rule, "extras": {"late": "sessionId,runName"}}
    fields["declared"] = {**LABELS, "late": value}
    if fits:
        assert "workflow." in emit(a_view(**fields))
    else:
        assert set(refused(**fields)) == {("submission.late", "7.1.6")}


def test_only_what_nextflow_knows_for_sure_is_late() -> None:
    """`workflow.userName` is the account of the machine, commitId is null in a folder."""
    assert refused(extras={"late": "userName,sessionId"}) == [("--with late", "7.1.6")]


def test_a_value_that_is_known_is_not_late() -> None:
    """What was given stands, as text."""
    view = a_view({**LABELS, "session": "abc"}, extras={"late": "sessionId"}, variables={"sessionId": "abc"})
    assert "workflow." not in emit(view)


def test_a_studio_has_no_pipeline() -> None:
    """Nothing is made for it."""
    assert refused(studio="notebook") == [("--target nextflow", "4.9")]


# ----------------------------------------------------------------------------------------------------------- executors


def test_a_key_of_nextflow_itself_is_refused() -> None:
    """It would be overwritten, on Kubernetes, or clash with what Nextflow adds by itself."""
    assert refused(labels={"nextflow.io/app": "x"}) == [("submission.nextflow.io/app", "7.1.1")]


def test_a_job_definition_counts() -> None:
    """AWS Batch: 48 labels beside the two that Nextflow gives to definitions; 49 would fail as the job is run."""
    labels = {f"key-{number}": "value" for number in range(49)}
    emit(a_view(dict(list(labels.items())[:48])))
    assert refused(labels=labels) == [("submission", "7.1.7")]


def test_a_label_of_the_launchers_selector_is_refused() -> None:
    """A task's pod would become one of the Deployment's."""
    found = refused(labels={"labelwright-part": "launcher"}, platform=Platform.KUBERNETES)
    assert found == [("submission.labelwright-part", "5.62")]


def test_on_azure_batch_what_changes_from_run_to_run_is_left_out() -> None:
    """Dynamic labels, pending ones too, and those of action and run: each set would make a pool of its own."""
    labels = {"run": "run-42", "sample": "s1", "team": "genomics"}
    declared = {**labels, "run": "run-${workflowId}", "session": "${sessionId}"}
    piped = {"run": "run-${workflowId}", "team": "genomics"}
    view = a_view(labels, platform=Platform.AZURE_BATCH, declared=declared, piped=piped)
    assert [line for line in without_indent(emit(view)) if ":" in line] == ["'team': 'genomics'"]
    assert sorted(remark.partition(":")[0] for remark in remarks(view) if "left out" in remark) == [
        "run",
        "sample",
        "session",
    ]


@pytest.mark.parametrize("executor", sorted(SCHEDULERS))
def test_a_scheduler_without_labels_is_refused(executor: str) -> None:
    """Slurm and its like: rule 2.7."""
    assert refused(extras={"executor": executor}) == [("--with executor", "2.7")]


def test_an_executor_of_another_platform_is_refused() -> None:
    """Its labels have other rules. Names that Nextflow does not have, too."""
    assert refused(extras={"executor": "k8s"}) == [("--with executor", "7.1.5")]
    assert refused(extras={"executor": "awsbtch"}) == [("--with executor", "7.1.5")]


@pytest.mark.parametrize("platform", Platform)
def test_every_platform_has_its_executor_and_says_what_it_does_not_do(platform: Platform) -> None:
    """And nothing is set that was not asked for."""
    view = a_view(platform=platform)
    assert EXECUTORS[platform]
    assert "executor" not in emit(view)
    assert bool(remarks(view)) is (platform not in {Platform.GOOGLE_BATCH, Platform.KUBERNETES})


def test_a_shortened_value_is_told() -> None:
    """On Kubernetes the whole one stands in an annotation, which resourceLabels cannot set."""
    view = a_view(platform=Platform.KUBERNETES, annotations={"team": "genomics, and others"})
    assert any(remark.startswith("team: ") for remark in remarks(view))


def test_documents_are_json() -> None:
    """The command line turns YAML into it: emitters know no YAML library."""
    text = json.dumps({"withName:A": {"k": "v"}})
    assert "'k': 'v'" in emit(a_view(extras={"processes": text}))
