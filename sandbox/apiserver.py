"""A real Kubernetes API server for the tests: kube-apiserver built from source, in front of Debian's etcd.

No nodes and no controllers: objects are checked, stored, selected and updated as in any cluster, and nothing runs.
The version is pinned in `apiserver/go.mod`; what is built lies in the user's cache and serves every checkout:
`${XDG_CACHE_HOME:-~/.cache}/labelwright/apiserver/<version>/kube-apiserver`.

    python -m sandbox.apiserver     gets etcd and builds the server, or says why it cannot
"""

# ruff: noqa: S603, T201 - the commands are made here, from no one's input; progress is printed

import os
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from ruamel.yaml import YAML

from sandbox.building import BuildError, GoTool, Say, one_at_a_time, run_go_build
from sandbox.debian import install_by_apt

TOOL = GoTool(
    "Kubernetes API server",
    "k8s.io/kubernetes/cmd/kube-apiserver",
    Path(__file__).resolve().parent / "apiserver",
    "k8s.io/kubernetes",
)
ETCD_PACKAGE = "etcd-server"
START_SECONDS = 60.0
STOP_SECONDS = 10.0
_VERSION = "k8s.io/component-base/version"
# A server must tell others an address that is not loopback; this one is for documentation only (RFC 5737).
_ADVERTISED = "192.0.2.1"


class ApiServerError(Exception):
    """There is no API server, or it did not start; the message says why and what would help."""


@dataclass(frozen=True)
class Endpoint:
    """A running API server: its address, and the kubeconfig file that leads to it with every right."""

    url: str
    kubeconfig: Path


def etcd() -> str | None:
    """The etcd on PATH, or None."""
    return shutil.which("etcd")


def install_etcd(say: Say = print) -> bool:
    """Have etcd installed by apt, where this user may; whether it is there afterwards."""
    if etcd() is None and not install_by_apt(TOOL.title, {"etcd": ETCD_PACKAGE}, say):
        return False
    return etcd() is not None


def obtain(say: Say = print) -> Path:
    """The server's executable, built first where need be, which takes minutes. Raises `ApiServerError`."""
    version = TOOL.version
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "labelwright" / "apiserver"
    target = base / version / "kube-apiserver"
    with one_at_a_time(base / f"{version}.lock", TOOL.title, say):
        if os.access(target, os.X_OK):
            return target
        if shutil.which("go") is None:
            raise ApiServerError(f"there is no go to build the {TOOL.title} with: https://go.dev/dl/")
        say(f"{TOOL.title}: building {version} from source, once; about 7 minutes on 2 cores")
        major, minor, _ = version.split(".")
        variables = {f"{_VERSION}.gitVersion": f"v{version}", f"{_VERSION}.gitMajor": major}
        with tempfile.TemporaryDirectory(prefix=f".{version}-", dir=base) as temporary:
            built = Path(temporary) / "kube-apiserver"
            try:
                run_go_build(TOOL, {**variables, f"{_VERSION}.gitMinor": minor}, built, say)
            except BuildError as error:
                raise ApiServerError(str(error)) from error
            target.parent.mkdir(exist_ok=True)
            built.replace(target)
    return target


@contextmanager
def running(directory: Path, say: Say = print) -> Generator[Endpoint]:
    """Run an API server with all its state in `directory` until the block ends. Raises `ApiServerError`."""
    found = etcd()
    if found is None:
        raise ApiServerError(f"there is no etcd on PATH; get it: python -m sandbox.apiserver, or apt {ETCD_PACKAGE}")
    server = obtain(say)
    etcd_port, peer_port, port = _free_ports(3)
    token = secrets.token_hex(16)
    _write_secrets(directory, token)
    url, store = f"https://127.0.0.1:{port}", f"http://127.0.0.1:{etcd_port}"
    peer = f"http://127.0.0.1:{peer_port}"
    with ExitStack() as stack:
        _start(stack, directory, [
            found, "--data-dir", str(directory / "etcd"), "--unsafe-no-fsync",
            "--listen-client-urls", store, "--advertise-client-urls", store, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}",
        ])  # fmt: skip
        process = _start(stack, directory, [
            str(server), f"--etcd-servers={store}", "--bind-address=127.0.0.1", f"--secure-port={port}",
            f"--advertise-address={_ADVERTISED}", f"--cert-dir={directory}", "--service-cluster-ip-range=10.0.0.0/24",
            "--authorization-mode=RBAC", f"--token-auth-file={directory / 'tokens.csv'}",
            "--service-account-issuer=https://kubernetes.default.svc", "--anonymous-auth=false",
            f"--service-account-key-file={directory / 'accounts.key'}",
            f"--service-account-signing-key-file={directory / 'accounts.key'}",
            # Both wait for controllers, of which there are none here.
            "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection",
        ])  # fmt: skip
        _wait(process, directory, url, token)
        yield Endpoint(url, _write_kubeconfig(directory, url, token))


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _write_secrets(directory: Path, token: str) -> None:
    """The key that signs tokens of service accounts, and the one token of an administrator."""
    directory.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (directory / "accounts.key").write_bytes(pem)
    (directory / "tokens.csv").write_text(f"{token},admin,admin,system:masters\n", encoding="utf-8")


def _start(stack: ExitStack, directory: Path, command: list[str]) -> subprocess.Popen[bytes]:
    """Start a program whose output goes to a log of its name, and which ends with the block."""
    log: IO[bytes] = stack.enter_context((directory / f"{Path(command[0]).name}.log").open("ab"))
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    stack.callback(_stop, process)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], directory: Path, url: str, token: str) -> None:
    """Return when the server answers that it is ready."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _is_ready(directory, url, token):
            return
        time.sleep(0.1)
    lines = (directory / "kube-apiserver.log").read_text(encoding="utf-8", errors="replace").splitlines()
    raise ApiServerError("the API server did not start; its log ends with:\n  " + "\n  ".join(lines[-8:]))


def _is_ready(directory: Path, url: str, token: str) -> bool:
    try:
        context = ssl.create_default_context(cafile=str(directory / "apiserver.crt"))
        direct = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        request = urllib.request.Request(f"{url}/readyz", headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - https
        with direct.open(request, timeout=5) as answer:
            return answer.status == 200  # noqa: PLR2004 - OK
    except OSError:
        return False


def _write_kubeconfig(directory: Path, url: str, token: str) -> Path:
    path = directory / "kubeconfig"
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {"name": "local", "cluster": {"server": url, "certificate-authority": str(directory / "apiserver.crt")}}
        ],
        "users": [{"name": "admin", "user": {"token": token}}],
        "contexts": [{"name": "local", "context": {"cluster": "local", "user": "admin"}}],
        "current-context": "local",
    }
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(document, file)  # pyright: ignore[reportUnknownMemberType]
    return path


def main() -> int:
    """Get all that the tests need; what cannot be had is said, and is no failure."""
    if not install_etcd():
        return 0
    try:
        print(f"{TOOL.title}: {TOOL.version} ({obtain()})")
    except ApiServerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
