"""One sandbox: an engine, a local cloud, a place for stacks, and the environment in which plain tools find them.

State directory (default `.sandbox/` at the repository's root, or LABELWRIGHT_SANDBOX):

    .labelwright-sandbox   says that the directory is ours to wipe
    bin/pulumi             the CLI
    home/                  PULUMI_HOME; plugins/ in it holds our providers and, where needed, our language host
    stacks/                PULUMI_BACKEND_URL
    cloud/                 the local cloud: endpoint, journal, log
    azure-native/          what the local Azure holds, one file each
    gcp/                   what the local Google Cloud holds, one file each
    kubernetes/            Kubernetes objects, one file each
    runs.db                the runs that `labelwright launch` recorded
    nobody/                an empty home for the configuration of other clouds' tools
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import shims
from sandbox.cloud import Cloud, Endpoint
from sandbox.engine import SHIM_MARKER, Engine, locate, obtain

ROOT = Path(__file__).resolve().parent.parent
STATE_VARIABLE = "LABELWRIGHT_SANDBOX"
REGION = "us-east-1"
# Protects nothing: the stacks in here hold no secret of anybody.
PASSPHRASE = "labelwright-sandbox"  # noqa: S105 - it is public
# Anything that could lead a cloud client past the sandbox to somebody's real account.
FOREIGN_VARIABLES = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "KUBECONFIG",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_ACCESS_TOKEN",
)
FOREIGN_PREFIXES = ("ARM_", "AWS_ENDPOINT_URL_", "AZURE_", "CLOUDSDK_", "GCE_METADATA_", "GCLOUD_", "GOOGLE_")
"""The same for whole families: Google's and Azure's tools, SDKs and Pulumi providers read dozens of them."""


class SandboxError(Exception):
    """The sandbox cannot do what was asked; the message says why and what would help."""


@dataclass(frozen=True)
class Status:
    """What there is: the cloud's endpoint (None: not running), the engine (None: not there yet), where state lies."""

    directory: Path
    endpoint: Endpoint | None
    engine: Engine | None
    requests: int
    diverged: tuple[int, ...]


def default_directory() -> Path:
    """Where the sandbox keeps its state when nobody says otherwise."""
    return Path(os.environ.get(STATE_VARIABLE) or ROOT / ".sandbox")


class Sandbox:
    """The sandbox of one state directory. Several run side by side."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = (directory or default_directory()).absolute()
        self.cloud = Cloud(self.directory / "cloud")

    def start(self, say: Callable[[str], object] = print) -> Endpoint:
        """Gets the engine, starts the cloud, and returns when both answer. Starting twice changes nothing."""
        self._claim()
        with self._locked():
            engine = obtain(say)
            for name in ("bin", "home", "stacks"):
                (self.directory / name).mkdir(exist_ok=True)
            shims.write(self.directory / "bin", self.directory / "home" / "plugins", engine, ROOT)
            return self.cloud.start()

    def stop(self) -> bool:
        """Ends the cloud; what it holds comes back at the next start. False when it was not running."""
        if not self.directory.exists():
            return False
        with self._locked():
            return self.cloud.stop()

    def reset(self) -> bool:
        """Ends the cloud and throws all state away: cloud, stacks, logs. False when there was none."""
        if not self.directory.exists():
            return False
        if not (self.directory / SHIM_MARKER).exists():
            raise SandboxError(f"{self.directory}: not a sandbox's state directory; nothing was removed")
        self.stop()
        shutil.rmtree(self.directory)
        return True

    def status(self) -> Status:
        """What runs, found out without starting anything."""
        endpoint = self.cloud.endpoint()
        health = self.cloud.health(endpoint) if endpoint else None
        if endpoint is None or health is None:
            return Status(self.directory, None, locate(), 0, ())
        diverged = tuple(int(number) for number in health["diverged"])
        return Status(self.directory, endpoint, locate(), int(health["requests"]), diverged)

    def environment(self, base: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The variables with which plain `pulumi`, boto3 and `aws` work in the sandbox and nowhere else.

        Raises SandboxError when the cloud is not running. Only what must be set: see also `foreign_variables`.
        """
        endpoint = self.cloud.endpoint()
        if endpoint is None:
            raise SandboxError("the sandbox is not running; start it: python -m sandbox start")
        ours = str(self.directory / "bin")
        folders = [folder for folder in base.get("PATH", os.defpath).split(os.pathsep) if folder and folder != ours]
        direct = [
            host for host in base.get("NO_PROXY", "").split(",") if host and host not in ("127.0.0.1", "localhost")
        ]
        return {
            **self._homeless(),
            "AWS_ACCESS_KEY_ID": "sandbox",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": endpoint.url,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            "AWS_REGION": REGION,
            "AWS_SECRET_ACCESS_KEY": "sandbox",
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "LABELWRIGHT_RUNS": f"sqlite:///{self.directory / 'runs.db'}",
            "NO_PROXY": ",".join([*direct, "127.0.0.1", "localhost"]),
            "PATH": os.pathsep.join([ours, *folders]),
            # Without `metadata=skip` the engine keeps a side file to each checkpoint which, unlike the checkpoint, is
            # not replaced in one step: a SIGKILL in that moment leaves it empty, and every later command with "EOF".
            # https://pkg.go.dev/gocloud.dev/blob/fileblob#URLOpener
            "PULUMI_BACKEND_URL": (self.directory / "stacks").as_uri() + "?metadata=skip",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(self.directory / "home"),
            # A provider of the same name that lies on PATH would take ours' place.
            "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            STATE_VARIABLE: str(self.directory),
            "no_proxy": ",".join([*direct, "127.0.0.1", "localhost"]),
        }

    def _homeless(self) -> dict[str, str]:
        """What leads Google's and Azure's own clients to an empty folder instead of a person's login."""
        nobody = str(self.directory / "nobody")
        return {
            "AZURE_CONFIG_DIR": nobody,
            "CLOUDSDK_CONFIG": nobody,
            "GCE_METADATA_HOST": "127.0.0.1:1",  # on a cloud machine, it would hand out that machine's credentials
            "NO_GCE_CHECK": "true",
        }

    def full_environment(self, base: Mapping[str, str] = os.environ) -> dict[str, str]:
        """A whole environment for a process in the sandbox: `base` without what leads elsewhere, and ours."""
        foreign = frozenset(foreign_variables(base))
        kept = {name: value for name, value in base.items() if name not in foreign}
        return {**kept, **self.environment(base)}

    def enter(self) -> None:
        """Puts this very process into the sandbox: from here on boto3 and pulumi find it as they do in a shell."""
        inside = self.full_environment()
        os.environ.clear()
        os.environ.update(inside)

    def _claim(self) -> None:
        marker = self.directory / SHIM_MARKER
        if self.directory.exists() and not marker.exists() and any(self.directory.iterdir()):
            raise SandboxError(
                f"{self.directory}: holds files that are not a sandbox's; give an empty or new directory, "
                "e.g. --state .sandbox"
            )
        self.directory.mkdir(parents=True, exist_ok=True)
        marker.write_text("The state of a labelwright sandbox; python -m sandbox reset removes it.\n", encoding="utf-8")

    @contextmanager
    def _locked(self) -> Generator[None]:
        with (self.directory / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def foreign_variables(base: Mapping[str, str] = os.environ) -> list[str]:
    """The variables of `base` that must be unset so that nothing reaches a real account."""
    return sorted(name for name in base if name in FOREIGN_VARIABLES or name.startswith(FOREIGN_PREFIXES))
