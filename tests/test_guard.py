"""The guard's judgement, from inputs as a hook is handed them."""

from __future__ import annotations

import asyncio
import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc

from cilium_ako.changes.etcd_client import AUTHORITIES_ANNOTATION, CERTIFICATE_ANNOTATION
from cilium_ako.changes.facts import Hidden
from cilium_ako.changes.key_digest import (
    CILIUM_VERSION_ANNOTATION,
    KEY_DIGEST_ANNOTATION,
    KEY_ID_ANNOTATION,
)
from cilium_ako.config.acknowledge import Acknowledgement
from components.engine.guard import update_guard
from components.engine.update_verdict import judge_update, readable_inputs

STATES = Path(__file__).parent / "states"
NOTHING: Mapping[str, Acknowledgement] = {}


def inputs(name: str, state: str = "dev.json") -> dict[str, Any]:
    document = json.loads((STATES / state).read_text("utf-8"))
    found: dict[str, Any] = next(
        each["inputs"]
        for each in document["deployment"]["resources"]
        if each["urn"].endswith(f"::{name}") and "inputs" in each
    )
    return found


def floats(value: object) -> object:
    """As the engine hands numbers out."""
    if isinstance(value, dict):
        return {key: floats(each) for key, each in value.items()}
    if isinstance(value, list):
        return [floats(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def put(given: dict[str, Any], key: str, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(given)
    place = changed["values"]
    *steps, last = key.split(".")
    for step in steps:
        place = place.setdefault(step, {})
    place[last] = value
    return changed


POOLS = "ipam.operator.clusterPoolIPv4PodCIDRList"


def test_nothing_changes() -> None:
    old = inputs("cilium")
    new = floats(old)
    assert isinstance(new, dict)
    assert judge_update("cilium", old, new, NOTHING, "dev") == ("", ())
    assert judge_update("cilium", new, old, NOTHING, "dev") == ("", ())


def _client(authorities: object, certificate: object) -> dict[str, Any]:
    """The inputs of the Secret with etcd's client certificates."""
    annotations = {AUTHORITIES_ANNOTATION: authorities, CERTIFICATE_ANNOTATION: certificate}
    return {"metadata": {"name": "cilium-etcd-secrets", "annotations": annotations}}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (_client("aa", "cc"), _client("aa", "dd"), ""),
        (_client("aa", "cc"), _client("aa,bb", "cc"), ""),
        (_client("aa,bb", "cc"), _client("bb", "cc"), "etcd-ca-removed"),
        (_client("aa", "cc"), _client("bb", "dd"), "etcd-ca-replaced"),
        ({"metadata": {"name": "cilium-etcd-secrets"}}, _client("bb", "dd"), ""),
        (_client("unknown", "unknown"), _client("bb", "dd"), ""),
    ],
    ids=["renewed", "bundled", "second roll", "replaced", "from before", "not known"],
)
def test_certificates_for_etcd(old: dict[str, Any], new: dict[str, Any], rule: str) -> None:
    judged = judge_update("etcd-client", old, new, NOTHING, "dev")
    assert bool(judged.refusal) == bool(rule)
    if rule:
        assert judged.refusal.startswith("The Secret cilium-etcd-secrets was not changed.")
        assert f"({rule})" in judged.refusal
        digest = re.search(r"acknowledge\.[a-z-]+\.to'? '?([0-9a-f]{6,})", judged.refusal)
        assert digest is not None
        accepted = {rule: Acknowledgement(reason="NET-1", to=digest[1])}
        assert judge_update("etcd-client", old, new, accepted, "dev").refusal == ""


def test_what_is_refused_is_told_in_full() -> None:
    old = inputs("cilium")
    judged = judge_update("cilium", old, put(old, POOLS, ["10.99.0.0/16"]), NOTHING, "dev")
    assert judged.warnings == ()
    text = judged.refusal
    assert text.startswith("The Helm release cilium was not changed. The change is forbidden:\n")
    for part in (
        "forbidden: cilium-ako:cilium.ipam.podCidrs (pool-replaced)",
        '["10.42.0.0/16"] -> ["10.99.0.0/16"]',
        "Nodes keep ranges that no pool holds any more",
        "1. append the new pool first",
        "kubectl delete node NODE && kubectl delete ciliumnode NODE",
        "pulumi config set --stack dev --path 'cilium-ako:acknowledge.pool-replaced.reason' ",
        "pulumi config set --stack dev --path 'cilium-ako:acknowledge.pool-replaced.to' ",
    ):
        assert part in text
    digest = text.rpartition("pool-replaced.to' ")[2].split()[0]
    opened = {"pool-replaced": Acknowledgement.model_validate({"reason": "NET-1", "to": digest})}
    judged = judge_update("cilium", old, put(old, POOLS, ["10.99.0.0/16"]), opened, "dev")
    assert judged.refusal == ""
    assert len(judged.warnings) == 1
    assert "pool-replaced) (acknowledged)" in judged.warnings[0]
    judged = judge_update("cilium", old, put(old, POOLS, ["10.98.0.0/16"]), opened, "dev")
    assert "forbidden" in judged.refusal


def test_what_is_harmless_passes() -> None:
    old = inputs("cilium")
    new = put(old, POOLS, ["10.42.0.0/16", "10.43.0.0/16"])
    assert judge_update("cilium", old, new, NOTHING, "dev") == ("", ())
    ako = inputs("ako")
    new = put(ako, "AKOSettings.logLevel", "DEBUG")
    assert judge_update("ako", ako, new, NOTHING, "dev") == ("", ())


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("L7Settings.serviceType", "NodePort", "ako-service-type-changed"),
        ("ControllerSettings.tenantName", "other", "ako-moved"),
        ("AKOSettings.clusterName", "other", "ako-renamed"),
        ("AKOSettings.deleteConfig", "true", "ako-delete-config-set"),
        ("image.repository", "x", "unknown-ako-change"),
    ],
)
def test_ako(key: str, value: str, rule: str) -> None:
    old = inputs("ako")
    judged = judge_update("ako", old, put(old, key, value), NOTHING, "dev")
    assert f"({rule})" in judged.refusal


