"""Who acts on a Google environment's machines: a service account with its roles. Neither has labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_gcp as gcp

from labelwright.emit.google_identity import short_id

from .google_home import Home
from .site import Site

_LONGEST = 30  # https://cloud.google.com/iam/docs/service-accounts-create
_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Account:
    """The service account of runs. `ready`: the rights that must stand before a machine may start with it."""

    email: pulumi.Output[str]
    ready: tuple[pulumi.Resource, ...]

    @property
    def member(self) -> pulumi.Output[str]:
        """The account as IAM calls it."""
        return pulumi.Output.concat("serviceAccount:", self.email)


def build_account(
    site: Site[Any, Any],
    home: Home,
    roles: Sequence[str],
    *,
    acts_for_itself: bool = False,
    conditions: Mapping[str, pulumi.Input[str]] | None = None,
) -> Account:
    """The account that was given, whose rights are its owner's business, or one that is made, with `roles`.

    `acts_for_itself`: whether it starts machines that run as itself. `conditions`: role -> on which resources it holds.
    """
    given = site.args.get("service_account")
    if given is not None:
        return Account(pulumi.Output.from_input(given), ())
    account = gcp.serviceaccount.Account(
        site.named("runner"),
        project=home.project,
        account_id=account_id(site.name, site.stack),
        display_name=f"Runs of compute environment {site.name}",
        opts=site.child(),
    )
    made = Account(account.email, ())
    ready: list[pulumi.Resource] = [_member(site, home, made, role) for role in roles]
    ready += [_member(site, home, made, role, expression) for role, expression in (conditions or {}).items()]
    if acts_for_itself:
        ready.append(
            gcp.serviceaccount.IAMMember(
                site.named("runner-service-account-user"),
                service_account_id=account.name,
                role="roles/iam.serviceAccountUser",
                member=made.member,
                opts=site.child(),
            )
        )
    return Account(account.email, tuple(ready))


def account_id(name: str, stack: str) -> str:
    """The account's id, for which Google has room for 30 characters: an end of its own tells it from all others.

    >>> account_id("genomics", "labelwright/dev")
    'genomics-9b1e2c3d'
    """
    return f"{name[: _LONGEST - _DIGEST - 1].rstrip('-')}-{short_id(stack, name)[:_DIGEST]}"


def _member(
    site: Site[Any, Any], home: Home, account: Account, role: str, expression: pulumi.Input[str] | None = None
) -> gcp.projects.IAMMember:
    """A role of the account in the project."""
    condition = None
    if expression is not None:
        condition = gcp.projects.IAMMemberConditionArgs(title=f"{site.name} only", expression=expression)
    part = role.removeprefix("roles/").replace(".", "-").lower()
    return gcp.projects.IAMMember(
        site.named(f"runner-{part}"),
        project=home.project,
        role=role,
        member=account.member,
        condition=condition,
        opts=site.child(),
    )
