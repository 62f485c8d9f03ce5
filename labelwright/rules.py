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
GOOGLE_LABELS = "https://cloud.google.com/resource-manager/docs/labels-overview"
GOOGLE_BATCH_LABELS = "https://cloud.google.com/batch/docs/organize-resources-using-labels"
GOOGLE_PROJECTS = "https://cloud.google.com/resource-manager/reference/rest/v1/projects"
GOOGLE_DATAPROC = "https://cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.clusters"
AZURE_TAGS = "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations"
AZURE_TAG_NAMES = "https://learn.microsoft.com/rest/api/resources/tags/create-or-update"
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

GOOGLE_KEY_LENGTH = Rule(
    "2.8.1", "a Google label key has 1 to 63 characters, in at most 128 bytes of UTF-8", GOOGLE_LABELS
)
GOOGLE_VALUE_LENGTH = Rule(
    "2.8.2", "a Google label value has at most 63 characters, in at most 128 bytes of UTF-8", GOOGLE_LABELS
)
GOOGLE_CHARACTERS = Rule(
    "2.8.3", "Google labels are made of small letters, letters that have no case, digits, '-' and '_'", GOOGLE_LABELS
)
GOOGLE_FIRST = Rule("2.8.4", "a Google label key begins with a letter", GOOGLE_LABELS)
GOOGLE_RESERVED = Rule("2.8.5", "keys do not begin with 'goog-' or 'google-'", GOOGLE_BATCH_LABELS)
GOOGLE_PREDEFINED = Rule("2.8.6", "Google Batch sets batch-job-id, batch-job-uid and batch-node", GOOGLE_BATCH_LABELS)
GOOGLE_EMPTY = Rule(
    "2.8.7",
    "a Google label is not empty: Dataproc takes no such value, and Pulumi's provider keeps the old one instead",
    "https://github.com/pulumi/pulumi-gcp/issues/2083",
)
GOOGLE_COUNT = Rule("2.8.8", "a Google resource has at most 64 labels", GOOGLE_LABELS)
GOOGLE_FORGED_COUNT = Rule(
    "2.8.9",
    "a Google resource has at most 64 labels, one of which Pulumi's provider sets (goog-pulumi-provisioned)",
    GOOGLE_LABELS,
)
GOOGLE_BATCH_JOB_COUNT = Rule(
    "2.8.10", "a job of Google Batch takes at most 63 labels of its owner's", GOOGLE_BATCH_LABELS
)
GOOGLE_BATCH_VM_COUNT = Rule(
    "2.8.11", "VMs and disks of Google Batch take at most 61 labels of their owner's", GOOGLE_BATCH_LABELS
)
GOOGLE_DATAPROC_COUNT = Rule(
    "2.8.12", "a Dataproc resource has at most 32 labels, one of which Pulumi's provider sets", GOOGLE_DATAPROC
)
GOOGLE_PROJECT_CHARACTERS = Rule(
    "2.8.13", "labels of a Google project are made of the small letters a-z, digits, '-' and '_'", GOOGLE_PROJECTS
)

