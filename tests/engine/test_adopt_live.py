"""From `helm install` by hand to a stack: `adopt --live`, `pulumi up`, and no pod restarts.

Needs what `test_taking` needs. The owner's values are a person's, not this program's.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.engine.test_engine import KUBECONFIG
from tests.engine.test_taking import Owned, helm, owned, pytestmark, running

__all__ = ["owned", "pytestmark"]

OWNERS = {
    "cilium": """
cluster: {name: prod, id: 7}
ipam: {mode: cluster-pool, operator: {clusterPoolIPv4PodCIDRList: [10.77.0.0/16]}}
routingMode: tunnel
tunnelProtocol: geneve
kubeProxyReplacement: true
defaultLBServiceIPAM: none
hubble: {relay: {enabled: true}, metrics: {enabled: [dns, drop]}}
bpf: {masquerade: true, mapDynamicSizeRatio: 0.005}
operator: {replicas: 1}
loadBalancer: {algorithm: maglev}
""",
    "ako": """
AKOSettings: {clusterName: prod-ako, cniPlugin: cilium, fullSyncFrequency: "900"}
ControllerSettings:
  controllerHost: avi.example.test
  controllerVersion: 22.1.5
  cloudName: vcenter-prod
  serviceEngineGroupName: prod
NetworkSettings:
  vipNetworkList: [{networkName: vip, cidr: 10.20.0.0/24}]
  nodeNetworkList: [{networkName: nodes, cidrs: [192.0.2.0/24]}]
L7Settings: {shardVSSize: SMALL}
""",
}
SERVER = "k8sServiceHost={},k8sServicePort={}"


@pytest.fixture
def installed(owned: Owned) -> Owned:
    """Both, as a person installed them."""
    server = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))["clusters"][0]["cluster"]["server"]
    host, _, port = server.removeprefix("https://").rpartition(":")
    for chart, namespace in (("cilium", "kube-system"), ("ako", "avi-system")):
        values = owned.project.at / f"{chart}-owners.yaml"
        values.write_text(OWNERS[chart], "utf-8")
        more = ("--set", SERVER.format(host, port)) if chart == "cilium" else ()
        helm(
            namespace, "install", chart, owned.chart(chart), "-f", str(values), "--wait",
            "--create-namespace", *more,
        )  # fmt: skip
    return owned


@pytest.mark.parametrize("record", [(), ("--read-helm-release",)], ids=["objects", "record"])
def test_a_cluster_is_adopted_and_taken_over(installed: Owned, record: tuple[str, ...]) -> None:
    project = installed.project
    before = running()
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "cilium-ako"), "adopt", "prod", "--live", *record,
            "--kernel-version", "5.15", "--api-server", _server(), "--avi-username", "ako-prod",
            "--ako-cloud", "vcenter", "--ako-chart-version", "1.13.4",
        ],
        cwd=project.at,
        env={**os.environ, "KUBECONFIG": KUBECONFIG},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Nothing changes but these \d+ lines, all safe", done.stdout)
    assert running() == before

    project.ok("stack", "init", "prod")
    for chart in ("cilium", "ako"):
        project.ok("config", "set", "--path", f"cilium-ako:{chart}.chart", installed.chart(chart))
    project.secrets("aviPassword")
    installed.acknowledge("foreign-cilium")
    status, text = project.pulumi("preview")
    assert status != 0
    digest = re.search(r"acknowledge\.foreign-ako\.to' (\w+)", text)
    assert digest is not None, text
    installed.acknowledge("foreign-ako", to=digest[1])
    text = project.ok("up", "--yes", "--skip-preview")
    assert "= 2 imported" in text
    assert running() == before
    project.ok("preview", "--expect-no-changes")


def _server() -> str:
    document = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
    return str(document["clusters"][0]["cluster"]["server"])
