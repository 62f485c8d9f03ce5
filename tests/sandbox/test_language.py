"""The Python language host under the real engine: programs, policy packs and component packages."""

# ruff: noqa: S607 - running the CLI is what is tested

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from sandbox import Sandbox
from sandbox.process import birth_of

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi
from beside import shout

class Thing(pulumi.ComponentResource):
    def __init__(self, name, tag):
        super().__init__("test:index:Thing", name, {"tag": tag})
        self.register_outputs({"tag": tag})

config = pulumi.Config()
print("said by the program")
Thing("thing", config.get("tag") or "good")
pulumi.export("greeting", shout(config.require("greeting")))
pulumi.export("where", [pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.get_root_directory()])
pulumi.export("secret", config.require_secret("secret"))
"""
PACK = """
import os
import pulumi
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def check(args, report):
    if args.props.get("tag") == "bad":
        limit = pulumi.Config("tiny").get("greeting")
        report(f"bad tag on {args.name} of {pulumi.get_project()}/{pulumi.get_stack()} where {limit} is said")

PolicyPack("pack", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy(name="no-bad-tag", description="No tag is bad.", validate=check)])
"""
COMPONENT = '''
from typing import Optional, TypedDict
import pulumi
from pulumi.provider.experimental import component_provider_host

class GreeterArgs(TypedDict):
    who: pulumi.Input[str]
    """Who is greeted."""

class Greeter(pulumi.ComponentResource):
    text: pulumi.Output[str]

    def __init__(self, name: str, args: GreeterArgs, opts: Optional[pulumi.ResourceOptions] = None):
        super().__init__("greeting:index:Greeter", name, {}, opts)
        self.text = pulumi.Output.concat("hello ", args["who"])
        self.register_outputs({"text": self.text})

component_provider_host(name="greeting", components=[Greeter])
'''
CONSUMER = """
import pulumi

class Greeter(pulumi.ComponentResource):
    def __init__(self, name, who):
        super().__init__("greeting:index:Greeter", name, {"who": who, "text": None}, remote=True)

pulumi.export("text", Greeter("greeter", "you").text)
"""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox of this module's own, running."""
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    sandbox.start()
    yield sandbox
    sandbox.stop()


