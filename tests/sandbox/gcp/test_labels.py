"""The Google provider: what labels it takes, adds and leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.providers.wire import UNKNOWN, Secret
from tests.sandbox.gcp.resources import (
    BUCKET,
    DISK,
    INSTANCE,
    PLACE,
    PROVISIONED,
    TEMPLATE,
    kept,
    labels_of,
    machine,
    template,
)
from tests.sandbox.provider_harness import Engine, Open


@pytest.mark.parametrize(
    ("token", "inputs", "path"),
    [
        (BUCKET, {"location": "EU", "lables": {"k": "v"}}, "it.lables"),
        (BUCKET, {"name": "b"}, "it.location"),
        (BUCKET, {"location": "EU", "labels": {"k": 1}}, "it.labels.k"),
        (BUCKET, {"location": "EU", "labels": {"Team": "a"}}, "it.labels.Team"),
        (BUCKET, {"location": "EU", "labels": {"1a": "a"}}, 'it.labels["1a"]'),
        (BUCKET, {"location": "EU", "labels": {"team": "A"}}, "it.labels.team"),
        (BUCKET, {"location": "EU", "labels": {"team": "a.b"}}, "it.labels.team"),
        (BUCKET, {"location": "EU", "labels": {"k": "v" * 64}}, "it.labels.k"),
        (BUCKET, {"location": "EU", "labels": {"k" * 64: "v"}}, f"it.labels.{'k' * 64}"),
        (BUCKET, {"location": "EU", "labels": {f"k{number}": "v" for number in range(64)}}, "it.labels"),
        (DISK, {"labels": {"k": "á" * 64}}, "it.labels.k"),
        (INSTANCE, machine(bootDisk={"initializeParam": {}}), "it.bootDisk.initializeParam"),
        (
            INSTANCE,
            machine(bootDisk={"initializeParams": {"labels": {"K": "v"}}}),
            "it.bootDisk.initializeParams.labels.K",
        ),
        (TEMPLATE, {**template(), "disks": [{"labels": {"K": "v"}}]}, "it.disks[0].labels.K"),
        (
            "gcp:filestore/instance:Instance",
            {"tier": "t", "networks": [{"network": "n"}], "fileShares": {"name": "s"}},
            "it.networks[0].modes",
        ),
    ],
)
def test_what_google_would_refuse_is_refused(engine: Engine, token: str, inputs: dict[str, Any], path: str) -> None:
    """Unknown, missing and wrong properties at every depth, and labels that are none."""
    assert any(failure.endswith(f"'{path}'.") for failure in engine.failures(token, inputs))


@pytest.mark.parametrize(
    "labels",
    [
        {"k" * 63: "v" * 63, "e": "", "a-_9": "9-_a"},
        {f"k{number}": "v" for number in range(63)},
        {"équipe": "数据", "名": "a"},
        {"team": UNKNOWN},
        UNKNOWN,
    ],
)
def test_labels_on_the_limit_are_taken(engine: Engine, labels: Any) -> None:
    """63 characters, any letter without case, and 64 labels with the one that pulumi-gcp adds."""
    assert engine.failures(BUCKET, {"location": "EU", "labels": labels}) == []


def test_a_property_that_is_no_label_is_not_judged_as_one(engine: Engine) -> None:
    """What a notification channel calls labels are its settings."""
    channel: dict[str, Any] = {"type": "email", "labels": {"Email_Address": "A@b.c"}}
    assert engine.failures("gcp:monitoring/notificationChannel:NotificationChannel", channel) == []


def test_labels_of_the_provider_are_added_and_told_apart(opened: Open) -> None:
    """`labels` is the program's, `pulumiLabels` what Pulumi sets, `effectiveLabels` all that there is."""
    engine = opened({**PLACE, "defaultLabels": json.dumps({"owner": "me", "team": "x"})})
    held = engine.create(BUCKET, "b", {"location": "EU", "labels": {"team": "a"}})
    assert labels_of(held) == {"team": "a"}
    assert labels_of(held, "pulumiLabels") == {"team": "a", "owner": "me", **PROVISIONED}
    assert labels_of(held, "effectiveLabels") == {"team": "a", "owner": "me", **PROVISIONED}


