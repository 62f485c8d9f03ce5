"""What Pulumi runs as the pack. Building a `PolicyPack` serves it and never returns, so nothing else lives here."""

import sys
from pathlib import Path

from pulumi_policy import PolicyPack

# Pulumi runs this folder as a program; its parent makes it a package, as which its modules import each other.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policies.configure import configure_by, remediate_as_sent
from policies.pack import Judge, policies_of

judge = Judge()
configure_by(judge)
remediate_as_sent()
PolicyPack(name="labelwright", policies=[*policies_of(judge)])
