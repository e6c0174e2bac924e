"""The policy pack under the real engine: a preview of somebody else's program, and its states.

Needs `pulumi` with its Python language host, the Kubernetes plugin, charts (`CILIUM_AKO_CHARTS`)
and the pack's environment (`make policy-tools`). No cluster is asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cilium_ako.catalogue.release_facts import LET_RUN
from cilium_ako.catalogue.rules import BY_ID
from tests.engine.project import EngineProject
from tests.engine.test_engine import CHARTS, MISSING
from tests.policy.test_states import FOUND, STATES
from tests.policy.tools import PACK, PYTHON, ROOT

EXAMPLE: Final = ROOT / "examples" / "policy-pack"
WHY_NOT: Final = MISSING or ("" if PYTHON.is_file() else "pulumi-policy is not here")

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(WHY_NOT), reason=f"no engine with the pack: {WHY_NOT}"),
    pytest.mark.xdist_group("engine"),
]


class Program(EngineProject):
    """A copy of the example, with a backend of its own and the charts that are here."""

    def __init__(self, at: Path) -> None:
        (at / "state").mkdir()
        super().__init__(
            at / "program",
            at / "state",
            None,
            KUBECONFIG=str(at / "no-kubeconfig"),
            CHARTS=str(Path(CHARTS).resolve()),
        )
        shutil.copytree(EXAMPLE, self.at)
        path = self.at / "Pulumi.yaml"
        document = yaml.safe_load(path.read_text("utf-8"))
        document["runtime"]["options"] = {"toolchain": "pip", "virtualenv": sys.prefix}
        path.write_text(yaml.safe_dump(document))
        self.ok("stack", "init", "dev")

    def mend(self, wrong: str, right: str = "") -> None:
        """Changes a line of the program."""
        path = self.at / "__main__.py"
        text = path.read_text("utf-8")
        assert wrong in text
        path.write_text(text.replace(wrong, right))

    def preview(self, config: Mapping[str, Any] | None = None) -> tuple[int, str]:
        """A preview under the pack: its status and what is said of policies."""
        arguments = []
        if config is not None:
            (self.at / "config.json").write_text(json.dumps(config))
            arguments = ["--policy-pack-config", "config.json"]
        status, text = self.pulumi("preview", "--policy-pack", str(PACK), *arguments)
        return status, text[text.find("Policies:") :] if "Policies:" in text else text


def test_a_preview_of_another_program_is_refused_until_its_mistakes_are_mended(
    tmp_path: Path,
) -> None:
    program = Program(tmp_path)
    status, text = program.preview()
    assert status != 0
    for rule in ("native-cidr-missing", "values-removed"):
        assert (
            f"[mandatory] [severity: high]  {rule}  (kubernetes:helm.sh/v3:Release: cilium)" in text
        )
        assert BY_ID[rule].says in text
    assert "values.ipv4NativeRoutingCIDR: " in text
    assert "avi.example.test" not in text

    program.mend('        "tunnel": "disabled",\n')
    program.mend('"routingMode": "native"', '"ipv4NativeRoutingCIDR": "10.42.0.0/16"')
    status, text = program.preview()
    assert status != 0
    assert "[mandatory] [severity: high]  pair-cni-plugin" in text
    assert "(kubernetes:helm.sh/v3:Release: ako)" in text

    status, text = program.preview({"pair-cni-plugin": {"acknowledge": "NET-1"}})
    assert status == 0, text
    assert "pair-cni-plugin" not in text
    status, text = program.preview({"pair-cni-plugin": "advisory"})
    assert status == 0, text
    assert "[advisory] [severity: high]  pair-cni-plugin" in text

    program.mend('"cniPlugin": ""', '"cniPlugin": "cilium"')
    status, text = program.preview()
    assert status == 0, text
    assert "- [" not in text


def test_a_config_of_no_policy_is_refused_by_name(tmp_path: Path) -> None:
    status, text = Program(tmp_path).preview({"pair-cni-plugins": "advisory"})
    assert status != 0
    assert "there is no policy 'pair-cni-plugins'; the nearest is pair-cni-plugin" in text


def test_a_value_that_is_known_only_later_is_said(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.mend('        "tunnel": "disabled",\n')
    program.mend(
        '"routingMode": "native"', '"routingMode": "native", "ipv4NativeRoutingCIDR": known'
    )
    program.mend(
        "cilium = kubernetes",
        'secret = kubernetes.core.v1.Secret("s", string_data={"a": "b"}, opts=options)\n'
        "known = secret.id\n\ncilium = kubernetes",
    )
    text = program.preview({"pair-cni-plugin": "disabled"})[1]
    assert "values.ipv4NativeRoutingCIDR is not read: it is not known before the update" in text
    assert "native-cidr-missing" not in text


def analyzed(state: str, at: Path, *more: object) -> tuple[int, list[str]]:
    """The status of `policy analyze`, and the rules that it tells of, without login and stack."""
    environment = {
        key: value for key, value in os.environ.items() if key != "PULUMI_CONFIG_PASSPHRASE"
    }
    found = subprocess.run(
        [
            *("pulumi", "policy", "analyze", "--policy-pack", str(PACK), *map(str, more)),
            *("--file", str(STATES / f"{state}.json"), "--color", "never"),
        ],
        cwd=at,
        env={**environment, "PULUMI_BACKEND_URL": "file:///nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    return found.returncode, [name for name in BY_ID if f"]  {name}  (" in found.stdout]


@pytest.mark.parametrize("state", FOUND)
def test_a_state_is_analyzed_without_login_and_stack(state: str, tmp_path: Path) -> None:
    status, told = analyzed(state, tmp_path)
    assert sorted(told) == sorted(FOUND[state])
    refused = [name for name in told if BY_ID[name].severity == "error" and name not in LET_RUN]
    assert bool(status) is bool(refused)


def test_the_cilium_of_another_stack_is_found_by_its_name(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"pair-cni-plugin": {"ciliumStack": "organization/network/prod"}}')
    status, told = analyzed("across-stacks", tmp_path, "--policy-pack-config", config)
    assert (status != 0, told) == (True, ["pair-cni-plugin"])
