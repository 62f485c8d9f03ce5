"""What `pulumi up` leaves of an environment on each platform, as a launcher reads it: small, and alike."""

from collections.abc import Mapping

from labelwright.emit import aws_batch, aws_cloud, azure_batch, azure_cloud, google_batch, google_cloud, kubernetes
from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.aws_cloud_record import AwsCloudRecord
from labelwright.emit.azure_batch_record import AzureBatchRecord
from labelwright.emit.azure_cloud_record import AzureCloudRecord
from labelwright.emit.google_batch_record import GoogleBatchRecord
from labelwright.emit.google_cloud_record import GoogleCloudRecord
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.emit.record import EnvironmentRecord
from labelwright.vocabulary import Platform

_STACK, _NAME, _REGION = "shop/prod", "genomics", "eu-west-1"
_ARN = f"arn:aws:batch:{_REGION}:123456789012"
_ROLE = "arn:aws:iam::123456789012:role/genomics"
_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/genomics"
_ACCOUNT = "genomics@shop.iam.gserviceaccount.com"

_BATCH_JOB = aws_batch.BatchJob(
    definition_name="genomics-head-job",
    queue_arn=f"{_ARN}:job-queue/genomics-head-queue",
    image="nextflow/nextflow:24.10.5",
    vcpus=1,
    memory=2048,
    execution_role_arn=_ROLE,
    job_role_arn=_ROLE,
    log_group="genomics-logs",
    region=_REGION,
    capability=aws_batch.Capability.EC2,
    revision=3,
)
_EC2 = aws_cloud.Machine(
    template_id="lt-0123456789abcdef0",
    template_version=3,
    image_id="ami-0123456789abcdef0",
    instance_type="m6i.large",
    subnet_id="subnet-1",
    security_group_ids=("sg-1",),
    assign_public_ip=True,
    instance_profile_arn="arn:aws:iam::123456789012:instance-profile/genomics",
    root_device="/dev/xvda",
    root_volume_gib=50,
    user_data="#cloud-config\n",
)
_GOOGLE_JOB = google_batch.BatchJob(
    image="nextflow/nextflow:24.10.5",
    vcpus=1,
    memory=2048,
    service_account=_ACCOUNT,
    bucket="genomics-work",
    network="projects/shop/global/networks/genomics",
    assign_public_ip=False,
    boot_disk_gib=50,
)
_GOOGLE_MACHINE = google_cloud.Machine(
    zone="europe-west1-b",
    machine_type="e2-standard-4",
    image="projects/cos-cloud/global/images/family/cos-stable",
    boot_disk_gib=50,
    boot_disk_type="pd-balanced",
    network="projects/shop/global/networks/genomics",
    assign_public_ip=True,
    service_account=_ACCOUNT,
    provisioning_model="STANDARD",
    metadata={"enable-oslogin": "TRUE"},
    on_host_maintenance="MIGRATE",
)
_AZURE_MACHINE = azure_cloud.Machine(
    group_id=_GROUP,
    location="westeurope",
    vm_size="Standard_D4s_v5",
    image="Canonical:ubuntu-24_04-lts:server:latest",
    subnet_id=f"{_GROUP}/providers/Microsoft.Network/virtualNetworks/main/subnets/runs",
    security_group_id=f"{_GROUP}/providers/Microsoft.Network/networkSecurityGroups/runs",
    assign_public_ip=True,
    identity_id=f"{_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/runs",
    admin_user="labelwright",
    ssh_public_key="ssh-ed25519 AAAA",
    disk_gib=64,
    disk_type="Premium_LRS",
    start="#cloud-config\n",
)
_TASK = azure_batch.TaskShape("nextflow/nextflow:24.10.5")
_POD = kubernetes.PodShape("nextflow/nextflow:24.10.5", 1, 2048, "genomics-runner", "genomics-workspace")


def records(labels: Mapping[str, str]) -> Mapping[Platform, EnvironmentRecord]:
    """An environment on each platform that was forged with `labels`."""
    return {
        Platform.AWS_BATCH: AwsBatchRecord(
            _NAME, _REGION, f"{_ARN}:compute-environment/genomics", labels, {"head": _BATCH_JOB}
        ),
        Platform.AWS_CLOUD: AwsCloudRecord(_STACK, _NAME, _REGION, labels, _EC2),
        Platform.GOOGLE_BATCH: GoogleBatchRecord(
            _NAME, _STACK, "shop", "europe-west1", labels, {"head": _GOOGLE_JOB, "work": _GOOGLE_JOB}
        ),
        Platform.GOOGLE_CLOUD: GoogleCloudRecord(
            environment=_NAME, stack=_STACK, project="shop", labels=labels, machine=_GOOGLE_MACHINE
        ),
        Platform.AZURE_BATCH: AzureBatchRecord(
            _NAME, "genomics.westeurope.batch.azure.com", "genomics-pool", labels, {"head": _TASK, "work": _TASK}
        ),
        Platform.AZURE_CLOUD: AzureCloudRecord(stack=_STACK, environment=_NAME, labels=labels, machine=_AZURE_MACHINE),
        Platform.KUBERNETES: KubernetesRecord(_NAME, _NAME, labels, {}, {"head": _POD, "work": _POD}),
    }
