"""Public meshes said in config: right alone and together, and rendered by each minor's chart."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.catalogue.cilium.objects import MESH_SECRETS
from cilium_ako.check.checked_stack import CheckedStack, check_config
from cilium_ako.config.stack import Secret
from cilium_ako.fleet.judge import judged_together
from tests.certificates import AUTHORITY, AUTHORITY_KEY
from tests.charts.grid import CILIUM
from tests.charts.real_charts import helm_template, why_not_rendered
from tests.data_files import data_of
from tests.rules.cases import patched, raw_of

SETUPS: dict[str, dict[str, Any]] = data_of(Path(__file__).with_name("mesh_setups.yaml"))
VERSIONS = {version: kubernetes for version, kubernetes in CILIUM.items() if version >= "1.16"}
"""Every release whose chart is known and that may be in a mesh."""
IPSEC_KEY = f"1+ rfc4106(gcm(aes)) {'a' * 40} 128"

EVERY = [
    pytest.param(setup, version, id=f"{setup}-{version}")
    for setup in SETUPS
    for version in VERSIONS
]


@cache
def stacks(setup: str, version: str) -> tuple[CheckedStack, ...]:
    """Both stacks of a set-up with one release of Cilium, judged together."""
    checked = []
    for name in ("one", "other"):
        config = patched(SETUPS[setup]["both"], SETUPS[setup][name])
        config["cluster"] |= {
            "kubernetesVersion": VERSIONS[version],
            "kernelVersion": "6.8",
            "apiServer": [f"https://api.{name}.example.test:6443"],
            "maxNodes": 10,
        }
        config["cilium"]["version"] = version
        secrets: dict[str, Secret] = {}
        if config["mesh"]["certificates"]["source"] == "ca":
            secrets |= {"meshCa": Secret(AUTHORITY), "meshCaKey": Secret(AUTHORITY_KEY)}
        if config["cilium"].get("encryption", {}).get("type") == "ipsec":
            secrets["ipsecKey"] = Secret(IPSEC_KEY)
        checked.append(check_config(name, raw_of(config, secrets), Path(), offline=False))
    return tuple(judged_together(checked))


@pytest.mark.parametrize(("setup", "version"), EVERY)
def test_a_public_mesh_is_right_alone_and_together(setup: str, version: str) -> None:
    for stack in stacks(setup, version):
        assert [each for each in stack.problems if each.stops] == []
        assert stack.ok


@pytest.mark.parametrize(("setup", "version"), EVERY)
def test_the_real_chart_makes_the_mesh_of_it(setup: str, version: str) -> None:
    reason = why_not_rendered("cilium", version)
    if reason:
        pytest.skip(reason)
    for checked in stacks(setup, version):
        values, stack = checked.helm_values("cilium"), checked.stack
        assert values is not None
        assert stack is not None
        assert stack.mesh is not None
        assert stack.cluster is not None
        ran = helm_template(
            "cilium",
            version,
            values,
            VERSIONS[version],
            "--api-versions",
            "cert-manager.io/v1/Certificate",
        )
        assert ran.returncode == 0, ran.stderr
        found = [each for each in yaml.safe_load_all(ran.stdout) if each]
        objects = {f"{each['kind']}/{each['metadata']['name']}": each for each in found}
        assert "Deployment/clustermesh-apiserver" in objects
        source = stack.mesh.certificates.source
        made = {name for name in MESH_SECRETS if f"Certificate/{name}" in objects}
        assert made == (set(MESH_SECRETS) if source == "certmanager" else set())
        # no private key stands in a release
        assert not any(f"Secret/{name}" in objects for name in MESH_SECRETS)
        config = objects["ConfigMap/cilium-config"]["data"]
        assert config["cluster-id"] == str(stack.cluster.id)
        assert config["max-connected-clusters"] == str(stack.mesh.size)
        assert config.get("policy-default-local-cluster", "true") == "true"
        (peer,) = stack.mesh.peers
        known = objects["Secret/cilium-kvstoremesh"]["data"]
        where = base64.b64decode(known[peer.name]).decode()
        by_address = peer.address[0].isdigit()
        host = f"{peer.name}.mesh.cilium.io" if by_address else peer.address
        assert f"https://{host}:{peer.port}" in where
        aliases = objects["Deployment/clustermesh-apiserver"]["spec"]["template"]["spec"]
        addresses = [each["ip"] for each in aliases.get("hostAliases") or ()]
        assert addresses == ([peer.address] if by_address else [])
        agents = objects["DaemonSet/cilium"]["spec"]["template"]["spec"]
        assert not agents.get("hostAliases"), "a peer would restart every agent"
