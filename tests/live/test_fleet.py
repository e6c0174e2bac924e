"""A hub that is a real API server: rendered objects, a rollout on paper, Stalled Stacks.

`CILIUM_AKO_STACK_CRD` names the operator's own CustomResourceDefinition of Stacks, which its
repository has as deploy/crds/pulumi.com_stacks.yaml; it is too large for this one. Without it a
definition that takes everything stands in for the rollout, and what is asked of the real one is
skipped.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.commands.app import run
from cilium_ako.rollout.folder import write_fleet
from tests.commands.runs import project
from tests.configs import ALL, changed
from tests.conftest import ROOT
from tests.forked import Result
from tests.live.conftest import FLEET_READER_TOKEN
from tests.live.servers import Server
from tests.rollout.fleets import (
    GIVEN,
    IMAGE,
    NEW,
    at_commit,
    fleet_of,
    fleet_project,
    stack_config,
    stacks_in_file,
    with_fleet,
    with_status,
)
from tests.rollout.generated import cluster_config, name_of
from tests.rollout.test_object_faults import EXAMPLES
from tests.rules.cases import patched

DEFINITION = os.environ.get("CILIUM_AKO_STACK_CRD", "")
needs_definition = pytest.mark.skipif(
    not DEFINITION,
    reason="CILIUM_AKO_STACK_CRD names no pulumi.com_stacks.yaml of the operator",
)
STACKS = "/apis/pulumi.com/v1/namespaces/{}/stacks"
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
STAND_IN: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "stacks.pulumi.com"},
    "spec": {
        "group": "pulumi.com",
        "names": {"kind": "Stack", "listKind": "StackList", "plural": "stacks"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {"status": {}},
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "x-kubernetes-preserve-unknown-fields": True,
                    }
                },
            }
        ],
    },
}


def definition() -> dict[str, Any]:
    if not DEFINITION:
        return STAND_IN
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(Path(DEFINITION).read_text("utf-8"), loader)  # noqa: S506
    return found


@pytest.fixture(scope="module")
def hub(server: Server) -> Iterator[Server]:
    """The server with the kind Stack."""
    server.call("POST", CRDS, definition())
    _served(server)
    yield server
    server.call("DELETE", f"{CRDS}/stacks.pulumi.com")


def _served(server: Server) -> None:
    for _ in range(300):
        try:
            server.call("GET", "/apis/pulumi.com/v1/stacks")
        except urllib.error.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("Stacks are not served")


@pytest.fixture
def at(hub: Server, tmp_path: Path) -> Iterator[Path]:
    """A project of four stacks, rendered at the first commit; its namespace is on the hub."""
    found = fleet_project(tmp_path / "p")
    write_fleet(fleet_of(found), found / "fleet")
    _namespace(hub, "fleet")
    yield found
    for each in hub.call("GET", STACKS.format("fleet"))["items"]:
        hub.call("DELETE", f"{STACKS.format('fleet')}/{each['metadata']['name']}")


def _namespace(hub: Server, name: str) -> None:
    try:
        hub.call("GET", f"/api/v1/namespaces/{name}")
    except urllib.error.HTTPError:
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        hub.call("POST", "/api/v1/namespaces", body)


@pytest.fixture
def cli(
    hub: Server, at: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """`cilium-ako fleet` in the project, with the hub's kubeconfig."""

    def called(*arguments: str, token: str = "") -> Result:
        kubeconfig = hub.kubeconfig(at / "kubeconfig", token)
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
        monkeypatch.chdir(at)
        return Result(run(("fleet", *arguments)), *capfd.readouterr())

    return called


# --- what is rendered


PATHS = {
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "Stack": STACKS,
}


def dry_run(hub: Server, document: dict[str, Any]) -> str:
    """What the server has against an object; empty for nothing."""
    path = PATHS[document["kind"]].format(document["metadata"].get("namespace", ""))
    try:
        hub.call("POST", f"{path}?dryRun=All&fieldValidation=Strict", document)
    except urllib.error.HTTPError as error:
        return f"{error.code}"
    return ""


@needs_definition
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"source": {"image": IMAGE}},
        {"source": {**GIVEN["source"], "dir": "network", "image": IMAGE}},
        {"secrets": {"gitToken": {"name": "g", "key": "t"}, "X": {"name": "x", "key": "x"}}},
        {"backend": "https://api.pulumi.com/acme", "secretsProvider": None},
    ],
    ids=["git", "image", "git-with-image", "secrets", "service"],
)
def test_every_rendered_object_passes_a_strict_dry_run(
    hub: Server, at: Path, change: dict[str, Any]
) -> None:
    configs = {**ALL, name_of(0): cluster_config(0)}
    for name, config in configs.items():
        project(at, config, name)
    with_fleet(at, {**GIVEN, **change, "waves": [*GIVEN["waves"], list(configs)]})
    write_fleet(fleet_of(at), at / "fleet")
    seen = 0
    for file in sorted((at / "fleet").glob("*.yaml")):
        for each in yaml.safe_load_all(file.read_text()):
            if "namespace" in each["metadata"]:
                _namespace(hub, each["metadata"]["namespace"])
            assert dry_run(hub, each) == "", (file.name, each["kind"])
            seen += 1
    assert seen == 4 * (len(configs) + 4)


