"""What the program refuses before it registers anything, and how it says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import set_mocks

from cilium_ako.preview.recording import RecordingMonitor
from components.engine.kubeconfig_check import kubeconfig_server
from tests.components.runs import SECRETS, run
from tests.configs import IMPORTED, KUBERNETES, POOL, changed, without
from tests.forked import forked

ROOT = Path(__file__).parents[2]


def refusal(config: Mapping[str, Any], secrets: Mapping[str, str], **options: Any) -> str:
    """What the program says when it refuses; nothing may be registered but the stack."""
    with pytest.raises(pulumi.RunError) as caught:
        run(config, secrets, **options)
    assert caught.value.__cause__ is None
    text = str(caught.value)
    assert "Traceback" not in text
    return text


def flat(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


MISSING = {
    "aviPassword": (POOL, "pulumi config set --secret cilium-ako:aviPassword"),
    "etcdCa": (KUBERNETES, "pulumi config set --secret cilium-ako:etcdCa <"),
    "etcdCert": (KUBERNETES, "pulumi config set --secret cilium-ako:etcdCert <"),
    "etcdKey": (KUBERNETES, "pulumi config set --secret cilium-ako:etcdKey <"),
    "ipsecKey": (IMPORTED, "pulumi config set --secret cilium-ako:ipsecKey"),
}


@pytest.mark.parametrize(("key", "of"), MISSING.items())
def test_missing_secret(key: str, of: tuple[dict[str, Any], str]) -> None:
    config, command = of
    there = {name: text for name, text in SECRETS.items() if name != key}
    text = refusal(config, there)
    assert f"secret-missing  cilium-ako:{key}" in text
    assert command in text


@pytest.mark.parametrize(("key", "of"), MISSING.items())
def test_missing_secret_offline(key: str, of: tuple[dict[str, Any], str]) -> None:
    config, command = of
    there = {name: text for name, text in SECRETS.items() if name != key}
    found = run(config, there, offline=True)
    assert any("secret-missing-offline" in line and command in line for line in found.log)


def test_empty_secret_is_missing() -> None:
    assert "secret-missing" in refusal(POOL, {"aviPassword": " "})


def test_secret_in_clear() -> None:
    text = refusal({**POOL, "aviPassword": "hunter2-canary"}, {})
    assert "clear-secret  cilium-ako:aviPassword" in text
    assert "hunter2" not in text


def test_encrypted_object() -> None:
    # the engine marks an object as secret when a value anywhere in it is
    secrets = {**SECRETS, "cilium": json.dumps(POOL["cilium"])}
    text = refusal(without(POOL, "cilium"), secrets)
    assert "clear-secret  cilium-ako:cilium" in text


def test_every_problem_at_once() -> None:
    config = changed(
        POOL,
        (("cluster", "maxNodes"), "50"),
        (("cilium", "ipam", "mode"), "cluster-role"),
        (("ako", "cloud"), "vsphere"),
        (("aviUser",), "x"),
    )
    text = refusal(config, {})
    for place in ("cluster.maxNodes", "cilium.ipam.mode", "ako.cloud", "aviUser"):
        assert f"cilium-ako:{place}\n" in text
    assert "cluster-pool" in text


def test_nothing_is_registered_for_a_config_that_is_refused() -> None:
    monitor = RecordingMonitor()
    set_all_config({}, [])
    set_mocks(monitor.mocks, project="cilium-ako", stack="dev", preview=True, monitor=monitor)
    from cilium_ako.preview.offline import run_program  # noqa: PLC0415

    with pytest.raises(pulumi.RunError, match="cluster is required"):
        run_program(monitor, "dev", preview=True)
    assert {each.type for each in monitor.registered.values()} <= {"pulumi:pulumi:Stack"}


def test_warnings_are_logged_and_do_not_stop() -> None:
    found = run({**KUBERNETES, "aviUsername": "unused"})
    assert any(line.startswith("secret-unused:") for line in found.log)


def test_an_acknowledged_error_is_logged_with_its_reason() -> None:
    config = changed(
        KUBERNETES,
        (("cilium", "kvstore", "endpoints"), ["http://192.168.20.11:2379"]),
        (("cilium", "kvstore", "tls"), {"source": "none"}),
        (("acknowledge",), {"etcd-plain": {"reason": "NET-7"}}),
    )
    assert any("acknowledged (NET-7): etcd-plain" in line for line in run(config).log)


# --- the wrong cluster


def kubeconfig(server: str, context: str = "dev") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": context,
        "contexts": [{"name": context, "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"token": "token-canary"}}],
    }


OURS = "https://api.dev.example.test:6443"
THEIRS = "https://api.prod.example.test:6443"


def write(path: Path, document: object, *, as_json: bool = False) -> str:
    path.write_text(json.dumps(document) if as_json else yaml.safe_dump(document))
    return str(path)


@pytest.mark.parametrize("as_json", [False, True], ids=["YAML", "JSON"])
def test_another_server_in_a_kubeconfig_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    as_json: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setenv("KUBECONFIG", write(tmp_path / "k", kubeconfig(THEIRS), as_json=as_json))
    text = refusal(POOL, SECRETS)
    assert "api-server-mismatch  cilium-ako:cluster.apiServer" in text
    assert THEIRS in text
    assert OURS in text
    assert "token-canary" not in text


@pytest.mark.parametrize(
    "server", [OURS, f"{OURS}/", "https://API.DEV.example.test:6443", f"{OURS}/k8s/clusters/c-1"]
)
def test_our_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    monkeypatch.setenv("KUBECONFIG", write(tmp_path / "k", kubeconfig(server)))
    assert run(POOL).resources


def test_a_port_that_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = changed(POOL, (("cluster", "apiServer"), ["https://api.dev.example.test:443"]))
    monkeypatch.setenv(
        "KUBECONFIG", write(tmp_path / "k", kubeconfig("https://api.dev.example.test"))
    )
    assert run(config).resources


@pytest.mark.parametrize("inline", [False, True], ids=["YAML", "JSON"])
def test_another_server_in_the_secret_kubeconfig(inline: bool) -> None:  # noqa: FBT001
    document = kubeconfig(THEIRS)
    text = json.dumps(document) if inline else yaml.safe_dump(document)
    said = refusal(POOL, {**SECRETS, "kubeconfig": text})
    assert "api-server-mismatch" in said
    assert "token-canary" not in said


def test_the_secret_kubeconfig_may_be_a_path(tmp_path: Path) -> None:
    path = write(tmp_path / "k", kubeconfig(THEIRS))
    assert "api-server-mismatch" in refusal(POOL, {**SECRETS, "kubeconfig": path})


def test_the_secret_beats_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", write(tmp_path / "k", kubeconfig(THEIRS)))
    ours = yaml.safe_dump(kubeconfig(OURS))
    assert run(POOL, {**SECRETS, "kubeconfig": ours}).resources


def test_several_files_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(tmp_path / "a", {"current-context": "b", "contexts": [], "clusters": []})
    second = write(tmp_path / "b", kubeconfig(THEIRS, "b"))
    third = write(tmp_path / "c", kubeconfig(OURS, "c"))
    monkeypatch.setenv("KUBECONFIG", f"{first}:{tmp_path}/none:{second}:{third}")
    assert "kubeconfig's context 'b' leads to" in flat(refusal(POOL, SECRETS))
    # of two clusters of one name the first counts, as for kubectl
    config = changed(POOL, (("cluster", "kubeconfigContext"), "c"))
    assert "kubeconfig's context 'c' leads to" in flat(refusal(config, SECRETS))


def test_the_file_in_the_home_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".kube").mkdir()
    write(tmp_path / ".kube" / "config", kubeconfig(THEIRS))
    assert "api-server-mismatch" in refusal(POOL, SECRETS)


UNREADABLE = {
    "no YAML": "{[",
    "a list": "[]",
    "nothing": "",
    "no contexts": "current-context: dev\n",
    "contexts of another type": "current-context: dev\ncontexts: 5\nclusters: {}\n",
    "entries of another type": "current-context: dev\ncontexts: [5]\nclusters: [x]\n",
    "a server that is no URL": yaml.safe_dump(kubeconfig("unix:///run/x")),
    "binary": "\x00\x01",
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_kubeconfig_that_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    # the provider says itself what is wrong with it
    (tmp_path / "k").write_text(text)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "k"))
    assert kubeconfig_server(None, "") is None
    assert run(POOL).resources


def test_offline_no_kubeconfig_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", write(tmp_path / "k", kubeconfig(THEIRS)))
    assert run(POOL, offline=True).resources


# --- what is imported


@pytest.mark.parametrize("stack", ["dev", "staging", "prod-aws"])
def test_slow_modules_are_not_imported(stack: str) -> None:
    program = (
        "import sys\n"
        "from cilium_ako.check.checked_stack import check_stack\n"
        "from pathlib import Path\n"
        f"checked = check_stack({stack!r}, Path.cwd())\n"
        "assert checked.ok\n"
        "light = sorted(sys.modules)\n"
        "from cilium_ako.preview.offline import offline_preview\n"
        "offline_preview(checked)\n"
        "print(*light, '|', *sys.modules)\n"
    )
    found = forked(at=ROOT, program=program)
    assert found.status == 0, found.err
    before, _, after = found.out.partition("|")
    assert not {"pulumi", "grpc", "pulumi_kubernetes", "rich"} & set(before.split())
    modules = set(after.split())
    assert "pulumi_kubernetes.helm.v3" in modules
    for slow in ("pulumi_kubernetes.core.v1", "pulumi_kubernetes.apps.v1", "rich"):
        assert slow not in modules
    assert ("pulumi_aws" in modules) == (stack == "prod-aws")
    assert not {each for each in modules if each.startswith("pulumi_aws.ec2.")}
    assert ("pulumi_random" in modules) == (stack == "staging")


def test_a_balancer_on_every_node_is_in_no_kubeconfig(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = changed(POOL, (("cluster", "apiServer"), ["https://localhost:7445"]))
    monkeypatch.setenv("KUBECONFIG", write(tmp_path / "k", kubeconfig(THEIRS)))
    assert run(config).resources
