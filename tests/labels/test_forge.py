"""What a component asks for: the labels that its environment is forged with, refused or rendered."""

from collections.abc import Mapping

import pulumi
import pytest

from labelwright import program
from labelwright.model import Label, LabelSet
from labelwright.scopes import Layer
from labelwright.settings import Settings
from labelwright.vocabulary import LabelRule, Platform, Scope

Own = Mapping[str, str | None]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack whose workspace says `Team: Lab`, under the native rule."""
    found = Settings(
        organization=Layer(scope=Scope.ORGANIZATION),
        workspace=Layer(scope=Scope.WORKSPACE, labels=LabelSet.of({"Team": "Lab"})),
        team=Layer(scope=Scope.TEAM),
        rule=LabelRule.NATIVE,
    )
    monkeypatch.setattr(program, "read_settings", lambda: found)


@pytest.mark.usefixtures("settings")
def test_google_forges_in_lower_case() -> None:
    """With a note on each label that was declared otherwise."""
    rendered = program.forge_labels("ce1", {"env": "dev"}, Platform.GOOGLE_BATCH)
    assert rendered.labels == {"env": "dev", "team": "lab"}
    assert [*rendered.notes] == ["Team"]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("platform", [Platform.GOOGLE_BATCH, Platform.GOOGLE_CLOUD, Platform.AWS_BATCH])
def test_keys_of_two_scopes_that_the_cloud_would_make_one_are_refused(platform: Platform) -> None:
    """Both are named: rendering merges nothing that nobody then judges."""
    with pytest.raises(pulumi.RunError, match=r"found 1 problem:\n.*'Team' and 'team'; rule 2\.3\.2"):
        program.forge_labels("ce1", {"team": "other"}, platform)


def test_what_is_steady_lacks_the_volatile_and_its_annotation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long value stands whole in an annotation, which a pod template must not have either."""
    labels = LabelSet(
        labels=(Label(key="commit", value="c" * 64, volatile=True), Label(key="note", value="n" * 64)),
    )
    found = Settings(
        organization=Layer(scope=Scope.ORGANIZATION),
        workspace=Layer(scope=Scope.WORKSPACE, labels=labels),
        team=Layer(scope=Scope.TEAM),
        rule=LabelRule.NATIVE,
    )
    monkeypatch.setattr(program, "read_settings", lambda: found)
    forged = program.forge_labels("ce1", {}, Platform.KUBERNETES)
    assert {*forged.labels} == {*forged.annotations} == {"commit", "note"}
    assert [*forged.steady.labels] == [*forged.steady.annotations] == ["note"]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("count", "fits"), [(62, True), (63, False)])
def test_one_label_of_64_is_kept_for_pulumis_provider(count: int, *, fits: bool) -> None:
    """It writes `goog-pulumi-provisioned`, which counts; with the workspace's that makes 64."""
    own: Own = {f"key{number:02}": "value" for number in range(count)}
    if fits:
        assert len(program.forge_labels("ce1", own, Platform.GOOGLE_CLOUD).labels) == 63
    else:
        with pytest.raises(pulumi.RunError, match="goog-pulumi-provisioned"):
            program.forge_labels("ce1", own, Platform.GOOGLE_CLOUD)
