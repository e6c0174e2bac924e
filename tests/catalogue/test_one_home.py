"""Names, ports and numbers that several packages use are written down once, in the catalogue."""

from __future__ import annotations

import ast
import re

import pytest

from tests.catalogue.literals import literals, modules

NAMES = {
    "kube-system": "cilium_ako/catalogue/kubernetes/objects.py SYSTEM_NAMESPACE",
    "avi-system": "cilium_ako/catalogue/ako/objects.py NAMESPACE",
    "avi-k8s-config": "cilium_ako/catalogue/ako/objects.py CONFIG_MAP",
    "cilium-config": "cilium_ako/catalogue/cilium/objects.py CONFIG_MAP",
    "cilium-ipsec-keys": "cilium_ako/catalogue/cilium/objects.py IPSEC_SECRET",
    "cilium-etcd-secrets": "cilium_ako/catalogue/cilium/objects.py ETCD_SECRET",
    "cilium-operator-resource-lock": "cilium_ako/catalogue/cilium/objects.py OPERATOR_LEASE",
    "etcd-client.crt": "cilium_ako/catalogue/cilium/etcd.py CERTIFICATE_FILE",
    "rfc4106": "cilium_ako/catalogue/cilium/ipsec.py ALGORITHM",
    "10.0.0.0/8": "cilium_ako/catalogue/cilium/ipam.py DEFAULT_POOL or RFC_1918",
    "avicredentials": "cilium_ako/catalogue/charts/secret_names.py SECRET_VALUES",
}
"""A name, and where it is written down."""

NUMBERS = {
    8472: "cilium_ako/catalogue/cilium/ports.py TUNNEL_PORTS",
    6081: "cilium_ako/catalogue/cilium/ports.py TUNNEL_PORTS",
}
"""A number, and where it is written down."""

ALLOWED = {
    # a check's id has the name of what it looks at
    ("cilium_ako/doctor/checks/live_config.py", "cilium-config-missing"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_written_down_once(name: str) -> None:
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])")
    found = [
        str(each)
        for each in literals()
        if isinstance(each.value, str)
        and pattern.search(each.value)
        and (each.file, each.value) not in ALLOWED
    ]
    assert found == [], f"use {NAMES[name]}"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_written_down_once(number: int) -> None:
    found = [str(each) for each in literals() if each.value == number]
    assert found == [], f"use {NUMBERS[number]}"


def test_ids_of_keys_are_counted_in_one_place() -> None:
    found = [
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mod)
        and isinstance(node.right, ast.Constant)
        and node.right.value in (15, 16)
    ]
    assert found == [], "use cilium_ako/catalogue/cilium/ipsec.py key_id or next_key_id"