@needs_definition
@pytest.mark.parametrize("rule", sorted(set(EXAMPLES) - {"object-name-too-long"}))
def test_the_server_lets_through_what_fleet_check_finds(hub: Server, at: Path, rule: str) -> None:
    stack, _ = stacks_in_file(at / "fleet" / "one.yaml")
    assert dry_run(hub, patched(stack, EXAMPLES[rule]["change"])) == ""


@needs_definition
def test_the_server_finds_what_fleet_check_leaves_to_it(hub: Server, at: Path) -> None:
    stack, _ = stacks_in_file(at / "fleet" / "one.yaml")
    for change in (
        {"metadata": {"name": "x" * 43}},
        {"spec": {"workspaceReclaimPolicy": "Sometimes"}},
        {"spec": {"refresh": "yes"}},
        {"spec": {"unheardOf": 1}},
        {"spec": {"stack": None}},
    ):
        assert dry_run(hub, patched(stack, change)), change


@needs_definition
def test_every_field_of_the_committed_schema_is_one_of_the_definition() -> None:
    ours = json.loads((ROOT / "schema" / "pulumi-stack.schema.json").read_text("utf-8"))
    (version,) = (each for each in definition()["spec"]["versions"] if each["name"] == "v1")
    theirs = version["schema"]["openAPIV3Schema"]["properties"]["spec"]

    def strangers(own: dict[str, Any], foreign: dict[str, Any], path: str) -> Iterator[str]:
        if "$ref" in own:
            own = ours["$defs"][own["$ref"].rpartition("/")[2]]
        for name, inner in own.get("properties", {}).items():
            known = foreign.get("properties", {})
            if name in known:
                yield from strangers(inner, known[name], f"{path}.{name}")
            elif not isinstance(foreign.get("additionalProperties"), dict):
                yield f"{path}.{name}"
        for ours_inside, theirs_inside in (("items", "items"),) + (
            (("additionalProperties", "additionalProperties"),)
            if isinstance(own.get("additionalProperties"), dict)
            else ()
        ):
            if ours_inside in own and isinstance(own[ours_inside], dict):
                yield from strangers(own[ours_inside], foreign[theirs_inside], f"{path}[]")

    assert list(strangers(ours["properties"]["spec"], theirs, "spec")) == []


# --- a rollout on paper


def apply(hub: Server, at: Path) -> None:
    """Puts the folder's Stacks on the hub, as a pipeline would."""
    for file in sorted((at / "fleet").glob("*.yaml")):
        for each in stacks_in_file(file):
            path = STACKS.format("fleet")
            name = each["metadata"]["name"]
            try:
                there = hub.call("GET", f"{path}/{name}")
            except urllib.error.HTTPError:
                hub.call("POST", path, each)
                continue
            version = {"resourceVersion": there["metadata"]["resourceVersion"]}
            hub.call("PUT", f"{path}/{name}", {**each, "metadata": {**each["metadata"], **version}})


def settle(hub: Server, state: str = "Ready", *names: str, message: str = "") -> None:
    """The operator's word on Stacks of these names, or all."""
    path = STACKS.format("fleet")
    for each in hub.call("GET", path)["items"]:
        name = each["metadata"]["name"]
        if not names or name in names:
            status = with_status(each, state, message=message)["status"]
            status["observedGeneration"] = each["metadata"]["generation"]
            asked = each["metadata"].get("annotations", {})
            status["observedReconcileRequest"] = asked.get("pulumi.com/reconciliation-request", "")
            if state == "Ready":
                status["lastUpdate"]["message"] = ""
            hub.call("PATCH", f"{path}/{name}/status", {"status": status})


def rolled_out(hub: Server, at: Path, cli: Callable[..., Result], wave: int) -> None:
    found = cli("promote", "--wave", str(wave), "--to", NEW)
    assert found.status == 0, found.err
    apply(hub, at)


