"""What resources are to carry: as declared, and as each cloud takes it that takes it otherwise."""

from labelwright.model import Label, LabelSet
from labelwright.scopes import Layer
from labelwright.settings import Settings
from labelwright.settings.injections import injections_of
from labelwright.vocabulary import LabelRule, Scope


def settings(*labels: Label, rule: LabelRule = LabelRule.PORTABLE) -> Settings:
    """A stack whose workspace has these labels."""
    workspace = Layer(scope=Scope.WORKSPACE, labels=LabelSet(labels=labels))
    organization, team = Layer(scope=Scope.ORGANIZATION), Layer(scope=Scope.TEAM)
    return Settings(organization=organization, workspace=workspace, team=team, rule=rule)


def test_google_gets_lower_case_and_the_lock_with_it() -> None:
    """A locked key is locked under the name that is sent, or a resource's own label would win there."""
    stack = injections_of(settings(Label(key="Team", value="Lab", locked=True), Label(key="env", value="dev"))).stack
    assert (stack.labels, stack.locked) == ({"Team": "Lab", "env": "dev"}, {"Team"})
    google = stack.of_type("gcp:storage/bucket:Bucket")
    assert (google.labels, google.locked) == ({"team": "lab", "env": "dev"}, {"team"})
    assert stack.of_type("aws:sqs/queue:Queue") is stack


def test_keys_that_collide_on_google_are_not_merged() -> None:
    """They reach policies and cloud as they were declared, and are refused there; merged, one would be lost."""
    labels = (Label(key="Team", value="a"), Label(key="team", value="b"))
    stack = injections_of(settings(*labels, rule=LabelRule.NATIVE)).stack
    assert stack.of_type("gcp:storage/bucket:Bucket").labels == {"Team": "a", "team": "b"}