AZURE_KEY_LENGTH = Rule("2.9.1", "an Azure tag name has 1 to 512 characters", AZURE_TAGS)
AZURE_STORAGE_KEY_LENGTH = Rule("2.9.2", "a tag name on a storage account has 1 to 128 characters", AZURE_TAGS)
AZURE_VALUE_LENGTH = Rule("2.9.3", "an Azure tag value has 0 to 256 characters", AZURE_TAGS)
AZURE_CHARACTERS = Rule("2.9.4", "an Azure tag name has none of < > % & \\ ? /", AZURE_TAGS)
AZURE_RESERVED = Rule(
    "2.9.5", "an Azure tag name does not begin with 'microsoft', 'azure' or 'windows', in any case", AZURE_TAG_NAMES
)
AZURE_COUNT = Rule("2.9.6", "an Azure resource has at most 50 tags", AZURE_TAGS)
AZURE_FEW = Rule("2.9.7", "Azure Automation, CDN, DNS and private DNS take at most 15 tags", AZURE_TAGS)
AZURE_MACHINE_TOTAL = Rule(
    "2.9.8", "the tag names and values of a virtual machine or scale set have at most 2,048 characters", AZURE_TAGS
)
AZURE_DNS_KEY = Rule(
    "2.9.9",
    "a tag name on a DNS zone is made of A-Z, a-z, 0-9, '-' and '_', and does not begin with a digit",
    AZURE_TAGS,
)
AZURE_TRAFFIC_MANAGER_KEY = Rule(
    "2.9.10", "a tag name of Traffic Manager has no spaces, and does not begin with a digit", AZURE_TAGS
)
AZURE_FRONT_DOOR_KEY = Rule("2.9.11", "a tag name of Front Door has no '#' and no ':'", AZURE_TAGS)
AZURE_PRIVATE_DNS_KEY = Rule(
    "2.9.12",
    "a tag name on a private DNS zone has no ':' and no space: Azure drops such tags silently",
    "https://github.com/hashicorp/terraform-provider-azurerm/issues/6129",
)
AZURE_VAULT_COUNT = Rule(
    "2.9.13",
    "a key or secret in Azure Key Vault has at most 15 tags",
    "https://learn.microsoft.com/azure/key-vault/secrets/about-secrets#secret-tags",
)
AZURE_METADATA_NAME = Rule(
    "2.9.14",
    "an item of Azure Batch metadata has a name",
    "https://learn.microsoft.com/rest/api/batchmanagement/pool/create#metadataitem",
)

ONE_KEY = Rule("2.3.1", "one key stands once among the labels of one place")
COLLISION = Rule("2.3.2", "two keys that the cloud would make one are refused, never merged", AWS_IAM_TAGS)
BILL_COLLISION = Rule("2.3.3", "two keys that become one column of the AWS bill are one there", AWS_COLUMNS)

RENDERED = Rule("2.3.4", "a key or value that a cloud takes in another form only is sent in that form, and reported")

LOCKED = Rule("2.5", "a locked label is neither changed nor removed by a later scope")
NO_LABELS = Rule("2.7", "HPC schedulers (Slurm, LSF, PBS, Grid Engine, Moab) have no labels")

FIXED_ORGANIZATION = Rule("3.1", "organization labels are declared once, for the project, in Pulumi.yaml")
REQUIRED = Rule(
    "3.2",
    "a required key stands on everything in a compute environment: its value is known when that is forged, and not"
    " volatile",
)

VARIABLE = Rule("4.1", "a dynamic label uses only the variables that the platform knows")
PLACEHOLDER = Rule("4.2", "a placeholder is written ${name}; $${ writes a literal ${")
FORGE_TIME = Rule("4.3", "no dynamic label, and no literal ${, reaches a resource that is forged")
UNRESOLVED = Rule("4.4", "every variable of a dynamic label has a value when the run is submitted")
RESOLVED = Rule("4.5", "a resolved value obeys the same rules as a written one")
STUDIO = Rule("4.6", "a Studio takes no dynamic labels", SEQERA_LABELS)
VOLATILE = Rule("4.7", "a label that changes from one update to the next stays off what a change restarts or replaces")

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

