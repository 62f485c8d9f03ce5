"""IAM: roles, their policies, instance profiles and service-linked roles.

Rules: hashicorp/terraform-provider-aws `internal/service/iam/*.go` (ForceNew, names, importers).
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import unquote

from sandbox.providers.aws.base import AwsResource, all_tags, name_of
from sandbox.providers.aws.cloud import text
from sandbox.providers.aws.convert import section, tag_list
from sandbox.providers.naming import NameRule
from sandbox.providers.resource import ProviderError
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value


class IamResource(AwsResource):
    """What the IAM types share: one client, paths, tags as lists."""

    service = "iam"


class Role(IamResource):
    """A role; its id is its name."""

    token = "aws:iam/role:Role"  # noqa: S105
    naming = NameRule(longest=64)
    defaults: ClassVar[Mapping[str, Value]] = {"path": "/", "forceDetachPolicies": False, "maxSessionDuration": 3600}
    names: ClassVar[Mapping[str, str]] = {
        "name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument", "uniqueId": "RoleId",
    }  # fmt: skip
    force_new = frozenset({"name", "namePrefix", "path"})
    sets = frozenset({"managedPolicyArns", "inlinePolicies"})
    documents = frozenset({"assumeRolePolicy"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the trust policy's form, and the path's."""
        found = policy_problems("assumeRolePolicy", inputs.get("assumeRolePolicy"))
        path = inputs.get("path")
        if isinstance(path, str) and not (path.startswith("/") and path.endswith("/")):
            found.append(Problem("path", f'"path" must begin and end with a slash (got "{path}")'))
        return found

    def _create(self, inputs: Properties, token: str | None) -> str:
        named = {**inputs, "name": name_of(inputs)}
        after = {"forceDetachPolicies", "inlinePolicies", "managedPolicyArns"}
        request = self.request("CreateRole", named, names=self.names, elsewhere=after)
        return self.client.create_role(**request, Tags=tag_list(all_tags(inputs)))["Role"]["RoleName"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        self._attach(identity, [], _texts(inputs.get("managedPolicyArns")))
        self._inline(identity, {}, _inline_policies(inputs))

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        return self.client.get_role(RoleName=identity)["Role"]

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        attached = self.client.list_attached_role_policies(RoleName=identity)["AttachedPolicies"]
        inline = self.client.list_role_policies(RoleName=identity)["PolicyNames"]
        get = self.client.get_role_policy
        policies: list[Value] = [
            {"name": name, "policy": document(get(RoleName=identity, PolicyName=name)["PolicyDocument"])}
            for name in inline
        ]
        boundary = section(found, "PermissionsBoundary").get("PermissionsBoundaryArn")
        return {
            "assumeRolePolicy": document(found["AssumeRolePolicyDocument"]),
            "managedPolicyArns": sorted(policy["PolicyArn"] for policy in attached),
            "inlinePolicies": policies,
            **({"permissionsBoundary": boundary} if boundary else {}),
        }

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        if "assumeRolePolicy" in changed:
            self.client.update_assume_role_policy(RoleName=identity, PolicyDocument=new["assumeRolePolicy"])
        if changed & {"description", "maxSessionDuration"}:
            duration = new.get("maxSessionDuration", 3600)
            self.client.update_role(
                RoleName=identity, Description=text(new.get("description")), MaxSessionDuration=duration
            )
        if "permissionsBoundary" in changed and new.get("permissionsBoundary"):
            self.client.put_role_permissions_boundary(RoleName=identity, PermissionsBoundary=new["permissionsBoundary"])
        elif "permissionsBoundary" in changed:
            self.client.delete_role_permissions_boundary(RoleName=identity)
        if "managedPolicyArns" in changed:
            self._attach(identity, _texts(old.get("managedPolicyArns")), _texts(new.get("managedPolicyArns")))
        if "inlinePolicies" in changed:
            self._inline(identity, _inline_policies(old), _inline_policies(new))
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        for profile in self.client.list_instance_profiles_for_role(RoleName=identity)["InstanceProfiles"]:
            self.client.remove_role_from_instance_profile(
                InstanceProfileName=profile["InstanceProfileName"], RoleName=identity
            )
        is_own = state.get("forceDetachPolicies") is True
        arns, names = _texts(state.get("managedPolicyArns")), list(_inline_policies(state))
        if is_own:
            attached = self.client.list_attached_role_policies(RoleName=identity)["AttachedPolicies"]
            arns = [policy["PolicyArn"] for policy in attached]
            names = self.client.list_role_policies(RoleName=identity)["PolicyNames"]
        self._attach(identity, arns, [])
        self._inline(identity, dict.fromkeys(names, ""), {})
        self.client.delete_role(RoleName=identity)

    def _attach(self, role: str, before: list[str], after: list[str]) -> None:
        attached = {p["PolicyArn"] for p in self.client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]}
        for arn in sorted(attached & (set(before) - set(after))):
            self.client.detach_role_policy(RoleName=role, PolicyArn=arn)
        for arn in sorted(set(after) - attached):
            self.client.attach_role_policy(RoleName=role, PolicyArn=arn)

    def _inline(self, role: str, before: dict[str, str], after: dict[str, str]) -> None:
        present = set(self.client.list_role_policies(RoleName=role)["PolicyNames"]) if before else set[str]()
        for name in sorted(present & (before.keys() - after.keys())):
            self.client.delete_role_policy(RoleName=role, PolicyName=name)
        for name, policy in after.items():
            if before.get(name) != policy:
                self.client.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=policy)

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_role(RoleName=identity, Tags=tag_list(tags))

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_role(RoleName=identity, TagKeys=keys)


