"""How programs of Maven Central serve the tests: got once, exactly what is pinned, and run by a Java that can."""

import os
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from sandbox import maven
from sandbox.kestra import KESTRA
from sandbox.nextflow import NEXTFLOW

POM = '<project xmlns="http://maven.apache.org/POM/4.0.0"><version>1.2.3</version></project>'


@pytest.fixture
def jars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> maven.Jars:
    """A program with an empty cache; what is pinned is one jar, `a.jar`, with "a" in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    home = tmp_path / "judge"
    home.mkdir()
    (home / "pom.xml").write_text(POM)
    (home / "jars.sha256").write_text(f"{sha256(b'a').hexdigest()}  a.jar\n")
    return maven.Jars("Judge", home, jdk=25)


def brought(monkeypatch: pytest.MonkeyPatch, **contents: str) -> None:
    """Let Maven bring jars with these contents."""

    def copied(_: maven.Jars, directory: Path) -> Path:
        folder = directory / "jars"
        folder.mkdir()
        for name, text in contents.items():
            (folder / f"{name}.jar").write_text(text)
        return folder

    monkeypatch.setattr(maven.Jars, "_copied", copied)


def jdk(home: Path, version: str) -> Path:
    """A JDK as far as anybody looks."""
    (home / "bin").mkdir(parents=True)
    for tool in ("java", "javac"):
        (home / "bin" / tool).write_text("")
    (home / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n')
    return home


def test_what_is_pinned_is_kept_for_every_checkout(jars: maven.Jars, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is asked for."""
    brought(monkeypatch, a="a")
    said: list[str] = []
    folder = jars.obtain(said.append)
    assert folder == jars.folder
    assert folder.parts[-3:] == ("labelwright", "judge", "1.2.3")
    assert [path.name for path in folder.iterdir()] == ["a.jar"]
    jars.obtain(said.append)
    assert len(said) == 1


@pytest.mark.parametrize("contents", [{"a": "other"}, {"a": "a", "b": "b"}, {}])
def test_what_is_not_pinned_is_not_run(
    contents: dict[str, str], jars: maven.Jars, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another content, a jar more, a jar less: refused, and nothing is kept."""
    brought(monkeypatch, **contents)
    with pytest.raises(maven.MavenError, match=r"[ab]\.jar"):
        jars.obtain(lambda _: None)
    assert not jars.folder.exists()
    assert [path.name for path in jars.folder.parent.iterdir()] == ["1.2.3.lock"]


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only JDK is of the version that the test names, and is told by JAVA_HOME."""
    found = jdk(tmp_path / "jdk", request.param)
    monkeypatch.setenv("JAVA_HOME", str(found))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(maven, "_JDKS", tmp_path / "none")
    return found


@pytest.mark.parametrize("home", ["25", "25.0.1", "26-ea"], indirect=True)
def test_a_jdk_that_is_new_enough_is_taken(home: Path, jars: maven.Jars) -> None:
    """As its own `release` file says."""
    assert jars.java() == home / "bin" / "java"


@pytest.mark.parametrize("home", ["24.0.2", "1.8.0", ""], indirect=True)
@pytest.mark.usefixtures("home")
def test_an_older_jdk_is_none(jars: maven.Jars) -> None:
    """It is said what would do."""
    with pytest.raises(maven.MavenError, match="needs a JDK 25 or newer"):
        jars.java()


def test_what_needs_no_jdk_runs_on_the_java_on_path(
    tmp_path: Path, jars: maven.Jars, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is: one without a compiler, or a stand-in that chooses among several."""
    answering(tmp_path, monkeypatch, "")
    assert replace(jars, jdk=None).java() == tmp_path / "java"


def test_without_a_jdk_it_is_said_that_tests_are_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No failure: Kestra is a judge, not a part."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(maven, "_JDKS", tmp_path / "none")
    assert maven.main(KESTRA) == 0
    assert (
        "needs a JDK 25 or newer: install one, or set JAVA_HOME: its tests will be skipped" in capsys.readouterr().out
    )


@pytest.mark.parametrize("home", ["25"], indirect=True)
@pytest.mark.usefixtures("home")
def test_without_maven_it_is_said_that_tests_are_skipped(jars: maven.Jars, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is that a failure."""
    assert maven.main(jars) == 0
    assert "Judge: there is no mvn, and no apt" in capsys.readouterr().out


@pytest.mark.parametrize("home", ["25"], indirect=True)
@pytest.mark.usefixtures("home")
def test_jars_that_were_got_need_no_maven(jars: maven.Jars, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is installed that nothing asks."""
    jars.folder.mkdir(parents=True)
    assert maven.main(jars) == 0
    assert capsys.readouterr().out == f"Judge: 1.2.3 ({jars.folder})\n"


@pytest.mark.parametrize(("jars", "name"), [(NEXTFLOW, "nextflow"), (KESTRA, "core")])
def test_every_jar_is_pinned(jars: maven.Jars, name: str) -> None:
    """By its SHA-256, the program of the pom's version among them."""
    lines = [line.split() for line in (jars.home / "jars.sha256").read_text(encoding="utf-8").splitlines()]
    assert all(len(digest) == 64 for digest, _ in lines)
    assert f"{name}-{jars.version}.jar" in {name for _, name in lines}


def answering(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let the java on PATH be a Python script."""
    java = folder / "java"
    java.write_text(f"#!{sys.executable}\n{script}")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_each_line_is_answered_in_the_environment_that_is_given(
    tmp_path: Path, jars: maven.Jars, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And in the folder, by the program that is told."""
    brought(monkeypatch, a="a")
    script = "import json, os, sys\nfor line in sys.stdin:\n    "
    script += "print(json.dumps([json.loads(line), os.environ['A'], os.getcwd(), sys.argv[-1]]), flush=True)\n"
    answering(tmp_path, monkeypatch, script)
    there = tmp_path / "there"
    with maven.talking(replace(jars, jdk=None), ["Main"], there, print, {**os.environ, "A": "b"}) as conversation:
        for number in (1, 2):
            assert conversation.ask({"n": number}) == [{"n": number}, "b", str(there), "Main"]


def test_a_program_that_gives_no_answer_is_told_with_its_last_words(
    tmp_path: Path, jars: maven.Jars, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in its log, and one that does not end by itself is ended."""
    brought(monkeypatch, a="a")
    monkeypatch.setattr(maven, "SECONDS_TO_END", 0.1)
    script = "import os, sys, time\nprint('out of memory', file=sys.stderr, flush=True)\nos.close(1)\ntime.sleep(600)\n"
    answering(tmp_path, monkeypatch, script)
    with (
        maven.talking(replace(jars, jdk=None), ["Main"], tmp_path / "there") as conversation,
        pytest.raises(maven.MavenError, match=r"(?s)Judge gave no answer.*out of memory"),
    ):
        conversation.ask({})
