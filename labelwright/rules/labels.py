"""Rules of labels: what a key or a value may be, which scope wins, when a variable is known (SPEC, sections 2 to 4)."""

from labelwright.rules.rule import AWS_BATCH_TAGS, SEQERA_LABELS, Rule

AWS_TAGS = "https://docs.aws.amazon.com/batch/latest/userguide/tag-restrictions.html"
AWS_EC2_TAG = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html"
AWS_IAM_TAGS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"
AWS_S3_OBJECT_TAGS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html"
AWS_COLUMNS = "https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/run-athena-sql.html"
K8S_LABELS = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"
GOOGLE_LABELS = "https://cloud.google.com/resource-manager/docs/labels-overview"
GOOGLE_BATCH_LABELS = "https://cloud.google.com/batch/docs/organize-resources-using-labels"
GOOGLE_PROJECTS = "https://cloud.google.com/resource-manager/reference/rest/v1/projects"
GOOGLE_DATAPROC = "https://cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.clusters"
AZURE_TAGS = "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations"
AZURE_TAG_NAMES = "https://learn.microsoft.com/rest/api/resources/tags/create-or-update"

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

RECORD = Rule(
    "4.8", "configs are made from dist/<stack>/<environment>/environment.json, which the last `pulumi up` left"
)

LAUNCH = Rule("4.9", "a launch is of a pipeline, an action and a run, or of a Studio, which takes none of these")
