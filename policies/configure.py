"""What the engine sends, before the SDK makes its own of it. The one place that reaches into Pulumi's policy SDK.

The SDK hands a policy its own properties only: a misspelt policy is seen by nobody, and a mistake only once for every
resource. What the engine sends to configure the pack has all of it, and an error there ends the command in one message.
What it hands over to be remedied has lost the hashes of assets, and unwraps a secret as soon as it is read.
Source: pulumi/pulumi-policy, sdk/python/lib/pulumi_policy/policy.py (`_PolicyAnalyzerServicer`)
"""

from typing import Any, cast

import grpc
from google.protobuf.json_format import MessageToDict
from pulumi_policy import policy as runtime

from labelwright.problem import LabelError
from policies.pack import ASKED, Judge


def configure_by(judge: Judge) -> None:
    """Let `judge` read the config of every pack that is served from now on; call it before the pack is built."""
    servicer = cast("Any", runtime)._PolicyAnalyzerServicer  # noqa: SLF001 - see the module's docstring
    original = servicer.Configure

    # The signature is gRPC's, whose messages have no types.
    def configure(self: Any, request: Any, context: Any) -> Any:
        try:
            judge.configure({name: MessageToDict(one.properties) for name, one in request.policyConfig.items()})
        except LabelError as error:
            lines = "\n".join(f"  - {one}" for one in error.problems)
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"its config is wrong\n{lines}")
        return original(self, request, context)

    servicer.Configure = configure


def remediate_as_sent() -> None:
    """Let remediation see properties as they were sent; call it before the pack is built."""
    servicer = cast("Any", runtime)._PolicyAnalyzerServicer  # noqa: SLF001 - see the module's docstring
    original = servicer.Remediate

    def remediate(self: Any, request: Any, context: Any) -> Any:
        ASKED.set(request.properties)
        return original(self, request, context)

    servicer.Remediate = remediate
