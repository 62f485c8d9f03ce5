"""The targets of `labelwright render --target`: which other systems a run can be handed to, and who writes for each.

Default, without a target: the platform's own configs (`labelwright.emit.record`). A target is one line here.
"""

from collections.abc import Mapping

from labelwright.emit import kestra, seqera
from labelwright.emit.aws_batch_eks import EKS
from labelwright.emit.nextflow import NEXTFLOW
from labelwright.emit.seqerakit import SEQERAKIT
from labelwright.emit.view import SubmissionView, Target

__all__ = ["TARGETS", "SubmissionView", "Target"]

TARGETS: Mapping[str, Target] = {
    "nextflow": NEXTFLOW,
    "seqera-labels": seqera.LABELS,
    "seqera-launch": seqera.LAUNCH,
    "seqera-studio": seqera.STUDIO,
    "seqerakit": SEQERAKIT,
    "kestra-flow": kestra.FLOW,
    "kestra-trigger": kestra.TRIGGER,
    "kestra-task": kestra.TASK,
    "kestra-subflow": kestra.SUBFLOW,
    "kestra-execution-url": kestra.URL,
    "aws-batch-eks": EKS,
}
