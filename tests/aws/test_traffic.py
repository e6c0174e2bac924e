"""What security groups must let in: each row by what switches it on, and nothing without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cilium_ako.aws.traffic import TrafficRule, group_rules, traffic_rules
from cilium_ako.catalogue.aws.traffic import ROWS
from cilium_ako.config.stack import parse
from tests.configs import AKO, ENI, ENI_VPC, ETCD, MANAGED_ETCD, POOL, Config, changed, raw, without

AWS: Config = changed(
    without(POOL, "ako"),
    (("cluster", "platform"), "aws"),
    (("cluster", "region"), "eu-central-1"),
)
ALONE: Config = without(ENI, "ako")
ALWAYS = {"health", "ping", "hubble", "node-ports"}
OF_ENI = {*ALWAYS, "pods-pods", "pods-nodes", "pods-to-nodes", "webhooks"}

CASES: Mapping[str, tuple[Config, set[str]]] = {
    "tunnel": (AWS, {*ALWAYS, "vxlan"}),
    "geneve": (
        changed(AWS, (("cilium", "routing"), {"mode": "tunnel", "protocol": "geneve"})),
        {*ALWAYS, "geneve"},
    ),
    "eni": (without(ALONE, "cilium", "encryption"), OF_ENI),
    "wireguard": (
        changed(ALONE, (("cilium", "encryption"), {"type": "wireguard"})),
        {*OF_ENI, "wireguard"},
    ),
    "ipsec with eni": (
        changed(ALONE, (("cilium", "encryption"), {"type": "ipsec"})),
        {*OF_ENI, "esp", "esp-pods-pods", "esp-pods-nodes"},
    ),
    "ipsec around a tunnel": (
        changed(AWS, (("cilium", "encryption"), {"type": "ipsec"})),
        {*ALWAYS, "vxlan", "esp-tunnel"},
    ),
    "ipsec inside of a tunnel": (
        changed(
            AWS, (("cilium", "encryption"), {"type": "ipsec"}), (("cilium", "version"), "1.16.19")
        ),
        {*ALWAYS, "vxlan"},
    ),
    "relay": (
        changed(ALONE, (("cilium", "hubble"), {"relay": True}), (("cilium", "encryption"), None)),
        {*OF_ENI, "hubble-relay"},
    ),
    "no hubble": (
        changed(AWS, (("cilium", "hubble"), {"enabled": False})),
        {*ALWAYS - {"hubble"}, "vxlan"},
    ),
    "no services of nodes": (
        changed(
            AWS, (("cluster", "kubeProxy"), "absent"), (("cilium", "kubeProxyReplacement"), False)
        ),
        {*ALWAYS - {"node-ports"}, "vxlan"},
    ),
    "etcd": (changed(AWS, (("cilium", "kvstore"), ETCD)), {*ALWAYS, "vxlan", "etcd"}),
    "etcd of its own": (
        changed(AWS, (("cilium", "kvstore"), MANAGED_ETCD)),
        {*ALWAYS, "vxlan", "etcd-clients", "etcd-peers"},
    ),
    "AKO at pods": (
        changed(ALONE, (("ako",), {**AKO, "cloud": "aws"}), (("cilium", "encryption"), None)),
        {
            *OF_ENI,
            "avi-pods",
            "avi-pods-udp",
            "avi-ping",
            "avi-controller-pods",
            "avi-controller-nodes",
        },
    ),
    "AKO at NodePorts": (
        changed(AWS, (("ako",), {**AKO, "cloud": "aws", "serviceType": "NodePort"})),
        {*ALWAYS, "vxlan", "avi-node-ports", "avi-node-ports-udp", "avi-controller-nodes"},
    ),
}


def rules(config: Config) -> dict[str, TrafficRule]:
    stack, errors = parse("prod", raw(config), offline=True)
    assert errors == []
    return {each.id: each for each in traffic_rules(stack)}


@pytest.mark.parametrize("case", CASES)
def test_what_is_switched_on_is_let_in_and_nothing_else(case: str) -> None:
    config, expected = CASES[case]
    assert set(rules(config)) == expected


def test_every_row_is_in_a_case() -> None:
    seen = {identity for _, expected in CASES.values() for identity in expected}
    missed = {row.id for row in ROWS if not any(each.startswith(row.id) for each in seen)}
    assert missed == set()


def test_off_aws_there_are_no_groups() -> None:
    assert rules(POOL) == {}


def test_ports_are_those_that_the_stack_says() -> None:
    config: Any = changed(
        AWS,
        (("cilium", "routing"), {"mode": "tunnel", "protocol": "vxlan", "port": 8223}),
        (("cilium", "kvstore"), {**ETCD, "endpoints": ["https://10.0.0.5:4001"]}),
        (("ako",), {**AKO, "cloud": "aws", "serviceType": "NodePort"}),
        (("ako", "controller", "host"), "avi.example.test:8443"),
        (("cilium", "nodePort", "range"), "20000-22767"),
    )
    found = rules(config)
    assert found["vxlan"].what == "UDP 8223"
    assert found["etcd"].what == "TCP 4001"
    assert found["avi-node-ports"].what == "TCP 20000–22767"
    assert found["avi-controller-nodes"].what == "TCP 8443"


def test_a_person_reads_who_sends_what() -> None:
    found = rules(changed(ALONE, (("cilium", "encryption"), {"type": "ipsec"})))
    assert (found["esp"].between, found["esp"].what) == ("nodes → nodes", "ESP")
    assert (found["webhooks"].between, found["webhooks"].what) == (
        "control plane → pods",
        "TCP, every port",
    )
    assert found["pods-pods"].what == "every protocol"


def test_a_rule_that_another_one_holds_is_not_made_beside_it() -> None:
    stack, _ = parse("prod", raw(ENI_VPC), offline=True)
    made = group_rules(stack)
    pairs = {(each.group, each.source) for each in made if each.rule.protocol == "-1"}
    assert pairs
    assert not [
        each for each in made if each.rule.protocol != "-1" and (each.group, each.source) in pairs
    ]


def test_every_row_says_where_it_is_from_and_ids_are_unique() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert all(row.source and row.reason and row.sources for row in ROWS)
