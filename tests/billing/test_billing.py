"""What reaches the bill: every place that is labelled has an answer; those that people get wrong are pinned."""

import pytest

from labelwright.billing import BILLS, MEANING, NOTES, Reach, bill_of, sources
from labelwright.propagation import TABLE, Resource, Row, rows_of
from labelwright.vocabulary import Phase, Platform


@pytest.mark.parametrize("platform", tuple(Platform))
def test_every_place_that_is_labelled_has_an_answer(platform: Platform) -> None:
    """A new row of the propagation table is not finished without one."""
    unanswered: list[Row] = []
    for row in rows_of(platform):
        try:
            assert bill_of(row).why
        except KeyError:
            unanswered.append(row)
    assert unanswered == []


def test_a_place_that_nobody_has_thought_of_is_an_error() -> None:
    """No answer is not the answer `never`."""
    with pytest.raises(KeyError):
        bill_of(Row(Platform.AWS_BATCH, Phase.FORGE, "file share", Resource("aws:efs/share:Share", "share")))


@pytest.mark.parametrize("platform", tuple(Platform))
def test_every_platform_says_what_must_be_switched_on(platform: Platform) -> None:
    """No cloud shows labels on its bill without a step of its own."""
    assert NOTES[platform]


def test_every_answer_names_a_page() -> None:
    """What is said of a bill can be looked up."""
    pages = {page for name, page in vars(sources).items() if name.isupper()}
    assert {bill.source for bill in BILLS.values()} <= pages
    assert {note.source for notes in NOTES.values() for note in notes} <= pages
    assert all(page.startswith("https://") for page in pages)


def test_every_answer_is_explained() -> None:
    """docs/platforms.md begins with what its words mean."""
    assert set(MEANING) == set(Reach)
    assert {bill.reach for bill in BILLS.values()} == set(Reach)


@pytest.mark.parametrize(
    ("name", "path", "reach"),
    [
        ("aws:batch/computeEnvironment:ComputeEnvironment", "tags", Reach.NEVER),
        ("aws:batch/computeEnvironment:ComputeEnvironment", "computeResources.tags", Reach.PASSED_ON),
        ("submit-job", "propagateTags", Reach.SHARED),
        ("aws:ec2/launchTemplate:LaunchTemplate", "tags", Reach.NEVER),
        ("azure-native:batch:Pool", "metadata", Reach.NEVER),
        ("azure-native:batch:BatchAccount", "tags", Reach.BILLED),
        ("gcp:storage/bucket:Bucket", "labels", Reach.BILLED),
        ("pod", "metadata.labels", Reach.SHARED),
        ("job", "metadata.labels", Reach.NEVER),
        ("job", "spec.template.metadata.labels", Reach.SHARED),
    ],
)
def test_what_people_get_wrong(name: str, path: str, reach: Reach) -> None:
    """A label on the compute environment, the pool or the job looks as if it were on the bill."""
    assert BILLS[name, path].reach is reach


@pytest.mark.parametrize("platform", tuple(Platform))
def test_something_of_every_platform_reaches_the_bill(platform: Platform) -> None:
    """Otherwise labelling it would be for nothing."""
    assert {bill_of(row).reach for row in TABLE if row.platform is platform} - {Reach.NEVER}
