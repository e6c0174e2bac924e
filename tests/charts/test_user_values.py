"""A stack's own Helm values: what may stand, what contradicts, and what the chart ignores."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.charts.helm_values import flatten
from cilium_ako.check.checked_stack import check_config
from cilium_ako.rules.problem import Problem
from tests.configs import ENI, KUBERNETES, POOL, Config, changed, raw

Values = dict[str, Any]


def problems(values: Values, part: str = "cilium", config: Config = POOL) -> list[Problem]:
    given = changed(config, ((part, "values"), values))
    found = check_config("dev", raw(given), Path(), offline=True)
    return [each for each in found.problems if each.rule.startswith("values-")]


# values, rule, path below `values`, and a piece of what is said
REFUSED: dict[str, tuple[Values, str, str, str]] = {
    "decided otherwise": (
        {"ipam": {"mode": "eni"}},
        "values-contradict",
        "ipam.mode",
        "ipam.mode is decided by this stack's config, which makes it cluster-pool",
    ),
    "decided switch": (
        {"kubeProxyReplacement": False},
        "values-contradict",
        "kubeProxyReplacement",
        "which makes it true",
    ),
    "decided list": (
        {"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": ["10.43.0.0/16"]}}},
        "values-contradict",
        "ipam.operator.clusterPoolIPv4PodCIDRList",
        "10.42.0.0/16",
    ),
    "nothing in place of decided keys": (
        {"ipam": None},
        "values-contradict",
        "ipam",
        "ipam would take the place of ipam.mode",
    ),
    "a text in place of decided keys": (
        {"encryption": "off"},
        "values-contradict",
        "encryption",
        "would take the place of encryption.enabled",
    ),
    "a list in place of decided keys": (
        {"hubble": []},
        "values-contradict",
        "hubble",
        "would take the place of hubble.",
    ),
    "a key below a decided one": (
        {"l7Proxy": {"enabled": True}},
        "values-contradict",
        "l7Proxy.enabled",
        "would take the place of l7Proxy",
    ),
    "a key of the config that is not decided here": (
        {"k8s": {"requireIPv4PodCIDR": True}},
        "values-contradict",
        "k8s.requireIPv4PodCIDR",
        "belongs to the fact ipam.requireRange",
    ),
    "a key of the config with another mode": (
        {"eni": {"subnetIDsFilter": ["subnet-0a1b2c3d"]}},
        "values-contradict",
        "eni.subnetIDsFilter",
        "belongs to the fact eni.subnetIds",
    ),
    "upgradeCompatibility": (
        {"upgradeCompatibility": "1.15"},
        "values-contradict",
        "upgradeCompatibility",
        "may not be set here: it flips defaults",
    ),
    "a key's Secret": (
        {"encryption": {"ipsec": {"keyFile": "x"}}},
        "values-contradict",
        "encryption.ipsec.keyFile",
        "use encryption.key",
    ),
    "removed": (
        {"tunnel": "vxlan"},
        "values-removed",
        "tunnel",
        "tunnel was removed: 1.14 was the last with it, this is cilium 1.18",
    ),
    "not yet": (
        {"nativeRoutingCIDRFromClusterPool": True},
        "values-removed",
        "nativeRoutingCIDRFromClusterPool",
        "does not exist yet in cilium 1.18: it came with 1.20",
    ),
    "unknown, with a near one": (
        {"debg": {"enabled": True}},
        "values-unknown",
        "debg.enabled",
        "debg.enabled is no key of the chart cilium 1.18",
    ),
    "unknown, far from all": (
        {"zzzzzz": 1},
        "values-unknown",
        "zzzzzz",
        "zzzzzz is no key of the chart",
    ),
    "empty": ({"": 1}, "values-unknown", '[""]', "is no key of the chart"),
    "dotted": (
        {"ipam.mode": "cluster-pool"},
        "values-unknown",
        '["ipam.mode"]',
        "ipam.mode is written with a dot",
    ),
    "dotted below": (
        {"hubble": {"relay.replicas": 2}},
        "values-unknown",
        'hubble["relay.replicas"]',
        "is written with a dot",
    ),
    "another type": (
        {"debug": {"enabled": "yes"}},
        "values-type",
        "debug.enabled",
        "must be of type boolean, and the chart's schema refuses string",
    ),
    "a list for a text": (
        {"policyEnforcementMode": ["default"]},
        "values-type",
        "policyEnforcementMode",
        "must be of type string",
    ),
    **{
        f"extraConfig.{key}": (
            {"extraConfig": {key: "x"}},
            "values-contradict",
            f"extraConfig.{key}",
            f"extraConfig's {key} would change ",
        )
        for key in (
            "ipam",
            "routing-mode",
            "enable-ipv4-masquerade",
            "enable-ipsec",
            "enable-wireguard",
            "kvstore",
            "identity-allocation-mode",
            "kube-proxy-replacement",
            "enable-sctp",
            "cluster-name",
        )
    },
}


@pytest.mark.parametrize(("values", "rule", "path", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(values: Values, rule: str, path: str, said: str) -> None:
    found = problems(values)
    assert [each.rule for each in found] == [rule]
    below = "" if path.startswith("[") else "."
    assert found[0].path == f"cilium-ako:cilium.values{below}{path}"
    assert said in found[0].message
    assert found[0].severity == "error"
    assert found[0].fix


def test_a_near_key_is_named() -> None:
    assert "debug.enabled" in problems({"debg": {"enabled": True}})[0].fix


ALLOWED: dict[str, tuple[Values, Config]] = {
    "nothing": ({}, POOL),
    "a key of its own": ({"debug": {"enabled": True}}, POOL),
    "the decided value": ({"ipam": {"mode": "cluster-pool"}}, POOL),
    "the decided value as a text": ({"kubeProxyReplacement": "true", "MTU": "0"}, POOL),
    "the decided list": (
        {"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": ["10.42.0.0/16"]}}},
        POOL,
    ),
    "a key that only templates read": ({"clusterHealthPort": 4241}, POOL),
    "keys of a person's own": ({"podAnnotations": {"example.test/a.b": "x"}}, POOL),
    "deep below an open key": ({"affinity": {"nodeAffinity": {"x.y": [1]}}}, POOL),
    "a default taken back": ({"policyEnforcementMode": None}, POOL),
    "extraConfig of its own": ({"extraConfig": {"bpf-map-event-buffers": "x"}}, POOL),
    "one more node label": ({"operator": {"nodeSelector": {"pool": "system"}}}, POOL),
    "a whole number for a number": ({"bpf": {"mapDynamicSizeRatio": 1}}, POOL),
    "tags that nothing decides": ({"eni": {"gcTags": {"a": "b"}}}, ENI),
    "NodePort beside replacement": ({"nodePort": {"enabled": True}}, POOL),
    "a default mapping taken out": ({"updateStrategy": {"rollingUpdate": None}}, POOL),
    "an empty mapping": ({"operator": {"nodeSelector": {}, "prometheus": {}}}, POOL),
    "below a mapping that is passed on whole": (
        {"podSecurityContext": {"seccompProfile": {"type": "RuntimeDefault"}}},
        POOL,
    ),
    "a key that a script reads": ({"nodeinit": {"removeCbrBridge": True}}, POOL),
    "an API server beside kube-proxy": (
        {"k8sServiceHost": "10.9.0.5", "k8sServicePort": 6443},
        KUBERNETES,
    ),
    "a range left unmasqueraded in a tunnel": ({"ipv4NativeRoutingCIDR": "10.42.0.0/16"}, POOL),
}

PREFERRED: dict[str, Values] = {
    "operator.replicas": {"operator": {"replicas": 1}},
    "operator.rollOutPods": {"operator": {"rollOutPods": False}},
    "rollOutCiliumPods": {"rollOutCiliumPods": False},
    "envoy.enabled": {"envoy": {"enabled": False}},
    "tls.secretSync.enabled": {"tls": {"secretSync": {"enabled": False}}},
    "dnsProxy.enableTransparentMode": {"dnsProxy": {"enableTransparentMode": False}},
    "defaultLBServiceIPAM": {"defaultLBServiceIPAM": "nodeipam"},
}


@pytest.mark.parametrize(("values", "config"), ALLOWED.values(), ids=ALLOWED)
def test_allowed(values: Values, config: Config) -> None:
    assert problems(values, config=config) == []


@pytest.mark.parametrize(("key", "values"), PREFERRED.items(), ids=PREFERRED)
def test_what_is_only_preferred_gives_way(key: str, values: Values) -> None:
    config = changed(POOL, (("cilium", "values"), values), (("ako",), None))
    checked = check_config("dev", raw(config), Path(), offline=True)
    assert [each for each in checked.problems if each.rule.startswith("values-")] == []
    merged = checked.helm_values("cilium")
    assert merged is not None
    assert dict(flatten(merged))[key] == dict(flatten(values))[key]


def test_a_preferred_mapping_is_merged_and_gives_way_leaf_by_leaf() -> None:
    label = "node-role.kubernetes.io/control-plane"
    for own, merged in (
        ({"pool": "system"}, {label: "", "pool": "system"}),
        ({label: "true"}, {label: "true"}),
        ({}, {label: ""}),
        (None, None),
    ):
        config = changed(
            ENI,
            (("cilium", "ipam", "operatorRole"), None),
            (("cilium", "values"), {"operator": {"nodeSelector": own}}),
        )
        values = check_config("dev", raw(config), Path(), offline=True).helm_values("cilium")
        assert values is not None
        operator = values["operator"]
        assert isinstance(operator, dict)
        assert operator["nodeSelector"] == merged


AKO_REFUSED: dict[str, tuple[Values, str]] = {
    "cniPlugin": ({"AKOSettings": {"cniPlugin": ""}}, "which makes it cilium"),
    "static routes": ({"AKOSettings": {"disableStaticRouteSync": True}}, "which makes it false"),
    "credentials": ({"avicredentials": {"username": "x"}}, "use this stack's secret keys"),
    "service type": ({"L7Settings": {"serviceType": "NodePort"}}, "which makes it ClusterIP"),
    "unknown": ({"AKOSettings": {"clustername": "x"}}, "is no key of the chart ako 1.13"),
    "networks": ({"NetworkSettings": {"vipNetworkList": []}}, "is decided by this stack's config"),
}


@pytest.mark.parametrize(("values", "said"), AKO_REFUSED.values(), ids=AKO_REFUSED)
def test_refused_for_ako(values: Values, said: str) -> None:
    found = problems(values, "ako")
    assert len(found) == 1
    assert found[0].path.startswith("cilium-ako:ako.values.")
    assert said in found[0].message


@pytest.mark.parametrize(
    "values",
    [
        {"AKOSettings": {"logLevel": "DEBUG", "enableEVH": True}},
        {"AKOSettings": {"cniPlugin": "cilium", "disableStaticRouteSync": False}},
        {"image": {"repository": "registry.example.test/ako"}},
        {"nodeSelector": {"pool": "system"}},
    ],
)
def test_allowed_for_ako(values: Values) -> None:
    assert problems(values, "ako") == []


def test_every_problem_of_the_values_at_once() -> None:
    values = {"ipam": {"mode": "eni"}, "tunnel": "vxlan", "zzzzzz": 1, "debug": {"enabled": 1}}
    assert sorted(each.rule for each in problems(values)) == [
        "values-contradict",
        "values-removed",
        "values-type",
        "values-unknown",
    ]


def test_own_values_are_merged_and_a_decided_leaf_stays() -> None:
    values = {"debug": {"enabled": True}, "kubeProxyReplacement": "true", "hubble": {"x": 1}}
    config = changed(
        POOL,
        (("cilium", "values"), {**values, "hubble": {"relay": {"replicas": 2}}}),
    )
    merged = check_config("dev", raw(config), Path(), offline=True).helm_values("cilium")
    assert merged is not None
    assert merged["debug"] == {"enabled": True}
    assert merged["kubeProxyReplacement"] is True
    assert merged["hubble"] == {
        "enabled": True,
        "relay": {"enabled": True, "replicas": 2},
        "ui": {"enabled": True},
    }


@pytest.mark.parametrize("version", ["1.13.18", "1.15.19", "1.20.0"])
def test_keys_belong_to_versions(version: str) -> None:
    config = changed(
        KUBERNETES,
        (("cilium", "version"), version),
        (("cilium", "encryption"), None),
        (("cilium", "kvstore"), None),
    )
    removed = problems({"tunnel": "vxlan"}, config=config)
    if version == "1.13.18":
        assert [each.rule for each in removed] == ["values-contradict"]
    else:
        assert [each.rule for each in removed] == ["values-removed"]
    # without a schema a chart refuses no type
    typed = problems({"debug": {"enabled": "yes"}}, config=config)
    assert [each.rule for each in typed] == (["values-type"] if version == "1.20.0" else [])


def test_many_unknown_keys_take_no_time() -> None:
    started = time.monotonic()
    assert len(problems({f"unknown{number}": 1 for number in range(5_000)})) == 5_000
    assert time.monotonic() - started < 3


def said_twice(raw_level: str) -> list[Problem]:
    config = changed(POOL, (("ako", "logLevel"), "DEBUG"))
    return problems({"AKOSettings": {"logLevel": raw_level}}, "ako", config)


def test_a_key_of_ako_that_is_said_twice_is_said_the_same() -> None:
    assert said_twice("DEBUG") == []
    (found,) = said_twice("ERROR")
    assert found.rule == "values-contradict"
    assert found.path.endswith("ako.values.AKOSettings.logLevel")
    assert "makes it DEBUG" in found.message


def test_a_key_of_ako_that_is_not_said_may_be_a_raw_value() -> None:
    assert problems({"AKOSettings": {"logLevel": "DEBUG", "layer7Only": True}}, "ako") == []


# what says nothing, or the same in another way
SAYS_NOTHING: dict[str, Values] = {
    "a switch that is off, of a feature that is off": {"encryption": {"nodeEncryption": False}},
    "an empty list of interfaces": {"egressMasqueradeInterfaces": ""},
    "null for a key that was removed": {"tunnel": None},
    "null for a key that may not be set": {"upgradeCompatibility": None},
    "one range as a text": {"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": "10.42.0.0/16"}}},
}


@pytest.mark.parametrize("values", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_what_says_nothing_contradicts_nothing(values: Values) -> None:
    assert problems(values) == []


def test_another_range_as_a_text_contradicts() -> None:
    other = {"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": "10.43.0.0/16"}}}
    assert [each.rule for each in problems(other)] == ["values-contradict"]


@pytest.mark.parametrize(
    ("values", "version", "instead"),
    [
        ({"image": {"tag": "1.13.4"}}, "1.13.4", "set ako.version"),
        ({"affinity": {"nodeAffinity": {}}}, "1.13.4", "an affinity of its own"),
        ({"featureGates": {"EnableEndpointSlice": True}}, "1.14.1", "always read EndpointSlices"),
        ({"featureGates": {"EnableEndpointSlice": True}}, "1.12.3", "earlier ones never"),
    ],
)
def test_what_people_look_for_in_vain_has_its_reason(
    values: Values, version: str, instead: str
) -> None:
    config = changed(
        POOL,
        (("ako", "version"), version),
        (("cluster", "kubernetesVersion"), "1.30" if version < "1.13" else "1.33"),
    )
    (found,) = problems(values, "ako", config)
    assert instead in found.fix
