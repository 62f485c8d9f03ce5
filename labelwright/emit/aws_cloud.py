"""What Amazon EC2 is told of a run's machine: the body of RunInstances, ready for boto3.

A machine is described once, as a `Machine`; the forged launch template and the emitted body render that one record.
The template labels what is launched from it with the static labels of its environment; a launch states all labels of
its run once more, because an instance's tags do not reach its volumes, and EC2 adds the tags of both, the launch's
winning per key. A template's tag cannot be taken away by a launch, so a run that removes a label is launched without
the template, from the same description (docs/adr/0006).
Shape: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.dialects import aws
from labelwright.emit.document import JsonObject
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule

LABELLED = ("instance", "volume", "network-interface")
"""What one launch makes and can label, in EC2's words."""

HOP_LIMIT = 2
"""How far the machine's metadata travels: a container is one hop further away than its host."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The virtual machine of an environment, described once. The root volume's size is in GiB.

    `template_id` and `template_version` name the launch template that was forged from it. `user_data` is plain text:
    boto3 encodes it for RunInstances, and a launch template takes it encoded.
    """

    template_id: str
    template_version: int
    image_id: str
    instance_type: str
    subnet_id: str
    security_group_ids: tuple[str, ...]
    assign_public_ip: bool
    instance_profile_arn: str
    root_device: str
    root_volume_gib: int
    user_data: str
    key_name: str | None = None


def run_instances(
    machine: Machine, labels: Mapping[str, str], *, template_labels: Mapping[str, str], token: str | None = None
) -> JsonObject:
    """The body of RunInstances for one machine. `labels` are all labels of the run, the static ones among them.

    `template_labels` are those of the forged template. With the same `token`, AWS answers a second call with
    the machine of the first. Raises `LabelError` with everything that EC2 would refuse.
    """
    found = aws.problems(labels, rule=LabelRule.NATIVE, service=aws.Service.EC2, where="run-instances")
    if found:
        raise LabelError(found)
    is_whole = template_labels.keys() <= labels.keys()
    return {
        **(_from_template(machine) if is_whole else machine_data(machine)),
        "MinCount": 1,
        "MaxCount": 1,
        **({} if token is None else {"ClientToken": token}),
        **_tag_specifications(labels),
    }


def machine_data(machine: Machine) -> JsonObject:
    """The machine in full, in the words of RunInstances. Shut down from within, it ends: no run leaves one."""
    key_name = {} if machine.key_name is None else {"KeyName": machine.key_name}
    return {
        "ImageId": machine.image_id,
        "InstanceType": machine.instance_type,
        "IamInstanceProfile": {"Arn": machine.instance_profile_arn},
        "InstanceInitiatedShutdownBehavior": "terminate",
        "BlockDeviceMappings": [
            {
                "DeviceName": machine.root_device,
                "Ebs": {
                    "VolumeType": "gp3",
                    "VolumeSize": machine.root_volume_gib,
                    "Encrypted": True,
                    "DeleteOnTermination": True,
                },
            }
        ],
        "NetworkInterfaces": [
            {
                "DeviceIndex": 0,
                "SubnetId": machine.subnet_id,
                "Groups": list(machine.security_group_ids),
                "AssociatePublicIpAddress": machine.assign_public_ip,
                "DeleteOnTermination": True,
            }
        ],
        "MetadataOptions": {
            "HttpEndpoint": "enabled",
            "HttpTokens": "required",
            "HttpPutResponseHopLimit": HOP_LIMIT,
        },
        "UserData": machine.user_data,
        **key_name,
    }


def _from_template(machine: Machine) -> JsonObject:
    """The forged template, in the very version that the environment was forged with."""
    template = {"LaunchTemplateId": machine.template_id, "Version": str(machine.template_version)}
    return {"LaunchTemplate": template}


def _tag_specifications(labels: Mapping[str, str]) -> JsonObject:
    """Labels as EC2 takes them, for each thing that is made; absent when there are none: EC2 refuses an empty list."""
    if not labels:
        return {}
    tags = [{"Key": key, "Value": value} for key, value in sorted(labels.items())]
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": list(tags)} for kind in LABELLED]}