def test_default_labels_are_judged_on_every_resource(opened: Open) -> None:
    """Google refuses them there."""
    engine = opened({**PLACE, "defaultLabels": json.dumps({"Owner": "me"})})
    (failure,) = engine.failures(BUCKET, {"location": "EU"})
    assert failure.endswith("'it.labels.Owner'.")


def test_the_attribution_label_is_added_on_creation_only(opened: Open) -> None:
    """As pulumi-gcp does by default: what was made without it stays without it."""
    off = opened({**PLACE, "addPulumiAttributionLabel": "false"})
    held = off.create(BUCKET, "b", {"location": "EU"})
    assert labels_of(held, "effectiveLabels") == {}
    on = opened(PLACE)
    assert on.diff(held, {"location": "EU"}) == {}
    always = opened({**PLACE, "pulumiAttributionLabelAdditionStrategy": "PROACTIVE"})
    assert always.diff(held, {"location": "EU"})["effectiveLabels.goog-pulumi-provisioned"] == "ADD"


def test_a_new_default_label_is_a_change_of_every_resource(engine: Engine, opened: Open) -> None:
    """Though no input of the resource changed."""
    held = engine.create(BUCKET, "b", {"location": "EU"})
    other = opened({**PLACE, "defaultLabels": json.dumps({"owner": "me"})})
    assert other.diff(held, {"location": "EU"}) == {"effectiveLabels.owner": "ADD", "pulumiLabels.owner": "ADD"}
    other.update(held, {"location": "EU"})
    assert labels_of(held, "effectiveLabels") == {"owner": "me", **PROVISIONED}


def test_a_label_put_on_by_somebody_else_stays(engine: Engine, state: Path) -> None:
    """It is in `effectiveLabels` and no drift; one of the program's that was changed by hand is drift."""
    held = engine.create(BUCKET, "b", {"location": "EU", "labels": {"team": "a"}})
    document = json.loads(kept(state, held).read_text())
    document["properties"]["effectiveLabels"]["billed-to"] = "x"
    kept(state, held).write_text(json.dumps(document))
    _, held.outputs, inputs = engine.read(held)
    assert inputs == held.inputs
    assert labels_of(held, "effectiveLabels") == {"team": "a", "billed-to": "x", **PROVISIONED}
    engine.update(held, {"location": "EU", "labels": {"team": "b"}})
    assert labels_of(held, "effectiveLabels") == {"team": "b", "billed-to": "x", **PROVISIONED}
    document["properties"]["effectiveLabels"]["team"] = "by hand"
    kept(state, held).write_text(json.dumps(document))
    assert engine.read(held)[2]["labels"] == {"team": "by hand"}


def test_a_label_that_the_program_drops_goes(engine: Engine) -> None:
    """From the cloud as well."""
    held = engine.create(BUCKET, "b", {"location": "EU", "labels": {"team": "a", "run": "r"}})
    engine.update(held, {"location": "EU", "labels": {"team": "a"}})
    assert labels_of(held, "effectiveLabels") == {"team": "a", **PROVISIONED}
    engine.update(held, {"location": "EU"})
    assert labels_of(held, "effectiveLabels") == PROVISIONED


def test_labels_and_project_are_known_in_a_preview(engine: Engine, state: Path) -> None:
    """What only Google can tell is unknown, and nothing is made."""
    foreseen = engine.preview(BUCKET, "b", {"location": "EU", "labels": {"team": "a"}})
    assert foreseen["effectiveLabels"] == {"team": "a", **PROVISIONED}
    assert (foreseen["project"], foreseen["selfLink"]) == ("proj", UNKNOWN)
    assert engine.preview(BUCKET, "b", {"location": "EU", "labels": {"team": UNKNOWN}})["effectiveLabels"] is UNKNOWN
    assert not list(state.rglob("*.json"))


def test_a_secret_label_is_judged_and_stays_secret(engine: Engine) -> None:
    """In the state too."""
    assert engine.failures(BUCKET, {"location": "EU", "labels": {"a": Secret("B")}})
    held = engine.create(BUCKET, "b", {"location": "EU", "labels": {"a": Secret("b")}})
    assert isinstance(held.outputs["labels"], Secret)
