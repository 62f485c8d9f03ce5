"""Every rule that a label can break, once, with its number and where it comes from.

Numbers are those of `docs/rules.md`, which is written from this module, so that an error message can be looked up.
"""

from typing import NamedTuple

AWS_TAGS = "https://docs.aws.amazon.com/batch/latest/userguide/tag-restrictions.html"
AWS_EC2_TAG = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html"
AWS_IAM_TAGS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"
AWS_S3_OBJECT_TAGS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html"
AWS_BATCH_TAGS = "https://docs.aws.amazon.com/batch/latest/userguide/using-tags.html"
AWS_COLUMNS = "https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/run-athena-sql.html"
SEQERA_LABELS = "https://docs.seqera.io/platform-cloud/resource-labels/overview"
K8S_LABELS = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"
PULUMI_SECRETS = "https://www.pulumi.com/docs/iac/concepts/secrets/"


class Rule(NamedTuple):
    """A sentence that must hold, its number, and the page that says so ("" where the rule is our own)."""

    number: str
    text: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.number}: {self.text}"


KEY_LENGTH = Rule("2.1.1", "a portable key has 2 to 39 characters", SEQERA_LABELS)
VALUE_LENGTH = Rule("2.1.2", "a portable value has 2 to 39 characters", SEQERA_LABELS)
CHARACTERS = Rule("2.1.3", "a portable key or value is made of the letters A-Z, a-z and the digits 0-9", SEQERA_LABELS)
SEPARATORS = Rule("2.1.4", "'-' and '_' stand singly between letters or digits, never first, last or doubled")
PORTABLE_COUNT = Rule("2.1.5", "a resource has at most 25 labels under the portable rule", SEQERA_LABELS)
WORKSPACE_COUNT = Rule("2.1.6", "a workspace has at most 1,000 labels", SEQERA_LABELS)
RESERVED_WORDS = Rule("2.1.7", "keys and values do not begin with 'aws' or 'user' where AWS is a target", SEQERA_LABELS)

AWS_KEY_LENGTH = Rule("2.2.1", "an AWS tag key has 1 to 128 characters", AWS_TAGS)
AWS_EC2_KEY_LENGTH = Rule("2.2.2", "an Amazon EC2 tag key has 1 to 127 characters", AWS_EC2_TAG)
AWS_VALUE_LENGTH = Rule("2.2.3", "an AWS tag value has 0 to 256 characters", AWS_TAGS)
AWS_CHARACTERS = Rule("2.2.4", "AWS tags are made of letters, digits, spaces and + - = . _ : / @", AWS_TAGS)
AWS_RESERVED = Rule("2.2.5", "keys and values do not begin with 'aws:', in any case", AWS_TAGS)
AWS_COUNT = Rule("2.2.6", "an AWS resource has at most 50 tags", AWS_TAGS)
AWS_S3_OBJECT_COUNT = Rule("2.2.7", "an Amazon S3 object has at most 10 tags", AWS_S3_OBJECT_TAGS)
AWS_S3_EXPRESS = Rule("2.2.8", "an object in an S3 directory bucket takes no tags", AWS_S3_OBJECT_TAGS)
AWS_BATCH_UNION = Rule("2.2.9", "a job definition and its submission carry at most 50 tags together", AWS_BATCH_TAGS)

K8S_KEY_LENGTH = Rule("2.4.1", "the name in a Kubernetes label key has 1 to 63 characters", K8S_LABELS)
K8S_KEY = Rule(
    "2.4.2",
    "the name in a Kubernetes label key is letters, digits and - _ . that begin and end with a letter or digit",
    K8S_LABELS,
)
K8S_PREFIX = Rule(
    "2.4.3", "a Kubernetes key has at most one prefix: a DNS name of at most 253 small characters, then '/'", K8S_LABELS
)
K8S_RESERVED = Rule("2.4.4", "the prefixes kubernetes.io/ and k8s.io/ belong to Kubernetes itself", K8S_LABELS)
K8S_VALUE_LENGTH = Rule("2.4.5", "a Kubernetes label value has 0 to 63 characters", K8S_LABELS)
K8S_VALUE = Rule(
    "2.4.6",
    "a Kubernetes label value is empty, or letters, digits and - _ . that begin and end with a letter or digit",
    K8S_LABELS,
)

ONE_KEY = Rule("2.3.1", "one key stands once among the labels of one place")
COLLISION = Rule("2.3.2", "two keys that the cloud would make one are refused, never merged", AWS_IAM_TAGS)
BILL_COLLISION = Rule("2.3.3", "two keys that become one column of the AWS bill are one there", AWS_COLUMNS)

RENDERED = Rule("2.3.4", "a value that a cloud takes in another form only is sent in that form, and reported")

LOCKED = Rule("2.5", "a locked label is neither changed nor removed by a later scope")
NO_LABELS = Rule("2.7", "HPC schedulers (Slurm, LSF, PBS, Grid Engine, Moab) have no labels")

