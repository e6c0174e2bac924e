"""Recorded states of earlier deployments against new configs, and exports that cannot be used."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.changes.classification import classify
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.from_state import State, parse_state, read_state
from cilium_ako.changes.key_digest import key_digest
from cilium_ako.config.stack import RawConfig, Secret, SecretKey, Stack, parse
from cilium_ako.documents.error import DocumentError
from tests.data_files import data_of

ROOT = Path(__file__).parents[2]
STATES = ROOT / "tests" / "states"
EXPECTED: list[dict[str, Any]] = data_of(STATES / "expected.yaml")


def merged(into: dict[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(into)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def dev(patch: Mapping[str, Any]) -> Stack:
    config = data_of(ROOT / "Pulumi.dev.yaml")["config"]
    keys = merged(config, {f"cilium-ako:{key}": value for key, value in patch.items()})
    stack, errors = parse("dev", RawConfig(keys), offline=True)
    assert errors == []
    return stack


@pytest.mark.parametrize(
    "case", EXPECTED, ids=[f"{index}-{case['state']}" for index, case in enumerate(EXPECTED)]
)
def test_recorded(case: dict[str, Any]) -> None:
    state = read_state(STATES / case["state"])
    assert state.stack == "dev"
    verdict = classify(state.facts, facts_from_stack(dev(case.get("config", {}))))
    rules = [change.rule for change in verdict.changes]
    assert sorted(set(rules)) == sorted(case.get("rules", [])), rules
    assert [each.fact for each in verdict.unknown] == case.get("unknown", [])
    assert verdict.impact == case["verdict"]
    expected = {"disruptive": 3, "forbidden": 4}.get(case["verdict"], 0)
    assert verdict.exit_status == expected


def test_what_a_state_says_beside_facts() -> None:
    state = read_state(STATES / "dev-ipsec.json")
    assert state.decisions is not None
    assert state.decisions["cniPlugin"] == "cilium"
    assert state.facts.get("ipsec.keyId") == 1
    assert state.facts.get("ipsec.keyDigest") == "dd4fa7007cdd2bb2"
    assert "ciphertext" not in repr(state)


_KEY = f"1+ rfc4106(gcm(aes)) {'a1' * 20} 128"
_OTHER_KEY = f"1+ rfc4106(gcm(aes)) {'b2' * 20} 128"


def _with_imported_key(secret: Secret, rotation: int = 1) -> tuple[Facts, Facts]:
    """A state that was given a key, and the stack with a secret that may hold the same one."""
    text = (STATES / "dev-ipsec.json").read_text("utf-8")
    document = json.loads(text.replace("dd4fa7007cdd2bb2", key_digest(_KEY, "dev")))
    deployment = document["deployment"]
    deployment["resources"] = [
        each for each in deployment["resources"] if "randomPassword" not in each["type"]
    ]
    key = {"source": "import", "rotation": rotation}
    stack = dev({"cilium": {"encryption": {"type": "ipsec", "key": key}}})
    stack = replace(stack, secrets={**stack.secrets, SecretKey.IPSEC_KEY: secret})
    return parse_state(json.dumps(document)).facts, facts_from_stack(stack)


@pytest.mark.parametrize(
    ("secret", "rules", "impact"),
    [
        (Secret(sealed="0011223344556677"), {"secret-ipsec-key-changed"}, "disruptive"),
        (Secret(text=_KEY), set(), "none"),
        (Secret(text=f" {_KEY}"), set(), "none"),
        (Secret(text=_OTHER_KEY), {"ipsec-key-replaced"}, "forbidden"),
        (Secret(text=_KEY, sealed="0011223344556677"), set(), "none"),
    ],
    ids=["encrypted", "the same", "with a blank", "another", "both"],
)
def test_a_key_is_held_against_the_digest_in_the_state(
    secret: Secret, rules: set[str], impact: str
) -> None:
    verdict = classify(*_with_imported_key(secret))
    told = {each.rule for each in verdict.changes} | {each.rule for each in verdict.unknown}
    assert told == rules
    assert verdict.impact == impact


def test_a_rotated_key_is_judged_by_its_id_against_a_state_too() -> None:
    verdict = classify(*_with_imported_key(Secret(text=_OTHER_KEY), rotation=2))
    assert [each.rule for each in verdict.changes] == ["ipsec-key-rotated"]
    assert verdict.unknown == ()


def _with_etcd(*more: dict[str, Any]) -> State:
    """The recorded state with an etcd, and resources beside it."""
    document = json.loads((STATES / "dev-kvstore.json").read_text("utf-8"))
    resources = document["deployment"]["resources"]
    for each in more:
        urn = f"urn:pulumi:dev::cilium-ako::{each['type']}::{each['inputs']['metadata']['name']}"
        resources.append({"urn": urn, **each})
    return parse_state(json.dumps(document))


_ETCD_SECRET: dict[str, Any] = {
    "type": "kubernetes:core/v1:Secret",
    "inputs": {
        "metadata": {
            "name": "cilium-etcd-secrets",
            "annotations": {
                "cilium-ako/etcd-authorities": "aaaa,bbbb",
                "cilium-ako/etcd-client-certificate": "cccc",
            },
        }
    },
}


def test_certificates_of_an_external_etcd_are_told_apart_by_their_fingerprints() -> None:
    facts = _with_etcd(_ETCD_SECRET).facts
    assert facts.get("kvstore.mode") == "external"
    assert facts.get("kvstore.tlsSource") == "config"
    assert facts.get("kvstore.authorities") == ("aaaa", "bbbb")
    assert facts.get("kvstore.clientFingerprint") == "cccc"


def test_an_etcd_whose_certificates_others_provide() -> None:
    facts = _with_etcd().facts
    assert facts.get("kvstore.tlsSource") == "external"
    assert facts.get("kvstore.authorities") is None


def test_a_managed_etcd_is_read_from_its_config_map() -> None:
    data = {
        "members": "a=192.168.10.11,b=192.168.10.12,c=192.168.10.13",
        "version": "3.6.12",
        "data-directory": "/var/lib/etcd-cilium",
        "generation": "1",
        "signing-authority": "1",
        "trusted-authorities": "1,2",
    }
    config_map = {
        "type": "kubernetes:core/v1:ConfigMap",
        "inputs": {"metadata": {"name": "cilium-etcd"}, "data": data},
    }
    facts = _with_etcd(config_map, _ETCD_SECRET).facts
    assert facts.get("kvstore.mode") == "managed"
    assert facts.get("etcd.members") == ("a=192.168.10.11", "b=192.168.10.12", "c=192.168.10.13")
    assert facts.get("etcd.version") == "3.6.12"
    assert facts.get("etcd.trustedAuthorities") == ("1", "2")
    # its certificates follow from what the ConfigMap says
    assert facts.get("kvstore.authorities") is None


Document = dict[str, Any]


def _release(document: Document, name: str) -> Document:
    found: Document = next(
        each
        for each in document["deployment"]["resources"]
        if each["type"] == "kubernetes:helm.sh/v3:Release" and each["urn"].endswith(f"::{name}")
    )
    return found


def _another_project(document: Document) -> None:
    text = json.dumps(document).replace("::cilium-ako::", "::webshop::")
    document.clear()
    document.update(json.loads(text))


def _without_version(document: Document) -> None:
    release = _release(document, "cilium")
    del release["inputs"]["version"]
    del release["inputs"]["description"]
    del release["outputs"]["status"]


def _without_resources(document: Document) -> None:
    document["deployment"]["resources"] = []


def _without_cilium(document: Document) -> None:
    kept = [each for each in document["deployment"]["resources"] if "Release" not in each["type"]]
    document["deployment"]["resources"] = kept


def _twice(document: Document) -> None:
    release = copy.deepcopy(_release(document, "cilium"))
    release["urn"] += "-2"
    document["deployment"]["resources"].append(release)


def _interrupted(document: Document) -> None:
    document["deployment"]["pending_operations"] = [
        {"resource": _release(document, "cilium"), "type": "updating"}
    ]


def _set(path: str, value: object) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        *steps, last = path.split(".")
        place = document
        for step in steps:
            place = place[step]
        place[last] = value

    return change


def _version(value: object) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        release = _release(document, "cilium")
        release["inputs"]["version"] = value
        release["inputs"]["description"] = ""

    return change


def _contradiction(document: Document) -> None:
    _release(document, "cilium")["inputs"]["version"] = "1.18.11"


DAMAGED: list[tuple[str, Callable[[Document], None], str, str]] = [
    ("another project", _another_project, "project webshop", "stack export"),
    ("no resources", _without_resources, "holds no resources", "stack export"),
    ("no release", _without_cilium, "no Helm release of the name cilium", "pulumi import"),
    ("two releases", _twice, "2 releases", "show-urns"),
    ("no chart version", _without_version, "version is not known", "helm list"),
    ("a version too old", _version("1.9.3"), "cilium 1.9 are not known", "helm list"),
    ("a version too new", _version("1.99.0"), "cilium 1.99 are not known", "helm list"),
    ("no number", _version("latest"), "version is not known", "helm list"),
    ("two versions", _contradiction, "version is not known", "helm list"),
    ("format 2", _set("version", 2), "format version 2", "current Pulumi CLI"),
    ("format 5", _set("version", 5), "format version 5", "current Pulumi CLI"),
    ("format true", _set("version", "3"), "format version '3'", "current Pulumi CLI"),
    ("encrypted as a whole", _set("deployment", "AES:abc"), "encrypted", "secrets provider"),
    ("nothing deployed", _set("deployment", None), "no deployment", "stack export"),
    ("interrupted", _interrupted, "interrupted while it changed cilium", "pulumi refresh"),
]


@pytest.mark.parametrize(
    ("damage", "message", "fix"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED]
)
def test_damaged(damage: Callable[[Document], None], message: str, fix: str) -> None:
    document = json.loads((STATES / "dev.json").read_text("utf-8"))
    damage(document)
    with pytest.raises(DocumentError) as raised:
        parse_state(json.dumps(document))
    assert message in raised.value.message
    assert fix in raised.value.fix
    assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("{", "is no JSON (line 1, column 2); it may have been cut off"),
        ("[" * 100_000, "is nested too deeply"),
        ("[]", "no stack export"),
        ("{}", "no stack export"),
        ('{"version": 3, "checkpoint": {}}', "a checkpoint from a backend's own files"),
        ('{"version": 3, "deployment": {"resources": [3]}}', "no resources"),
        ('{"version": 3, "deployment": {"resources": [{"urn": 3}]}}', "no resources"),
    ],
)
def test_no_export(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parse_state(text)
    assert message in raised.value.message


def test_truncated_anywhere() -> None:
    text = (STATES / "dev.json").read_text("utf-8").rstrip()
    for length in range(0, len(text), 97):
        with pytest.raises(DocumentError):
            parse_state(text[:length])


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        read_state(tmp_path / "missing.json")
    with pytest.raises(DocumentError, match="is a folder and no file"):
        read_state(tmp_path)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match="is not UTF-8 text"):
        read_state(tmp_path / "binary")


def test_stuck_release_is_told_how_to_get_out() -> None:
    with pytest.raises(DocumentError, match="stuck in pending-upgrade") as raised:
        read_state(STATES / "dev-pending.json")
    assert "helm -n kube-system rollback cilium" in raised.value.fix


def test_what_is_in_clear_and_secret_is_not_read() -> None:
    document = json.loads((STATES / "dev.json").read_text("utf-8"))
    shown = {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "plaintext": '"CANARY"',
    }
    values = _release(document, "ako")["inputs"]["values"]
    values["avicredentials"] = {"username": shown, "password": shown, "authtoken": "CANARY"}
    values["AKOSettings"]["clusterName"] = shown
    state = parse_state(json.dumps(document))
    assert "CANARY" not in repr(state.facts)
    verdict = classify(state.facts, facts_from_stack(dev({})))
    assert [each.fact for each in verdict.unknown] == ["ako.clusterName"]
    assert "CANARY" not in repr(verdict)