class RolePolicy(IamResource):
    """A policy inside a role; its id is `role:name`."""

    token = "aws:iam/rolePolicy:RolePolicy"  # noqa: S105
    naming = NameRule(longest=128)
    force_new = frozenset({"name", "namePrefix", "role"})
    documents = frozenset({"policy"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the policy's form."""
        return policy_problems("policy", inputs.get("policy"))

    def _create(self, inputs: Properties, token: str | None) -> str:
        identity = f"{text(inputs['role'])}:{name_of(inputs)}"
        self._put(identity, inputs)
        return identity

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        role, name = identity.split(":", 1)
        return self.client.get_role_policy(RoleName=role, PolicyName=name)

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        role, name = identity.split(":", 1)
        return {"role": role, "name": name, "policy": document(found["PolicyDocument"])}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        self._put(identity, new)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        role, name = identity.split(":", 1)
        self.client.delete_role_policy(RoleName=role, PolicyName=name)

    def _put(self, identity: str, inputs: Properties) -> None:
        role, name = identity.split(":", 1)
        self.client.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text(inputs["policy"]))


class RolePolicyAttachment(IamResource):
    """A managed policy on a role; its id is `role/policy ARN`."""

    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"  # noqa: S105
    naming = None
    force_new = frozenset({"role", "policyArn"})

    def _create(self, inputs: Properties, token: str | None) -> str:
        role, arn = text(inputs["role"]), text(inputs["policyArn"])
        self.client.attach_role_policy(RoleName=role, PolicyArn=arn)
        return f"{role}/{arn}"

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        role, arn = identity.split("/", 1)
        attached = self.client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        return next((policy for policy in attached if policy["PolicyArn"] == arn), None)

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"role": identity.split("/", 1)[0]}

    def _delete(self, identity: str, state: Properties) -> None:
        role, arn = identity.split("/", 1)
        self.client.detach_role_policy(RoleName=role, PolicyArn=arn)