def test_versions_stand_in_the_description() -> None:
    old = inputs("cilium")
    for version, refused in (("1.18.11", True), ("1.19.6", False), ("1.20.2", True)):
        new = {
            **old,
            "version": version,
            "description": f"cilium-ako/1 stack=dev cilium={version}",
        }
        judged = judge_update("cilium", old, new, NOTHING, "dev")
        assert bool(judged.refusal) is refused, version
    # a local chart: the program names no version, and the state has the archive's own
    new = {**old, "version": None, "description": "cilium-ako/1 stack=dev cilium=1.20.2"}
    assert "cilium-minor-skipped" in judge_update("cilium", old, new, NOTHING, "dev").refusal
    # AKO's chart in its repository is always 0.1.0
    ako = {**inputs("ako"), "version": "0.1.0"}
    down = {**ako, "description": "cilium-ako/1 stack=dev ako=1.12.3"}
    assert "ako-downgraded" in judge_update("ako", ako, down, NOTHING, "dev").refusal


def test_a_version_that_is_not_known_is_not_safe() -> None:
    old = inputs("cilium")
    new = {**old, "version": "1.18.99-dev.1", "description": ""}
    assert judge_update("cilium", old, new, NOTHING, "dev").refusal == ""
    for version in ("", "1.99.0", "latest"):
        new = {**old, "version": version, "description": ""}
        judged = judge_update("cilium", old, new, NOTHING, "dev")
        assert "unknown-cilium-change" in judged.refusal


def key(key_id: object, digest: object, cilium: object = "1.18.12") -> dict[str, object]:
    annotations = {
        KEY_ID_ANNOTATION: key_id,
        KEY_DIGEST_ANNOTATION: digest,
        CILIUM_VERSION_ANNOTATION: cilium,
    }
    return {"metadata": {"name": "cilium-ipsec-keys", "annotations": annotations}}


