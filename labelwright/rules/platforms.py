"""Rules of platforms: what each environment, and each job that is submitted to it, may be made of."""

from labelwright.rules.rule import Rule

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
_BATCH_GUIDE = "https://docs.aws.amazon.com/batch/latest/userguide"
NODES = Rule(
    "5.10", "a multi-node job has 2 to 1,000 nodes: one is a job of its own", f"{_BATCH_GUIDE}/mnp-node-groups.html"
)
NODES_ON_INSTANCES = Rule(
    "5.11", "a multi-node job runs on EC2 instances: neither on Fargate nor on Spot", f"{_BATCH_GUIDE}/mnp-ce.html"
)
NODES_OR_ARRAY = Rule("5.12", "a job is an array or has several nodes, not both")
NODES_ELSEWHERE = Rule("5.13", "jobs of several nodes are a thing of AWS Batch")

EKS_RUN = Rule("5.14", "aws-batch-eks is for runs, in environments of platform aws-batch")
EKS_SIZE = Rule(
    "5.15",
    "a pod of AWS Batch has vCPUs in quarters, at least 0.25, and at least 4 MiB of memory",
    f"{_BATCH_API}/API_EksContainerResourceRequirements.html",
)
EKS_METADATA = Rule(
    "5.16",
    "an annotation of a pod of AWS Batch has at most 255 characters; its namespace is not 'default', and does not begin"
    " with 'kube'",
    f"{_BATCH_API}/API_EksMetadata.html",
)
EKS_GIVEN = Rule(
    "5.17", "the queue and the image of a job are given, and not empty; a command is written as for a shell"
)

_EC2_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
ONE_IMAGE = Rule(
    "5.20", "a machine starts from one image: imageId or imageParameter", f"{_EC2_API}/API_RunInstances.html"
)
NO_JOB = Rule("5.21", "a machine of its own is neither a named job nor an array of jobs")
GOOGLE_NAME = Rule(
    "5.30",
    "on Google an environment's name is of small letters, digits and '-', at most 42, begins with a letter, not with"
    " 'goog', and holds no 'google': buckets bear it",
    "https://cloud.google.com/storage/docs/buckets#naming",
)

_GOOGLE_BATCH_API = "https://cloud.google.com/batch/docs/reference/rest/v1/projects.locations.jobs"
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
AZURE_RESOURCE_TAGS = Rule(
    "5.50", "Azure Batch tags the machines of a pool under allocationMode UserSubscription only", _AZURE_POOL
)

_AZURE_MODES = "https://learn.microsoft.com/azure/batch/accounts#batch-accounts"
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

_AZURE_JOBS = "https://learn.microsoft.com/rest/api/batchservice/jobs/create-job"
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
