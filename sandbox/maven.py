"""Programs of Maven Central, for tests that are judged by the real thing.

What is needed stands in a pom.xml, what its jars are in `jars.sha256` beside it. Maven brings them, from wherever it is
set up to get them; they lie in the user's cache and serve every checkout:
`${XDG_CACHE_HOME:-~/.cache}/labelwright/<name>/<version>/`.
"""

# ruff: noqa: S603, T201 - the commands are made here, from no one's input; progress is printed

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from sandbox.building import Say, one_at_a_time
from sandbox.debian import install_by_apt

PACKAGES = MappingProxyType({"java": "default-jre-headless", "mvn": "maven"})
_POM = "{http://maven.apache.org/POM/4.0.0}"
_JDKS = Path("/usr/lib/jvm")  # where Debian and its kin put each one that is installed
SECONDS_TO_END = 10.0


class MavenError(Exception):
    """A program cannot be had, or did not answer; the message says why and what would help."""


@dataclass(frozen=True)
class Jars:
    """A program of a pom.xml in `home`: what it is called, and the oldest JDK that runs it; None: any Java does."""

    title: str
    home: Path
    jdk: int | None = None

    @property
    def version(self) -> str:
        """The pinned version: that of our pom. Raises `MavenError`."""
        found = ET.parse(self.home / "pom.xml").getroot().findtext(f"{_POM}version")  # noqa: S314 - a file of ours
        if found is None:
            raise MavenError(f"{self.home / 'pom.xml'} has no version")
        return found

    @property
    def folder(self) -> Path:
        """Where the jars of that version lie once they were got."""
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return base / "labelwright" / self.home.name / self.version

    def java(self) -> Path:
        """The `java` that runs it: of a JDK that is new enough, where it needs one. Raises `MavenError`."""
        if self.jdk is None:
            if on_path := shutil.which("java"):
                return Path(on_path)
            raise MavenError(f"there is no java on PATH to run {self.title} with; apt has it as {PACKAGES['java']}")
        found = next((java for java in _candidates() if _major(java) >= self.jdk), None)
        if found is None:
            raise MavenError(f"{self.title} needs a JDK {self.jdk} or newer: install one, or set JAVA_HOME")
        return found

    def obtain(self, say: Say = print) -> Path:
        """The folder of jars, got first where need be, which takes a minute. Raises `MavenError`."""
        target = self.folder
        with one_at_a_time(target.parent / f"{target.name}.lock", self.title, say):
            if target.is_dir():
                return target
            say(f"{self.title}: getting {self.version} with Maven, once")
            with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as temporary:
                folder = self._copied(Path(temporary))
                if differing := self._difference(folder):
                    raise MavenError(f"what Maven brought is not what jars.sha256 pins: {differing}")
                folder.replace(target)
        return target

    def pin(self) -> None:
        """Write down what the jars of the pinned version are. Raises `MavenError`."""
        with tempfile.TemporaryDirectory() as temporary:
            sums = _sums(self._copied(Path(temporary)))
        lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
        (self.home / "jars.sha256").write_text(lines, encoding="utf-8")

    def _copied(self, directory: Path) -> Path:
        """All jars that the pom asks for, in a folder below `directory`. Raises `MavenError`."""
        maven = shutil.which("mvn")
        if maven is None:
            raise MavenError(f"there is no mvn to get {self.title} with; apt has it as {PACKAGES['mvn']}")
        folder = directory / "jars"
        command = [maven, "--batch-mode", "--quiet", "--strict-checksums", "--file", str(self.home / "pom.xml")]
        command += [f"-Dmaven.repo.local={directory / 'repository'}", f"-DoutputDirectory={folder}"]
        done = subprocess.run([*command, "dependency:copy-dependencies"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = "\n  ".join(done.stdout.strip().splitlines()[-5:])
            raise MavenError(f"Maven could not get {self.title} {self.version}; it said last:\n  {last}")
        return folder

    def _difference(self, folder: Path) -> str:
        """The names of jars that are missing, foreign or different; "" where all is as pinned."""
        lines = (line.split() for line in (self.home / "jars.sha256").read_text(encoding="utf-8").splitlines())
        pinned = {(name, digest) for digest, name in lines}
        return ", ".join(sorted({name for name, _ in pinned ^ _sums(folder).items()}))


class Conversation:
    """A program of the JVM that answers each line of JSON with one."""

    def __init__(self, title: str, process: "subprocess.Popen[str]", log: Path) -> None:
        self._title = title
        self._process = process
        self._log = log

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """One line there and one line back. Raises `MavenError`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as error:
            log = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
            raise MavenError(f"{self._title} gave no answer; it said last:\n  " + "\n  ".join(log[-8:])) from error


@contextmanager
def talking(
    jars: Jars, program: Sequence[str], directory: Path, say: Say = print, environment: Mapping[str, str] | None = None
) -> Generator[Conversation]:
    """Run a program that answers until the block ends, in `directory`, where its log is too. Raises `MavenError`.

    `program` is what to start among the jars, as java is told it: options, a class or a source file. Without an
    `environment` it gets ours.
    """
    # A JVM that lives for seconds is quicker with its first compiler alone.
    command = [str(jars.java()), "-XX:TieredStopAtLevel=1", "-cp", str(jars.obtain(say) / "*"), *program]
    directory.mkdir(parents=True, exist_ok=True)
    log = directory / "judge.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            cwd=directory,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield Conversation(jars.title, process, log)
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    """Let it end by itself: its input is closed. One that does not is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _candidates() -> Iterator[Path]:
    """The `java` of every JDK that may be meant: JAVA_HOME's, the one on PATH, then those that Debian installed."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parents[1])
    homes += sorted(_JDKS.glob("*")) if _JDKS.is_dir() else []
    for home in homes:
        if (home / "bin" / "javac").exists():
            yield home / "bin" / "java"


def _major(java: Path) -> int:
    """The version of a JDK, as its `release` file says; 0 where it says nothing."""
    try:
        text = (java.parents[1] / "release").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', text, re.MULTILINE)
    return int(found[1]) if found else 0


def _sums(folder: Path) -> dict[str, str]:
    """Name of a jar -> its SHA-256, sorted."""
    return {jar.name: sha256(jar.read_bytes()).hexdigest() for jar in sorted(folder.iterdir())}


def _has_tools(jars: Jars, *, gets: bool) -> bool:
    """Whether there is the Java that runs it and, where it `gets` jars, Maven; apt is asked first for what lacks."""
    tools = ["mvn"] if gets else []
    if jars.jdk is None:
        tools = ["java", *tools]
    else:  # of which Debian's may be too old
        try:
            jars.java()
        except MavenError as error:
            print(f"{error}: its tests will be skipped")
            return False
    missing = {tool: PACKAGES[tool] for tool in tools if not shutil.which(tool)}
    return not missing or (install_by_apt(jars.title, missing) and all(map(shutil.which, missing)))


def main(jars: Jars) -> int:
    """Get all that the tests need; what cannot be had is said, and is no failure. `--pin` pins what is there today."""
    pinning = "--pin" in sys.argv[1:]
    try:
        if not _has_tools(jars, gets=pinning or not jars.folder.is_dir()):
            return 0
        if pinning:
            jars.pin()
        print(f"{jars.title}: {jars.version} ({jars.obtain()})")
    except MavenError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
