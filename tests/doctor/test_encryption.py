"""Faults of encryption and its keys, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest

from tests.doctor.cases import Case, Change, both, cilium_node, secret
from tests.doctor.stacks import IPSEC, WIREGUARD
from tests.doctor.worlds import IPSEC_KEY


def all_keys(key: int) -> Change:
    return both(*(cilium_node("spec", "encryption", "key", value=key, index=i) for i in range(3)))


def ipsec_text(text: str) -> Change:
    return secret("cilium-ipsec-keys", {"keys": text})


KEY_4 = f"4+ rfc4106(gcm(aes)) {IPSEC_KEY} 128"


CASES = (
    Case(
        "ipsec-secret",
        "fail",
        lambda world: world.remove("Secret", "cilium-ipsec-keys", "kube-system"),
        cilium=IPSEC,
    ),
    Case("ipsec-secret", "fail", ipsec_text("3+ rfc4106(gcm(aes)) zz 128"), cilium=IPSEC),
    Case("ipsec-secret", "fail", ipsec_text(f"3 rfc4106(gcm(aes)) {IPSEC_KEY} 128"), cilium=IPSEC),
    Case(
        "ipsec-secret",
        "fail",
        ipsec_text(f"3+ rfc4106(gcm(aes)) {IPSEC_KEY} 128\n3+ rfc4106(gcm(aes)) {IPSEC_KEY} 128"),
        cilium=IPSEC,
    ),
    Case("ipsec-key-id", "fail", both(ipsec_text(KEY_4), all_keys(4)), cilium=IPSEC),
    Case(
        "ipsec-rotation-stuck",
        "fail",
        cilium_node("spec", "encryption", "key", value=2),
        cilium=IPSEC,
    ),
    Case("ipsec-rotation-stuck", "fail", cilium_node("spec", "encryption", value={}), cilium=IPSEC),
    Case("boot-id-missing", "fail", cilium_node("spec", "bootid", value=None), cilium=IPSEC),
    Case(
        "wireguard-key", "fail", cilium_node("metadata", "annotations", value={}), cilium=WIREGUARD
    ),
    Case(
        "wireguard-key",
        "fail",
        cilium_node("metadata", "annotations", "network.cilium.io/wg-pub-key", value="key-1="),
        cilium=WIREGUARD,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]