OTHER = Hidden("its new value is known only after the update")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (key("1", "aa"), key("1", "aa"), ""),
        (key("1", "aa"), key("2", "bb"), ""),
        (key("15", "aa"), key("1", "bb"), ""),
        # the key is made during the update, and its digest is not known in a preview
        (key("1", "aa"), key("2", OTHER), ""),
        (key("1", "aa"), key("1", OTHER), "unknown-key-change"),
        (key("1", "aa"), key("3", "bb"), "ipsec-key-jumped"),
        (key("1", "aa"), key("3", OTHER), "ipsec-key-jumped"),
        (key("2", "aa"), key("1", "bb"), "ipsec-key-jumped"),
        (key("1", "aa"), key("1", "bb"), "ipsec-key-replaced"),
        (key("1", "aa"), key("unknown", "bb"), "unknown-key-change"),
        ({"metadata": {}}, key("3", "bb"), "unknown-key-change"),
        (key("1", "aa"), {"metadata": {}}, "unknown-key-change"),
        (key("1", "aa"), {"metadata": OTHER}, "unknown-key-change"),
        ({}, {}, ""),
        # together with a version: the Secret comes before the release, whose guard would be late
        (key("1", "aa"), key("2", "bb", "1.18.13"), "ipsec-key-with-version"),
        (key("1", "aa"), key("2", OTHER, "1.19.6"), "ipsec-key-with-version"),
        (key("1", "aa"), key("2", "bb", OTHER), "unknown-cilium-change"),
        # the release's guard judges a version alone
        (key("1", "aa"), key("1", "aa", "1.19.6"), ""),
        (key("1", "aa", "1.16.1"), key("1", "aa", "1.19.6"), ""),
        # a Secret from before: the annotation alone is nothing, a rotation with it is not known
        (key("1", "aa", None), key("1", "aa"), ""),
        (key("1", "aa", None), key("2", "bb"), "unknown-cilium-change"),
        (key("1", "aa", None), key("3", "bb"), "ipsec-key-jumped"),
    ],
)
def test_key(old: dict[str, object], new: dict[str, object], rule: str) -> None:
    judged = judge_update("ipsec-key", old, new, NOTHING, "dev")
    assert bool(judged.refusal) is bool(rule)
    assert rule in judged.refusal


def test_a_rotation_of_a_secret_from_before_says_what_to_do() -> None:
    old, new = key("1", "aa", None), key("2", "bb")
    text = judge_update("ipsec-key", old, new, NOTHING, "dev").refusal
    assert "`pulumi up` with the old key writes it down" in text


def test_what_is_acknowledged_of_a_key_with_a_version_opens_secret_and_release() -> None:
    old, new = key("1", "aa"), key("2", "bb", "1.18.13")
    text = judge_update("ipsec-key", old, new, NOTHING, "dev").refusal
    digest = text.rpartition("ipsec-key-with-version.to' ")[2].split()[0]
    opened = {
        "ipsec-key-with-version": Acknowledgement.model_validate({"reason": "x", "to": digest})
    }
    assert judge_update("ipsec-key", old, new, opened, "dev").refusal == ""
    release = inputs("cilium", "dev-ipsec.json")
    after = {
        **release,
        "version": "1.18.13",
        "description": "cilium-ako/1 stack=dev cilium=1.18.13 ipsec-key-id=2",
    }
    assert (
        "ipsec-key-with-version"
        not in judge_update("cilium", release, after, opened, "dev").refusal
    )


def test_key_and_version_together() -> None:
    old = inputs("cilium", "dev-ipsec.json")
    new = {
        **old,
        "version": "1.18.13",
        "description": "cilium-ako/1 stack=dev cilium=1.18.13 ipsec-key-id=2",
    }
    assert "ipsec-key-with-version" in judge_update("cilium", old, new, NOTHING, "dev").refusal