_GOOGLE_BATCH_API = "https://cloud.google.com/batch/docs/reference/rest/v1/projects.locations.jobs"
GOOGLE_NAME = Rule(
    "5.30",
    "on Google an environment's name is of small letters, digits and '-', at most 42, begins with a letter, not with"
    " 'goog', and holds no 'google': buckets bear it",
    "https://cloud.google.com/storage/docs/buckets#naming",
)
GOOGLE_SUBNETWORK = Rule("5.31", "a subnetwork is given together with its network", _GOOGLE_BATCH_API)
GOOGLE_MADE_NETWORK = Rule("5.32", "subnetworkCidr is for a network that is made: a given one has its own ranges")
GOOGLE_CIDR = Rule(
    "5.33",
    "the range of a subnetwork is an IPv4 network of 8 addresses or more, written without host bits",
    "https://cloud.google.com/vpc/docs/subnets#ipv4-ranges",
)
GOOGLE_ONE_TEMPLATE = Rule(
    "5.34", "a given instance template describes the machine of work jobs alone", _GOOGLE_BATCH_API
)
GOOGLE_TEMPLATE_ACCOUNT = Rule(
    "5.35", "a given instance template goes with the service account that stands in it", _GOOGLE_BATCH_API
)
GOOGLE_TEMPLATE_MACHINE = Rule("5.36", "an instance template that is made has a machineType")
GOOGLE_ZONE = Rule("5.37", "a zone lies in its region", "https://cloud.google.com/compute/docs/regions-zones")
GOOGLE_JOB_ID = Rule(
    "5.38",
    "a job id has 1 to 63 characters: small letters, digits and '-', the first a letter, the last no '-'",
    f"{_GOOGLE_BATCH_API}/create",
)
GOOGLE_TASKS = Rule(
    "5.39", "a job of Google Batch has 1 to 100,000 tasks", "https://cloud.google.com/batch/quotas#job_limits"
)
GOOGLE_VCPUS = Rule("5.40", "Google Batch counts vCPUs in thousandths", _GOOGLE_BATCH_API)
_AZURE_POOL = "https://learn.microsoft.com/rest/api/batchmanagement/pool/create"
_AZURE_MODES = "https://learn.microsoft.com/azure/batch/accounts#batch-accounts"
_AZURE_JOBS = "https://learn.microsoft.com/rest/api/batchservice/jobs/create-job"
AZURE_RESOURCE_TAGS = Rule(
    "5.50", "Azure Batch tags the machines of a pool under allocationMode UserSubscription only", _AZURE_POOL
)
AZURE_KEY_VAULT = Rule(
    "5.51", "an Azure Batch account has a key vault under UserSubscription, where it must, and only there", _AZURE_MODES
)
AZURE_SCALE = Rule("5.52", "a pool has fixed numbers of nodes, or a formula, or maxNodes", _AZURE_POOL)
AZURE_PRIVATE_MACHINE = Rule(
    "5.53",
    "machines without public addresses stand in a subnet of yours, which lets them out",
    "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
)
AZURE_SLOTS = Rule("5.54", "a task takes no more slots than a node has", _AZURE_POOL)
AZURE_JOB_NAME = Rule("5.55", "a job's id on Azure Batch has 1 to 64 letters, digits, '-' and '_'", _AZURE_JOBS)
AZURE_NO_ARRAY = Rule("5.56", "Azure Batch has no array jobs")
AZURE_VARIABLE = Rule("5.57", "two keys that a task would see as one environment variable are refused")
AZURE_NAME = Rule(
    "5.59",
    "on Azure an environment's name holds neither 'microsoft' nor 'windows', and does not begin with 'login': accounts"
    " bear it",
    "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name",
)
AZURE_MACHINE_NAME = Rule(
    "5.58",
    "a virtual machine's name has 1 to 64 letters, digits, '-' and '_', the first and the last no separator",
    "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcompute",
)

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
K8S_NO_ARRAY = Rule("5.63", "array jobs are a thing of AWS Batch and Google Batch")
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
EXEMPTION = Rule("6.11", "an exemption says which resources it is for, or which keys")
PLACED_TYPE = Rule("6.20", "labelwright:placement names a type once, by its whole token: package:module:Name")
PLACED_PATH = Rule(
    "6.21",
    "a path is properties joined by '.', with '[]' after a list, down to the one with the labels; each stands once",
)
PLACED_DIALECT = Rule(
    "6.22", "a type of a package that is none of aws, azure-native, gcp and kubernetes says whose dialect it speaks"
)

ALLOWED_VALUE = Rule("8.1", "a key with a list of values, or a pattern, has a value that is on the list or fits it")
FORBIDDEN_KEY = Rule("8.2", "a key that the workspace forbids stands on no resource")
RESERVED_KEY = Rule("8.3", "a key that is reserved for stack config has no other value than one of stack config's")
SECRET_VALUE = Rule("8.4", "no key and no value of a label holds what looks like a credential", PULUMI_SECRETS)
PERSONAL_DATA = Rule("8.5", "no key and no value of a label holds an e-mail address: labels are printed and billed")
EXPIRED = Rule("8.6", "an exemption from a policy ends on its day")
NOT_YET_KNOWN = Rule("8.7", "a value that a policy judges is known before the update, or judged in it")


def all_rules() -> list[Rule]:
    """Every rule of this module, in the order of their numbers; `docs/rules.md` is written from it."""
    rules = [value for value in globals().values() if isinstance(value, Rule)]
    return sorted(rules, key=lambda rule: [int(part) for part in rule.number.split(".")])
