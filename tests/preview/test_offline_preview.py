"""The offline preview is what the engine would get, with secrets and unknown outputs named so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # it has no types

from cilium_ako.catalogue.pulumi import wire_format
from cilium_ako.check.checked_stack import check_config
from cilium_ako.config.stack import SecretKey
from cilium_ako.preview.offline import needed_secrets, offline_preview, program_path
from cilium_ako.preview.plan import preview_json, preview_markdown, preview_text
from cilium_ako.preview.recording import displayed_input
from cilium_ako.terminal import Terminal
from tests.components.runs import SECRETS, run
from tests.configs import ALL, EXTERNAL, IMPORTED, KUBERNETES, POOL, Config, changed, parsed, raw

KEY_LINE = f"3+ rfc4106(gcm(aes)) {'a' * 40} 128"


def checked(config: Config, **secrets: str | None) -> Any:
    found = check_config("dev", raw(config, **secrets), Path(), offline=True)
    assert found.ok
    return found


@pytest.mark.parametrize("config", ALL.values(), ids=ALL)
def test_it_is_what_the_engine_would_get(config: Config) -> None:
    offline = {each.urn: each for each in offline_preview(checked(config))}
    engine = {
        each.urn: each for each in run(config, {**SECRETS, "ipsecKey": KEY_LINE}).resources.values()
    }
    assert set(offline) == set(engine)
    for urn, each in offline.items():
        other = engine[urn]
        assert each.depends_on == other.depends_on
        assert each.secret_inputs == other.secret_inputs
        if config is IMPORTED and urn.endswith("::cilium-ipsec-keys"):
            continue  # the digest of a stand-in is another than that of the key
        if config is KUBERNETES and urn.endswith("::cilium-etcd-secrets"):
            continue  # nor has it the fingerprint of a certificate
        assert each.inputs == other.inputs


def test_one_process_previews_many_stacks() -> None:
    first = preview_json("dev", [], offline_preview(checked(POOL)))
    offline_preview(checked(KUBERNETES))
    assert preview_json("dev", [], offline_preview(checked(POOL))) == first


NEEDED: dict[str, tuple[Config, set[str]]] = {
    "pool": (POOL, {"aviPassword"}),
    "kubernetes": (KUBERNETES, {"etcdCa", "etcdCert", "etcdKey"}),
    "imported": (IMPORTED, {"ipsecKey"}),
    "external": (EXTERNAL, set()),
}


@pytest.mark.parametrize(("config", "keys"), NEEDED.values(), ids=NEEDED)
def test_secrets_that_will_be_asked_for(config: Config, keys: set[str]) -> None:
    assert set(needed_secrets(parsed(config))) == keys


def test_a_token_stands_in_for_a_password() -> None:
    found = checked(POOL, aviToken=None)
    assert set(needed_secrets(found.stack)) == set()
    resources = {each.name: each for each in offline_preview(found)}
    data = resources["avi-secret"].request.object.fields["stringData"].struct_value
    assert set(data.fields["value"].struct_value.fields) == {"username", "authtoken"}
    assert list(needed_secrets(None)) == []


def test_a_secret_that_is_set_stands_in_for_itself() -> None:
    found = checked(POOL, aviPassword=None, kubeconfig=None)
    resources = {each.name: each for each in offline_preview(found)}
    assert resources["kubernetes"].inputs["kubeconfig"] == "[secret]"


def test_the_program_is_the_one_that_the_engine_runs() -> None:
    root = Path(__file__).parents[2]
    assert program_path() == root / "components" / "__main__.py"
    for path in (program_path(), root / "__main__.py"):
        _, code = path.read_text().split("\n", 1)
        assert code == "\nfrom components.program import run\n\nrun()\n"


# --- one value


def value(given: object) -> struct_pb2.Value:
    made = struct_pb2.Value()
    if isinstance(given, dict):
        for key, inner in given.items():
            made.struct_value.fields[key].CopyFrom(value(inner))
        made.struct_value.SetInParent()
    elif isinstance(given, list):
        made.list_value.values.extend(value(each) for each in given)
        made.list_value.SetInParent()
    elif isinstance(given, bool):
        made.bool_value = given
    elif isinstance(given, int | float):
        made.number_value = given
    elif isinstance(given, str):
        made.string_value = given
    else:
        made.null_value = struct_pb2.NULL_VALUE
    return made


HIDDEN = {wire_format.SIGNATURE: wire_format.SECRET, "value": "canary"}

SHOWN: dict[str, tuple[object, object, list[str]]] = {
    "text": ("x", "x", []),
    "whole number": (5.0, 5, []),
    "number": (0.5, 0.5, []),
    "switch": (True, True, []),
    "nothing": (None, None, []),
    "unknown": (wire_format.UNKNOWN, "[unknown]", []),
    "secret": (HIDDEN, "[secret]", ["p"]),
    "secret in a mapping": ({"a": HIDDEN, "b": 1}, {"a": "[secret]", "b": 1}, ["p.a"]),
    "secret in a list": (["x", HIDDEN], ["x", "[secret]"], ["p[1]"]),
    "no secret, only its mark": ({"value": "x"}, {"value": "x"}, []),
    "empty": ({}, {}, []),
}


@pytest.mark.parametrize(("given", "shown", "paths"), SHOWN.values(), ids=SHOWN)
def test_a_value_for_a_person(given: object, shown: object, paths: list[str]) -> None:
    found: list[str] = []
    assert displayed_input(value(given), "p", found) == shown
    assert found == paths


# --- formats


def test_a_config_cannot_leave_its_cell() -> None:
    config = changed(POOL, (("cilium", "ipam", "podCidrs"), ["10.42.0.0/16"]))
    found = checked(config)
    table = preview_markdown("dev", found.decisions(), offline_preview(found))
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert len(rows) > 10
    assert len({line.count("|") - line.count("\\|") for line in rows}) <= 2


@pytest.mark.parametrize("config", ALL.values(), ids=ALL)
def test_every_resource_and_decision_is_in_every_format(config: Config) -> None:
    found = checked(config)
    decided, resources = found.decisions(), offline_preview(found)
    text = preview_text("dev", decided, resources)
    styled = preview_text("dev", decided, resources, Terminal(colored=True))
    table = preview_markdown("dev", decided, resources)
    for each in resources:
        for shown in (text, styled, table):
            assert each.type in shown
            assert each.name in shown
    for decision in decided:
        assert decision.name in text
        assert decision.name in table
    assert f"{len(resources)} to create" in text
    assert "\x1b" not in text
    assert "\x1b[0m" in styled
    data: Any = preview_json("dev", decided, resources)
    assert list(data["decisions"]) == [each.name for each in decided]
    assert len(data["resources"]) == len(resources)


def test_the_secret_keys_are_all_known() -> None:
    assert len(SecretKey) == 10
