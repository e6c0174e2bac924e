"""The guard under the real engine: a preview of a recorded state against a new config.

No cluster is needed: a Helm release previews without one. Needs the Pulumi CLI, its Kubernetes and
random providers as plugins, and the charts (CILIUM_AKO_CHARTS).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
STATES = ROOT / "tests" / "states"
SERVER = "https://api.dev.example.test:6443"

_HOME = os.environ.get("HOME", "")
"""Before the tests' own is set: the CLI keeps its plugins below it."""


def _pulumi_home() -> Path:
    return Path(os.environ.get("PULUMI_HOME") or Path(_HOME) / ".pulumi")


def _skip_reason() -> str:
    if shutil.which("pulumi") is None:
        return "pulumi is not on PATH"
    plugins = _pulumi_home() / "plugins"
    for name in ("kubernetes", "random"):
        if not any(plugins.glob(f"resource-{name}-v*")):
            return f"the plugin pulumi-resource-{name} is not installed in {plugins}"
    charts = os.environ.get("CILIUM_AKO_CHARTS", "")
    if not charts:
        return "CILIUM_AKO_CHARTS names no directory of charts"
    for name in ("cilium-1.18.12.tgz", "ako-1.13.4"):
        if not Path(charts, name).exists():
            return f"there is no {name} in {charts} (CILIUM_AKO_CHARTS)"
    return ""


pytestmark = pytest.mark.skipif(bool(_skip_reason()), reason=_skip_reason() or "-")

PROGRAM = """
import pulumi

from components.engine import resource_hooks
from components.program import run

# nothing looks for a Cilium in a cluster that is not there
resource_hooks.foreign_cilium_hook = lambda stack: pulumi.ResourceHook(
    "foreign", lambda args: None
)
run()
"""


class Engine:
    """A project of its own, with a state and a stack file."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / "project"
        self.directory.mkdir()
        (directory / "backend").mkdir()
        self.environment = {
            **os.environ,
            "HOME": str(directory),
            "PULUMI_HOME": str(_pulumi_home()),
            "PULUMI_BACKEND_URL": f"file://{directory}/backend",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PYTHONPATH": str(ROOT),
            "KUBECONFIG": str(directory / "kubeconfig"),
        }
        (directory / "kubeconfig").write_text(yaml.safe_dump(_kubeconfig()), "utf-8")
        project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text("utf-8"))
        project["runtime"] = {"name": "python", "options": {"virtualenv": sys.prefix}}
        (self.directory / "Pulumi.yaml").write_text(yaml.safe_dump(project), "utf-8")
        (self.directory / "__main__.py").write_text(PROGRAM, "utf-8")
        self.pulumi("stack", "init", "dev")
        self.pulumi("config", "set", "--secret", "cilium-ako:aviPassword", "CANARY-password")

    def pulumi(self, *arguments: str, fails: bool = False) -> str:
        """Runs the CLI and returns what it printed."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        text = done.stdout + done.stderr
        assert (done.returncode != 0) is fails, text
        return text

    def configure(self, change: Mapping[str, Any]) -> None:
        """Writes the stack's config: that of `dev`, with some keys of Cilium's otherwise."""
        path = self.directory / "Pulumi.dev.yaml"
        document = yaml.safe_load(path.read_text("utf-8"))
        config = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text("utf-8"))["config"]
        charts = os.environ["CILIUM_AKO_CHARTS"]
        config["cilium-ako:cilium"]["chart"] = f"{charts}/cilium-1.18.12.tgz"
        config["cilium-ako:ako"]["chart"] = f"{charts}/ako-1.13.4"
        config["cilium-ako:cilium"].update(change)
        document["config"] = {
            **config,
            "cilium-ako:aviPassword": document["config"]["cilium-ako:aviPassword"],
        }
        path.write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")

    def import_state(self, name: str) -> None:
        """Takes a recorded state over, with this stack's own way of keeping secrets."""
        document = json.loads((STATES / name).read_text("utf-8"))
        empty = json.loads(self.pulumi("stack", "export"))
        deployment = document["deployment"]
        deployment["manifest"] = empty["deployment"]["manifest"]
        deployment["secrets_providers"] = empty["deployment"].get("secrets_providers")
        # a random value comes back from no recorded state: it is made anew
        deployment["resources"] = [
            {
                **resource,
                "dependencies": [
                    each for each in resource.get("dependencies", []) if "random" not in each
                ],
            }
            for resource in _without_ciphertexts(deployment["resources"])
            if "random" not in resource["urn"]
        ]
        (self.directory / "state.json").write_text(json.dumps(document), "utf-8")
        self.pulumi("stack", "import", "--file", "state.json")


def _without_ciphertexts(value: Any) -> Any:
    """Secrets in clear, since nobody can decrypt the recorded ones."""
    if isinstance(value, dict):
        if "ciphertext" in value:
            return {
                **{key: each for key, each in value.items() if key != "ciphertext"},
                "plaintext": '"x"',
            }
        return {key: _without_ciphertexts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_ciphertexts(each) for each in value]
    return value


def _kubeconfig() -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "dev",
        "clusters": [{"name": "dev", "cluster": {"server": SERVER}}],
        "users": [{"name": "dev", "user": {"token": "none"}}],
        "contexts": [{"name": "dev", "context": {"cluster": "dev", "user": "dev"}}],
    }


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path)


def _pools(*pools: str) -> dict[str, Any]:
    return {"ipam": {"mode": "cluster-pool", "podCidrs": list(pools), "nodeMaskSize": 24}}


def test_guard(engine: Engine) -> None:
    engine.configure({})
    engine.import_state("dev.json")
    before = engine.pulumi("stack", "export")

    engine.configure(_pools("10.99.0.0/16"))
    text = engine.pulumi("preview", fails=True)
    assert 'before hook "cilium-ako-guard" failed' in text
    assert "forbidden: cilium-ako:cilium.ipam.podCidrs (pool-replaced)" in text
    assert "CANARY" not in text
    assert engine.pulumi("stack", "export") == before

    command = next(line for line in text.splitlines() if "pool-replaced.to'" in line).split()
    digest = command[-1]
    acknowledge = "cilium-ako:acknowledge.pool-replaced"
    engine.pulumi("config", "set", "--path", f"{acknowledge}.reason", "NET-1")
    engine.pulumi("config", "set", "--path", f"{acknowledge}.to", digest)
    text = engine.pulumi("preview")
    assert "acknowledged: forbidden: cilium-ako:cilium.ipam.podCidrs (pool-replaced)" in text

    engine.configure(_pools("10.42.0.0/16", "10.43.0.0/16"))
    text = engine.pulumi("preview")
    assert "to update" in text
    assert "cilium-ako-guard" not in text


def test_guard_on_the_key(engine: Engine) -> None:
    def key(rotation: int) -> dict[str, Any]:
        return {
            "encryption": {"type": "ipsec", "key": {"source": "generate", "rotation": rotation}}
        }

    engine.configure(key(1))
    engine.import_state("dev-ipsec.json")
    engine.configure(key(2))
    assert "cilium-ako-guard" not in engine.pulumi("preview")
    engine.configure(key(3))
    assert "ipsec-key-jumped" in engine.pulumi("preview", fails=True)
