"""Platform -> arguments that together build everything that it can build: what holds for all is tried on them."""

from collections.abc import Mapping
from typing import Any

from labelwright.environments.azure_forms import FORMS
from labelwright.vocabulary import Platform

CASES: Mapping[Platform, tuple[Mapping[str, Any], ...]] = {
    Platform.AWS_BATCH: (
        {"type": "SPOT", "efs": True, "fsx": True, "service_role": "create-linked"},
        {"type": "EC2", "service_role": "dedicated"},
        {"type": "FARGATE", "efs": True},
        {"type": "FARGATE_SPOT", "service_role": "create-linked"},
    ),
    Platform.AWS_CLOUD: ({"work_buckets": ["genomics-work"]},),
    Platform.GOOGLE_BATCH: (
        {"machine_type": "n2-standard-4", "create_instance_template": True, "provisioning_model": "SPOT"},
        {"service_account": "runner@labelwright-sandbox.iam.gserviceaccount.com", "instance_template": "work"},
    ),
    Platform.GOOGLE_CLOUD: ({},),
    Platform.AZURE_BATCH: ({}, {"allocation_mode": "UserSubscription", "key_vault_id": FORMS["key_vault_id"][1]}),
    Platform.AZURE_CLOUD: ({"machine": True},),
    Platform.KUBERNETES: ({},),
}