class Policy(IamResource):
    """A managed policy of one's own; its id is its ARN."""

    token = "aws:iam/policy:Policy"  # noqa: S105
    naming = NameRule(longest=128)
    defaults: ClassVar[Mapping[str, Value]] = {"path": "/"}
    names: ClassVar[Mapping[str, str]] = {"name": "PolicyName", "policy": "PolicyDocument"}
    force_new = frozenset({"name", "namePrefix", "path", "description"})
    documents = frozenset({"policy"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the policy's form."""
        return policy_problems("policy", inputs.get("policy"))

    def _create(self, inputs: Properties, token: str | None) -> str:
        named = {**inputs, "name": name_of(inputs)}
        request = self.request("CreatePolicy", named, names=self.names, elsewhere={"delayAfterPolicyCreationInMs"})
        return self.client.create_policy(**request, Tags=tag_list(all_tags(inputs)))["Policy"]["Arn"]

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        return self.client.get_policy(PolicyArn=identity)["Policy"]

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        version = self.client.get_policy_version(PolicyArn=identity, VersionId=found["DefaultVersionId"])
        return {"policy": document(version["PolicyVersion"]["Document"])}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        if "policy" in changed:
            self._drop_oldest_version(identity)
            self.client.create_policy_version(PolicyArn=identity, PolicyDocument=new["policy"], SetAsDefault=True)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        for version in self._other_versions(identity):
            self.client.delete_policy_version(PolicyArn=identity, VersionId=version)
        self.client.delete_policy(PolicyArn=identity)

    def _drop_oldest_version(self, identity: str) -> None:
        """Make room: a policy has five versions at most."""
        versions = self._other_versions(identity)
        if len(versions) >= 4:  # noqa: PLR2004  # the default one is the fifth
            self.client.delete_policy_version(PolicyArn=identity, VersionId=versions[-1])

    def _other_versions(self, identity: str) -> list[str]:
        versions = self.client.list_policy_versions(PolicyArn=identity)["Versions"]
        others = [version["VersionId"] for version in versions if not version["IsDefaultVersion"]]
        return sorted(others, key=lambda version: int(version[1:]), reverse=True)

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_policy(PolicyArn=identity, Tags=tag_list(tags))

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_policy(PolicyArn=identity, TagKeys=keys)


class InstanceProfile(IamResource):
    """What gives an instance its role; its id is its name."""

    token = "aws:iam/instanceProfile:InstanceProfile"  # noqa: S105
    naming = NameRule(longest=128)
    defaults: ClassVar[Mapping[str, Value]] = {"path": "/"}
    names: ClassVar[Mapping[str, str]] = {"name": "InstanceProfileName", "uniqueId": "InstanceProfileId"}
    force_new = frozenset({"name", "namePrefix", "path"})

    def _create(self, inputs: Properties, token: str | None) -> str:
        named = {**inputs, "name": name_of(inputs)}
        request = self.request("CreateInstanceProfile", named, names=self.names, elsewhere={"role"})
        made = self.client.create_instance_profile(**request, Tags=tag_list(all_tags(inputs)))
        return made["InstanceProfile"]["InstanceProfileName"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        if inputs.get("role"):
            self.client.add_role_to_instance_profile(InstanceProfileName=identity, RoleName=inputs["role"])

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        return self.client.get_instance_profile(InstanceProfileName=identity)["InstanceProfile"]

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"role": found["Roles"][0]["RoleName"]} if found["Roles"] else {}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        self._empty(identity)
        self._finish(identity, new)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self._empty(identity)
        self.client.delete_instance_profile(InstanceProfileName=identity)

    def _empty(self, identity: str) -> None:
        for role in (self._describe(identity) or {})["Roles"]:
            self.client.remove_role_from_instance_profile(InstanceProfileName=identity, RoleName=role["RoleName"])

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_instance_profile(InstanceProfileName=identity, Tags=tag_list(tags))

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_instance_profile(InstanceProfileName=identity, TagKeys=keys)


class ServiceLinkedRole(IamResource):
    """The role that an AWS service makes for itself; its id is its ARN."""

    token = "aws:iam/serviceLinkedRole:ServiceLinkedRole"  # noqa: S105
    naming = None
    names: ClassVar[Mapping[str, str]] = {"name": "RoleName", "uniqueId": "RoleId"}
    force_new = frozenset({"awsServiceName", "customSuffix"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the service's name."""
        name = inputs.get("awsServiceName")
        if isinstance(name, str) and not name.endswith((".amazonaws.com", ".amazonaws.com.cn")):
            return [Problem("awsServiceName", f'must be a service such as "batch.amazonaws.com" (got "{name}")')]
        return []

    def _create(self, inputs: Properties, token: str | None) -> str:
        request = self.request("CreateServiceLinkedRole", inputs)
        return self.client.create_service_linked_role(**request)["Role"]["Arn"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        if all_tags(inputs):
            self._tag(identity, inputs, all_tags(inputs))

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        return self.client.get_role(RoleName=_role_of(identity))["Role"]

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"awsServiceName": identity.split("/")[-2]}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        self.client.update_role(RoleName=_role_of(identity), Description=text(new.get("description")))
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self._refuse_while_in_use(identity)
        self.client.delete_service_linked_role(RoleName=_role_of(identity))

    def _refuse_while_in_use(self, identity: str) -> None:
        """Refuse, as AWS does and moto does not, while the service still acts with the role."""
        environments = self.cloud.client("batch").describe_compute_environments()["computeEnvironments"]
        users = [one["computeEnvironmentName"] for one in environments if one.get("serviceRole") == identity]
        if users:
            raise ProviderError(f"deleting IAM Service Linked Role ({identity}): in use by {', '.join(users)}")

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_role(RoleName=_role_of(identity), Tags=tag_list(tags))

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_role(RoleName=_role_of(identity), TagKeys=keys)


def policy_problems(name: str, value: Value) -> list[Problem]:
    """Check that a policy is a JSON object with statements, as IAM demands (MalformedPolicyDocument)."""
    if not isinstance(value, str):
        return []
    parsed: object = json.loads(value)
    if not isinstance(parsed, dict):
        return [Problem(name, f'"{name}" must be a JSON object with "Version" and "Statement"')]
    if "Statement" not in parsed:
        return [Problem(name, f'"{name}" contains an invalid policy: it has no "Statement"')]
    return []


def document(policy: object) -> str:
    """Write a policy as the API reports it (an object, or text that may be URL-encoded) as JSON text."""
    return unquote(policy) if isinstance(policy, str) else json.dumps(policy)


def _role_of(arn: str) -> str:
    return arn.rsplit("/", maxsplit=1)[-1]


def _texts(value: Value) -> list[str]:
    return [text(item) for item in value] if isinstance(value, list) else []


def _inline_policies(properties: Mapping[str, Value]) -> dict[str, str]:
    listed = properties.get("inlinePolicies")
    blocks = [block for block in listed if isinstance(block, dict)] if isinstance(listed, list) else []
    return {text(block.get("name")): text(block.get("policy")) for block in blocks if block.get("name")}