class Project:
    """A Pulumi project with one stack, and the plain CLI run in it."""

    def __init__(self, folder: Path, sandbox: Sandbox, program: str, options: str = "") -> None:
        self.folder = folder
        self.environment = sandbox.full_environment()
        self.name = "p" + folder.name.replace("_", "-")[:40].rstrip("-")
        folder.mkdir(parents=True, exist_ok=True)
        manifest = f"name: {self.name}\nruntime:\n  name: python\n{options}config:\n  tiny:greeting: {{value: hello}}\n"
        (folder / "Pulumi.yaml").write_text(manifest, encoding="utf-8")
        (folder / "__main__.py").write_text(
            program.replace("pulumi.Config()", 'pulumi.Config("tiny")'), encoding="utf-8"
        )
        (folder / "beside.py").write_text("def shout(text):\n    return text.upper()\n", encoding="utf-8")
        self.pulumi("stack", "init", "test")
        self.pulumi("config", "set", "--secret", "tiny:secret", "open sesame")

    def pulumi(self, *arguments: str, ends_with: int = 0) -> str:
        """Runs the CLI to its end and gives back all that it printed."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode == 0) == (ends_with == 0), done.stdout
        return done.stdout

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Starts the CLI in the background."""
        return subprocess.Popen(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in the clear."""
        return cast(dict[str, Any], json.loads(self.pulumi("stack", "output", "--json", "--show-secrets")))


@pytest.fixture
def project(tmp_path: Path, sandbox: Sandbox, request: pytest.FixtureRequest) -> Project:
    """The small program above as a project."""
    return Project(tmp_path / str(request.node.name), sandbox, PROGRAM)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def test_a_program_gets_its_config_and_gives_its_outputs(project: Project) -> None:
    """Config, secrets, project, stack, root folder, and a module beside the program all reach it."""
    project.pulumi("up", "--yes")
    assert project.outputs() == {
        "greeting": "HELLO",
        "where": [project.name, "test", str(project.folder)],
        "secret": "open sesame",
    }
    assert "open sesame" not in project.pulumi("stack", "output", "--json")


def test_what_a_program_prints_reaches_the_user(project: Project) -> None:
    """Once, as a message of the stack, and the engine has nothing to complain of."""
    shown = project.pulumi("preview", "--diff")
    assert shown.count("said by the program") == 1
    assert "warning" not in shown


def test_a_run_error_shows_its_message_only(project: Project) -> None:
    """A mistake of the user's is told without a traceback, and nothing about exit codes follows it."""
    (project.folder / "__main__.py").write_text("import pulumi\nraise pulumi.RunError('say please')\n", "utf-8")
    shown = project.pulumi("up", "--yes", ends_with=1)
    assert "error: say please" in shown
    assert "Traceback" not in shown
    assert "exit code" not in shown


def test_any_other_error_shows_where_in_the_program_it_came_from(project: Project) -> None:
    """The traceback begins in the program; what is ours is left out."""
    (project.folder / "__main__.py").write_text("import beside\nbeside.shout(7)\n", "utf-8")
    shown = project.pulumi("up", "--yes", ends_with=1)
    assert "AttributeError: 'int' object has no attribute 'upper'" in shown
    assert f'File "{project.folder}/__main__.py", line 2' in shown
    assert "runpy" not in shown


def test_a_program_without_a_main_file_is_told_so(project: Project) -> None:
    """With the folder that was looked into."""
    (project.folder / "__main__.py").unlink()
    assert f"there is no Pulumi program (__main__.py) in {project.folder}" in project.pulumi("up", "--yes", ends_with=1)


def test_a_program_that_exits_by_itself_fails_the_update(project: Project) -> None:
    """The engine does not take a half run for a whole one."""
    (project.folder / "__main__.py").write_text("import sys\nsys.exit(3)\n", "utf-8")
    assert "the program ended with exit code 3" in project.pulumi("up", "--yes", ends_with=1)


def test_a_virtual_environment_that_is_not_there_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    """With the folder, and what to do."""
    project = Project(tmp_path / "venvless", sandbox, PROGRAM, "  options: {virtualenv: ../missing}\n")
    shown = project.pulumi("up", "--yes", ends_with=1)
    assert "there is no Python environment at" in shown
    assert "../missing" in shown


def test_a_given_virtual_environment_is_used(tmp_path: Path, sandbox: Sandbox) -> None:
    """The runtime option decides which interpreter runs the program, relative to the project."""
    python = tmp_path / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexport CHOSEN=yes\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    program = "import os, pulumi\npulumi.export('chosen', os.environ['CHOSEN'])\n"
    project = Project(tmp_path / "given", sandbox, program, "  options: {virtualenv: ../env}\n")
    project.pulumi("up", "--yes")
    assert project.outputs() == {"chosen": "yes"}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The policy pack above."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "PulumiPolicy.yaml").write_text("name: pack\nruntime: python\n", "utf-8")
    (folder / "__main__.py").write_text(PACK, "utf-8")
    return folder


def test_a_policy_pack_blocks_a_preview(project: Project, pack: Path) -> None:
    """It runs in the engine, sees the resource, and knows stack, project and config as under Pulumi's own host."""
    assert "pack@v0.0.1" in project.pulumi("preview", "--policy-pack", str(pack))
    project.pulumi("config", "set", "tiny:tag", "bad")
    shown = project.pulumi("preview", "--policy-pack", str(pack), ends_with=1)
    assert "[mandatory]  no-bad-tag  (test:index:Thing: thing)" in shown
    assert f"bad tag on thing of {project.name}/test where hello is said" in shown


@pytest.fixture
def component(tmp_path: Path) -> Path:
    """The component package above."""
    folder = tmp_path / "greeting"
    folder.mkdir()
    (folder / "PulumiPlugin.yaml").write_text("runtime: python\n", "utf-8")
    (folder / "__main__.py").write_text(COMPONENT, "utf-8")
    return folder


def test_a_component_package_tells_its_schema(project: Project, component: Path) -> None:
    """`pulumi package get-schema` prints JSON and nothing else on standard output."""
    done = subprocess.run(
        ["pulumi", "package", "get-schema", str(component)],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    schema = json.loads(done.stdout)
    assert schema["resources"]["greeting:index:Greeter"]["requiredInputs"] == ["who"]


def test_a_packaged_component_is_built_for_a_program(tmp_path: Path, sandbox: Sandbox, component: Path) -> None:
    """A program asks for it by its type only, and gets its outputs."""
    plugins = f"plugins:\n  providers:\n    - {{name: greeting, path: {component}}}\n"
    project = Project(tmp_path / "consumer", sandbox, CONSUMER, "")
    with (project.folder / "Pulumi.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(plugins)
    project.pulumi("up", "--yes")
    assert project.outputs() == {"text": "hello you"}


WAITING = """
import pathlib, time
import pulumi
folder = pathlib.Path(__file__).parent
class Thing(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("test:index:Thing", name)
        self.register_outputs({})
Thing("first")
(folder / "reached").write_text(str(__import__("os").getpid()))
while (folder / "wait").exists():
    time.sleep(0.05)
Thing("second")
"""


def wait_until(reached: Path) -> int:
    """The process number that the waiting program has written down."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if reached.exists() and reached.read_text("utf-8"):
            return int(reached.read_text("utf-8"))
        time.sleep(0.05)
    raise AssertionError("the program was never reached")


def is_running(pid: int) -> bool:
    """Whether a process still runs."""
    return birth_of(pid) is not None


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_the_program_ends_with_the_engine(tmp_path: Path, sandbox: Sandbox, sent: signal.Signals) -> None:
    """Interrupted or killed, the engine leaves no program behind; after `pulumi cancel` the next up completes."""
    project = Project(tmp_path / f"waiting-{int(sent)}", sandbox, WAITING)
    (project.folder / "wait").touch()
    update = project.start("up", "--yes", "--skip-preview")
    program = wait_until(project.folder / "reached")
    update.send_signal(sent)
    update.wait(30)
    deadline = time.monotonic() + 15
    while is_running(program) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(program)
    if update.stdout is not None:
        update.stdout.close()
    (project.folder / "wait").unlink()
    if sent == signal.SIGKILL:
        assert "the stack is currently locked" in project.pulumi("up", "--yes", ends_with=1)
        project.pulumi("cancel", "--yes")
    project.pulumi("up", "--yes")
    resources = json.loads(project.pulumi("stack", "export"))["deployment"]["resources"]
    assert {"first", "second"} <= {resource["urn"].rpartition("::")[2] for resource in resources}