def test_what_is_secret_or_unknown_is_hidden() -> None:
    readable = readable_inputs(
        {
            "data": {"a": rpc.UNKNOWN, "b": [rpc.UNKNOWN], "c": 1.0},
            "plain": "x",
        }
    )
    data = readable["data"]
    assert isinstance(data, dict)
    assert isinstance(data["a"], Hidden)
    assert isinstance(data["b"][0], Hidden)
    assert data["c"] == 1.0
    assert readable["plain"] == "x"


class _Recorded:
    """Stands in for the engine: keeps what is registered."""

    def __init__(self, name: str, callback: Any, opts: Any = None) -> None:
        self.name, self.callback, self.opts = name, callback, opts


class _Surroundings:
    """A hook, and the warnings that it gave."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.warnings: list[str] = []
        monkeypatch.setattr(pulumi, "ResourceHook", _Recorded)
        monkeypatch.setattr(pulumi.log, "warn", self.warnings.append)

    def run(
        self,
        name: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        acknowledgements: Mapping[str, Acknowledgement] = NOTHING,
    ) -> None:
        hook: Any = update_guard("dev", acknowledgements)
        assert hook.opts.on_dry_run
        args = pulumi.ResourceHookArgs(f"urn::{name}", "id", name, "t", new, old)
        asyncio.run(hook.callback(args))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> _Surroundings:
    return _Surroundings(monkeypatch)


def test_hook(engine: _Surroundings) -> None:
    old = inputs("cilium")
    new = put(old, POOLS, ["10.99.0.0/16"])
    with pytest.raises(pulumi.RunError, match="pool-replaced") as raised:
        engine.run("cilium", old, new)
    digest = str(raised.value).rpartition("pool-replaced.to' ")[2].split()[0]
    opened = {"pool-replaced": Acknowledgement.model_validate({"reason": "x", "to": digest})}
    engine.run("cilium", old, new, opened)
    assert len(engine.warnings) == 1
    engine.run("another-secret", old, new)


def test_hook_on_values_with_credentials(engine: _Surroundings) -> None:
    """AKO before 1.12.1: one secret among the values makes a secret of all of them."""

    async def run(new_values: dict[str, Any], rule: str) -> None:
        old = {
            **inputs("ako"),
            "version": "1.11.5",
            "description": "cilium-ako/1 stack=dev ako=1.11.5",
        }
        credentials = {"username": "admin", "password": "CANARY"}
        before = {**old["values"], "avicredentials": credentials, "image": {"tag": "CANARY-a"}}
        after = {**before, **new_values, "avicredentials": {**credentials, "password": "CANARY-2"}}
        hook: Any = update_guard("dev", NOTHING)
        args = pulumi.ResourceHookArgs(
            "urn::ako",
            "id",
            "ako",
            "t",
            {**old, "values": pulumi.Output.secret(after)},
            {**old, "values": pulumi.Output.secret(before)},
        )
        if not rule:
            await hook.callback(args)
            return
        with pytest.raises(pulumi.RunError) as raised:
            await hook.callback(args)
        assert f"({rule})" in str(raised.value)
        assert "CANARY" not in str(raised.value)

    asyncio.run(run({}, ""))
    asyncio.run(run({"L7Settings": {"serviceType": "NodePort"}}, "ako-service-type-changed"))
    asyncio.run(run({"image": {"tag": "CANARY-b"}}, "unknown-ako-change"))


def test_a_secret_of_others_does_not_go_up_with_helm_unseen() -> None:
    """Only the description shows a hook whose the Secret is."""
    old = {**inputs("ako"), "version": "1.11.5", "description": "cilium-ako/1 stack=dev ako=1.11.5"}
    ours = {**old, "version": "1.12.3", "description": "cilium-ako/1 stack=dev ako=1.12.3"}
    others = {**ours, "description": f"{ours['description']} credentials=external"}
    assert judge_update("ako", old, ours, NOTHING, "dev").refusal == ""
    refusal = judge_update("ako", old, others, NOTHING, "dev").refusal
    assert "ako-secret-lost" in refusal
    assert "helm.sh/resource-policy=keep" in refusal