FIXED_ORGANIZATION = Rule("3.1", "organization labels are declared once, for the project, in Pulumi.yaml")
REQUIRED = Rule("3.2", "a required key stands on every compute environment, with a value known when it is forged")

VARIABLE = Rule("4.1", "a dynamic label uses only the variables that the platform knows")
PLACEHOLDER = Rule("4.2", "a placeholder is written ${name}; $${ writes a literal ${")
FORGE_TIME = Rule("4.3", "no dynamic label, and no literal ${, reaches a resource that is forged")
UNRESOLVED = Rule("4.4", "every variable of a dynamic label has a value when the run is submitted")
RESOLVED = Rule("4.5", "a resolved value obeys the same rules as a written one")
STUDIO = Rule("4.6", "a Studio takes no dynamic labels", SEQERA_LABELS)

_BATCH_API = "https://docs.aws.amazon.com/batch/latest/APIReference"
JOB_NAME = Rule(
    "5.1",
    "a job's name has 1 to 128 characters: letters, digits, '-' and '_', the first no separator",
    f"{_BATCH_API}/API_SubmitJob.html",
)
ARRAY_SIZE = Rule("5.2", "an array job has 2 to 10,000 children", f"{_BATCH_API}/API_ArrayProperties.html")
EC2_SIZE = Rule(
    "5.3",
    "a job on EC2 has whole vCPUs, at least 1, and at least 4 MiB of memory",
    f"{_BATCH_API}/API_ResourceRequirement.html",
)
FARGATE_SIZE = Rule(
    "5.4", "Fargate takes certain pairs of vCPUs and memory only", f"{_BATCH_API}/API_ResourceRequirement.html"
)
FARGATE_HAS_NO_HOST = Rule(
    "5.5",
    "Fargate has no instances: nothing that belongs to one is given",
    f"{_BATCH_API}/API_ComputeResource.html",
)
LUSTRE_CAPACITY = Rule(
    "5.6",
    "FSx for Lustre has 1200 GiB, 2400 GiB or a multiple of 2400 GiB",
    "https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html",
)
VCPU_RANGE = Rule("5.7", "minVcpus is not above maxVcpus", f"{_BATCH_API}/API_ComputeResource.html")
BID_NEEDS_SPOT = Rule("5.8", "spotBidPercentage stands with type SPOT only", f"{_BATCH_API}/API_ComputeResource.html")
ONE_LINKED_ROLE = Rule(
    "5.9",
    "an account has one service-linked role for AWS Batch, so one environment makes it",
    "https://docs.aws.amazon.com/batch/latest/userguide/using-service-linked-roles.html",
)

_EC2_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
ONE_IMAGE = Rule(
    "5.20", "a machine starts from one image: imageId or imageParameter", f"{_EC2_API}/API_RunInstances.html"
)
NO_JOB = Rule("5.21", "a machine of its own is neither a named job nor an array of jobs")

_K8S_NAMES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"
K8S_NAME = Rule(
    "5.60", "a Kubernetes name is small letters, digits and '-' that begin and end with a letter or digit", _K8S_NAMES
)
K8S_NAMESPACE = Rule(
    "5.61",
    "namespaces that begin with 'kube-' belong to Kubernetes itself",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
)
K8S_SELECTOR = Rule("5.62", "the labels by which a Deployment finds its pods are its own: nobody else writes them")
K8S_NO_ARRAY = Rule("5.63", "array jobs are a thing of AWS Batch")
K8S_ONE_MAKER = Rule("5.64", "a namespace is made once: one environment makes it, others may use it")

TEXT = Rule("6.1", "keys and values of labels are text, and YAML takes unquoted numbers for numbers")
FIELD = Rule("6.2", "stack config has only fields that labelwright knows")
FIELD_VALUE = Rule("6.3", "a field takes only values of its kind")
MISSING = Rule("6.4", "a field that is needed is given")
KNOWN_NAME = Rule("6.5", "a name refers to something that is declared")
UNIQUE_NAME = Rule("6.6", "environments have different names, and a YAML key stands once in its mapping")
SECRET = Rule("6.7", "a secret is never a label: labels are printed, billed and searched", PULUMI_SECRETS)
YAML = Rule("6.8", "project and stack files are YAML")
ENVIRONMENT_NAME = Rule("6.9", "an environment's name has 2 to 39 characters: small letters, digits and single '-'")
KNOWN_VALUE = Rule("6.10", "labels are known when the program runs, and so can be checked beforehand")


def all_rules() -> list[Rule]:
    """Every rule of this module, in the order of their numbers; `docs/rules.md` is written from it."""
    rules = [value for value in globals().values() if isinstance(value, Rule)]
    return sorted(rules, key=lambda rule: [int(part) for part in rule.number.split(".")])
