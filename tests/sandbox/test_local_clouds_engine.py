"""Through the real engine: a stack on the local Google and one on the local Azure, from up to destroy."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from sandbox.held import held
from sandbox.session import Sandbox

pytestmark = pytest.mark.engine

GOOGLE = """
import pulumi, pulumi_gcp as gcp
config = pulumi.Config()
labels = {"team": config.get("team") or "a"}
me = gcp.organizations.get_client_config()
network = gcp.compute.Network("net", auto_create_subnetworks=False)
subnet = gcp.compute.Subnetwork("sub", network=network.id, ip_cidr_range=config.get("range") or "10.0.0.0/24")
account = gcp.serviceaccount.Account("runner")
bucket = gcp.storage.Bucket("work", location=me.region, labels=labels)
gcp.storage.BucketIAMMember("use", bucket=bucket.name, role="roles/storage.objectUser", member=account.member)
gcp.projects.IAMMember("logs", project=me.project, role="roles/logging.logWriter", member=account.member)
router = gcp.compute.Router("router", network=network.id)
gcp.compute.RouterNat("nat", router=router.name, nat_ip_allocate_option="AUTO_ONLY",
    source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES")
gcp.compute.Firewall("ssh", network=network.id, allows=[{"protocol": "tcp", "ports": ["22"]}], source_tags=["a", "b"])
gcp.compute.InstanceTemplate("template", machine_type="e2-small", labels=labels,
    disks=[{"source_image": "debian-cloud/debian-12", "labels": labels}],
    network_interfaces=[{"subnetwork": subnet.id}],
    service_account={"email": account.email, "scopes": ["cloud-platform"]})
disk = gcp.compute.Disk("data", size=20, labels=labels)
address = gcp.compute.Address("ip", labels=labels)
gcp.compute.Instance("machine", name="machine", machine_type="e2-small", labels=labels,
    boot_disk={"initialize_params": {"image": "debian-cloud/debian-12", "labels": labels}},
    hostname=config.get("hostname"), attached_disks=[{"source": disk.id}],
    network_interfaces=[{"subnetwork": subnet.id, "access_configs": [{"nat_ip": address.address}]}])
gcp.filestore.Instance("files", tier="BASIC_HDD", location="europe-west1-b", labels=labels,
    file_shares={"name": "share", "capacity_gb": 1024}, networks=[{"network": network.name, "modes": ["MODE_IPV4"]}])
gcp.artifactregistry.Repository("images", repository_id="images", format="DOCKER", labels=labels)
pulumi.export("bucket", bucket.url)
"""

AZURE = """
import pulumi, pulumi_azure_native as azure
config = pulumi.Config()
tags = {"team": config.get("team") or "a"}
me = azure.authorization.get_client_config()
group = azure.resources.ResourceGroup("group", tags=tags)
where = {"resource_group_name": group.name}
storage = azure.storage.StorageAccount("work", kind="StorageV2", sku={"name": "Standard_LRS"}, tags=tags, **where)
azure.storage.BlobContainer("jobs", account_name=storage.name, **where)
identity = azure.managedidentity.UserAssignedIdentity("runner", tags=tags, **where)
azure.authorization.RoleAssignment("use", scope=storage.id, principal_id=identity.principal_id,
    principal_type="ServicePrincipal", role_definition_id=f"/subscriptions/{me.subscription_id}"
    "/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe")
space = {"address_prefixes": ["10.0.0.0/16"]}
network = azure.network.VirtualNetwork("network", address_space=space, tags=tags, **where)
guard = azure.network.NetworkSecurityGroup("guard", tags=tags, **where)
public = azure.network.PublicIPAddress("public", sku={"name": config.get("sku") or "Standard"},
    public_ip_allocation_method="Static", tags=tags, **where)
nat = azure.network.NatGateway("nat", sku={"name": "Standard"}, tags=tags, **where)
subnet = azure.network.Subnet("subnet", virtual_network_name=network.name, address_prefix="10.0.1.0/24",
    network_security_group={"id": guard.id}, nat_gateway={"id": nat.id}, **where)
card = azure.network.NetworkInterface("card", tags=tags, ip_configurations=[
    {"name": "main", "subnet": {"id": subnet.id}, "public_ip_address": {"id": public.id}}], **where)
azure.compute.VirtualMachine("machine", hardware_profile={"vm_size": "Standard_B2s"}, tags=tags,
    network_profile={"network_interfaces": [{"id": card.id}]}, **where)
azure.compute.Disk("data", creation_data={"create_option": "Empty"}, disk_size_gb=16, tags=tags, **where)
azure.keyvault.Vault("vault", tags=tags, properties={
    "tenant_id": me.tenant_id, "sku": {"family": "A", "name": "standard"}, "access_policies": []}, **where)
azure.operationalinsights.Workspace("logs", tags=tags, **where)
account = azure.batch.BatchAccount("batch", auto_storage={"storage_account_id": storage.id}, tags=tags, **where)
azure.batch.Application("tool", account_name=account.name, **where)
azure.batch.Pool("pool", account_name=account.name, vm_size="STANDARD_D2S_V3", tags=tags,
    metadata=[{"name": key, "value": value} for key, value in tags.items()],
    opts=pulumi.ResourceOptions(replace_on_changes=["metadata"], delete_before_replace=True), **where)
pulumi.export("endpoint", account.account_endpoint)
"""


class Project:
    """A scratch project in a sandbox of its own."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder, self.sandbox = folder, sandbox
        folder.mkdir()
        (folder / "Pulumi.yaml").write_text("name: clouds\nruntime: python\n")

    def begin(self, program: str, config: dict[str, str]) -> None:
        """Make the stack."""
        (self.folder / "__main__.py").write_text(program)
        self.run("stack", "init", "dev")
        for key, value in config.items():
            self.run("config", "set", key, value)

    def run(self, *arguments: str) -> str:
        """Run pulumi, which must end well, and return what it says."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],  # noqa: S607 - found on the sandbox's own PATH
            cwd=self.folder,
            env=self.sandbox.full_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def steps(self) -> dict[str, str]:
        """What an update would do, by resource name; `same` left out."""
        steps = json.loads(self.run("preview", "--json"))["steps"]
        return {step["urn"].rsplit("::", 1)[1]: step["op"] for step in steps if step["op"] != "same"}

    def up(self, *arguments: str) -> None:
        """Run `pulumi up`."""
        self.run("up", "--yes", "--skip-preview", *arguments)

    def teams(self) -> dict[str, set[str | None]]:
        """The values of the label `team` by type, read from the cloud."""
        found: dict[str, set[str | None]] = {}
        for each in held(self.sandbox.directory):
            if each.labels:
                found.setdefault(each.type, set()).add(dict(each.labels).get("team"))
        return found


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project; its sandbox ends with the test."""
    sandbox = Sandbox(tmp_path / "state")
    sandbox.start()
    yield Project(tmp_path / "program", sandbox)
    sandbox.reset()


def test_a_google_stack_lives_from_up_to_destroy(project: Project) -> None:
    """Up creates; again, nothing; a label changes in place and replaces a template; a hostname replaces a machine."""
    project.begin(GOOGLE, {"gcp:project": "proj", "gcp:region": "europe-west1", "gcp:zone": "europe-west1-b"})
    project.up()
    project.up("--expect-no-changes")
    project.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    labelled = project.teams()
    assert {"gcp:storage/bucket:Bucket", "gcp:compute/instanceTemplate:InstanceTemplate"} < labelled.keys()
    assert set(chain(*labelled.values())) == {"a"}

    project.run("config", "set", "team", "b")
    changed = project.steps()
    assert {changed[name] for name in ("work", "machine", "files", "images", "data", "ip")} == {"update"}
    assert "replace" in changed["template"]
    project.up()
    assert set(chain(*project.teams().values())) == {"b"}

    project.run("config", "set", "hostname", "a.example.com")
    assert "replace" in project.steps()["machine"]
    project.up()
    project.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    project.run("destroy", "--yes", "--skip-preview")
    assert held(project.sandbox.directory) == []


def test_an_azure_stack_lives_from_up_to_destroy(project: Project) -> None:
    """Up creates; again, nothing; a tag is changed in place; pool metadata and an address's SKU replace."""
    project.begin(AZURE, {"azure-native:location": "westeurope"})
    project.up()
    project.up("--expect-no-changes")
    project.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    labelled = project.teams()
    assert {"azure-native:batch:Pool", "azure-native:keyvault:Vault"} < labelled.keys()
    assert set(chain(*labelled.values())) == {"a"}

    project.run("config", "set", "team", "b")
    changed = project.steps()
    names = ("group", "work", "runner", "network", "guard", "public", "nat", "card", "machine", "data", "vault", "logs")
    assert {changed[name] for name in (*names, "batch")} == {"update"}
    assert "replace" in changed["pool"]
    project.up()
    assert set(chain(*project.teams().values())) == {"b"}

    project.run("config", "set", "sku", "Basic")
    assert "replace" in project.steps()["public"]
    project.up()
    project.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    project.run("destroy", "--yes", "--skip-preview")
    assert held(project.sandbox.directory) == []