def test_a_rollout_wave_by_wave(hub: Server, at: Path, cli: Callable[..., Result]) -> None:
    apply(hub, at)
    settle(hub)
    assert cli("status").status == 0
    with_fleet(at, at_commit(NEW))
    cli("render")

    # previews of the new commit are not on the hub yet
    refused = cli("promote", "--wave", "0", "--to", NEW)
    assert refused.status == 3
    assert "it shows aaaaaaaaaa on the hub and not bbbbbbbbbb" in refused.err
    apply(hub, at)

    # and now they are, and the operator has not looked at them
    refused = cli("promote", "--wave", "0", "--to", NEW)
    assert refused.status == 3
    assert "the operator has not looked at it since it changed" in refused.err

    # a preview that fails
    settle(hub, "Reconciling", "lab-next", message="pool-replaced is forbidden")
    refused = cli("promote", "--wave", "0", "--to", NEW)
    assert refused.status == 3
    assert "lab (its preview)" in refused.err
    assert "pool-replaced is forbidden" in refused.err
    settle(hub)

    rolled_out(hub, at, cli, 0)
    settle(hub)
    rolled_out(hub, at, cli, 1)

    # wave 1 fails, and wave 2 is not promoted
    settle(hub, "Stalled", "canary", message="timed out waiting for the condition")
    before = (at / "fleet" / "one.yaml").read_bytes()
    refused = cli("promote", "--wave", "2", "--to", NEW)
    assert refused.status == 3
    assert "canary (wave 1): it is Stalled (UpdateFailed)" in refused.err
    assert "timed out waiting for the condition" in refused.err
    assert "fix: mend the cause, then: kubectl -n fleet annotate --overwrite" in refused.err
    assert "wave 2 was not moved, and nothing was written" in refused.err
    assert (at / "fleet" / "one.yaml").read_bytes() == before

    # mended, woken, Ready
    assert cli("nudge", "canary").status == 0
    settle(hub)
    rolled_out(hub, at, cli, 2)
    settle(hub)
    found = cli("status", "--format", "json")
    assert found.status == 0
    stacks = json.loads(found.out)["stacks"]
    assert {each["version"] for each in stacks} == {NEW}
    assert all(each["ready"] and each["current"] for each in stacks)
    assert cli("check").status == 0


def test_a_stalled_canary_is_told_and_woken(
    hub: Server, at: Path, cli: Callable[..., Result]
) -> None:
    apply(hub, at)
    settle(hub)
    settle(hub, "Stalled", "canary", message="the API server was away")
    found = cli("status")
    assert found.status == 3
    assert "fleet/canary" in found.out
    assert "the API server was away" in found.out
    assert "pulumi.com/reconciliation-request=" in found.out

    woken = cli("nudge")
    assert woken.status == 0
    assert woken.out == "fleet/canary was Stalled (UpdateFailed), and is woken\n"
    annotations = hub.call("GET", f"{STACKS.format('fleet')}/canary")["metadata"]["annotations"]
    assert "pulumi.com/reconciliation-request" in annotations
    others = hub.call("GET", f"{STACKS.format('fleet')}/lab")["metadata"]
    assert "annotations" not in others
    # the operator has not come to it yet, so what it said before counts for nothing
    (canary,) = (
        each
        for each in json.loads(cli("status", "--format", "json").out)["stacks"]
        if each["name"] == "canary"
    )
    assert canary["current"] is False


def test_a_disruptive_change_is_refused_before_anything_is_written(
    hub: Server, at: Path, cli: Callable[..., Result]
) -> None:
    pods = (("cilium", "ipam", "podCidrs"), ["10.99.0.0/16"])
    project(at, changed(stack_config("lab", 50), pods), "lab")
    with_fleet(at, at_commit(NEW))
    cli("render")
    apply(hub, at)
    settle(hub)
    refused = cli("promote", "--wave", "0", "--to", NEW)
    assert refused.status == 3
    assert "pool-replaced is forbidden, and nobody has acknowledged it" in refused.err
    assert "cilium-ako:acknowledge.pool-replaced.reason" in refused.err


def test_a_reader_reads_and_wakes_nothing(
    hub: Server, at: Path, cli: Callable[..., Result]
) -> None:
    apply(hub, at)
    settle(hub)
    settle(hub, "Stalled", "canary", message="x")
    refused = cli("status", token=FLEET_READER_TOKEN)
    assert refused.status == 1
    assert "no permission to read" in refused.err
    for each in yaml.safe_load_all((ROOT / "deploy" / "fleet-rbac.yaml").read_text("utf-8")):
        plural = f"{each['kind'].lower()}s"
        hub.call("POST", f"/apis/rbac.authorization.k8s.io/v1/{plural}", each)
    for _ in range(100):
        found = cli("status", token=FLEET_READER_TOKEN)
        if found.status != 1:
            break
        time.sleep(0.1)  # until the server knows the role
    assert found.status == 3
    woken = cli("nudge", token=FLEET_READER_TOKEN)
    assert woken.status == 1
    assert "no permission to patch it (403)" in woken.err


def test_a_page_shows_what_is_stalled(hub: Server, at: Path, cli: Callable[..., Result]) -> None:
    apply(hub, at)
    settle(hub)
    settle(hub, "Stalled", "canary", message="x")
    assert cli("page", "--output", "fleet.html", "--live").status == 0
    assert "<b>fleet/canary</b> is Stalled (UpdateFailed)" in (at / "fleet.html").read_text()
