"""The SDKs that are generated of the package, and the examples that use them: they compile.

Needs the CLI with `pulumi-language-nodejs` and npm, or `pulumi-language-go` and Go, and what those
two fetch.
"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from pulumi.runtime.config import set_all_config

from cilium_ako.preview.offline import run_registering
from cilium_ako.preview.recording import SECRET, RecordingMonitor
from tests.engine.test_engine import HOME, ROOT

EXAMPLES = ROOT / "examples"
SCHEMA = ROOT / "package" / "schema.json"

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine")]


def _needs(*tools: str) -> pytest.MarkDecorator:
    absent = [tool for tool in ("pulumi", *tools) if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(absent), reason=f"not on PATH: {', '.join(absent)}")


def run(*command: str, at: Path) -> tuple[int, str]:
    """Status, and both streams in one text."""
    found = subprocess.run(
        command,
        cwd=at,
        env={**os.environ, "HOME": str(HOME), "PULUMI_SKIP_UPDATE_CHECK": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return found.returncode, found.stdout


def fetched(*command: str, at: Path) -> None:
    """Runs what fetches packages; the test is skipped where they cannot be had."""
    status, text = run(*command, at=at)
    if status:
        pytest.skip(f"{' '.join(command)} cannot fetch what it needs: {text.strip()[-300:]}")


def _run(program: Path) -> None:
    runpy.run_path(str(program), run_name="__main__")


def example(name: str, language: str, tmp_path: Path) -> Path:
    """A copy of an example, with the SDK where `pulumi package add` puts it."""
    at = tmp_path / name
    shutil.copytree(EXAMPLES / name, at, ignore=shutil.ignore_patterns("sdks", "node_modules"))
    status, text = run(
        "pulumi", "package", "gen-sdk", str(SCHEMA), "--language", language,
        "--local", "--out", str(tmp_path / "sdk"),
        at=tmp_path,
    )  # fmt: skip
    assert status == 0, text
    shutil.copytree(tmp_path / "sdk" / language, at / "sdks" / "cilium-ako")
    return at


@_needs("pulumi-language-nodejs", "npm")
def test_the_example_in_typescript_compiles(tmp_path: Path) -> None:
    at = example("package-typescript", "nodejs", tmp_path)
    fetched("npm", "install", "--no-audit", "--no-fund", at=at)
    status, text = run("node_modules/.bin/tsc", "--noEmit", "--project", ".", at=at)
    assert status == 0, text


@_needs("pulumi-language-nodejs", "npm")
def test_a_key_that_is_none_does_not_compile(tmp_path: Path) -> None:
    at = example("package-typescript", "nodejs", tmp_path)
    program = at / "index.ts"
    program.write_text(program.read_text("utf-8").replace("maxNodes:", "maxNode:"), "utf-8")
    fetched("npm", "install", "--no-audit", "--no-fund", at=at)
    status, text = run("node_modules/.bin/tsc", "--noEmit", "--project", ".", at=at)
    assert status != 0
    assert "'maxNode' does not exist in type 'ClusterArgs'" in text


@_needs("pulumi-language-go", "go")
def test_the_example_in_go_builds(tmp_path: Path) -> None:
    at = example("package-go", "go", tmp_path)
    sdk = at / "sdks" / "cilium-ako"
    for file in sdk.rglob("*.go"):  # `package add` names the folder as the package
        text = file.read_text("utf-8").replace("/sdk/go/cilium-ako", "/sdk/go/ciliumako")
        file.write_text(text, "utf-8")
    requires = (at / "go.mod").read_text("utf-8").split("require (")[1].split(")")[0]
    (sdk / "go.mod").write_text(
        "module example.com/pulumi-cilium-ako/sdk/go\n\ngo 1.25\n\nrequire "
        + next(line.strip() for line in requires.splitlines() if "pulumi/sdk" in line)
        + "\n",
        "utf-8",
    )
    fetched("go", "mod", "tidy", at=at)
    status, text = run("go", "build", "-o", str(tmp_path / "program"), ".", at=at)
    assert status == 0, text


@_needs("pulumi-language-python")
def test_the_example_in_python_asks_for_what_the_yaml_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = example("package-python", "python", tmp_path)
    sdk = at / "sdks" / "cilium-ako"
    monkeypatch.syspath_prepend(str(sdk))
    installed = sdk / "pulumi_cilium_ako-0.1.0.dist-info"  # as an installer writes it
    installed.mkdir()
    metadata = "Metadata-Version: 2.1\nName: pulumi_cilium_ako\nVersion: 0.1.0\n"
    (installed / "METADATA").write_text(metadata, "utf-8")
    secret = "network-python:aviPassword"
    set_all_config({secret: "text"}, [secret])
    monitor = RecordingMonitor()
    run_registering(
        lambda: _run(at / "__main__.py"),
        monitor,
        "dev",
        preview=True,
        project="network-python",
    )
    (component,) = (each for each in monitor.registered.values() if each.name == "network")
    in_yaml = yaml.safe_load((EXAMPLES / "package-yaml" / "Pulumi.yaml").read_text("utf-8"))
    properties = in_yaml["resources"]["network"]["properties"]
    assert component.inputs == {**properties, "aviPassword": SECRET}
