"""The policies, asked by `policy.validate` as the engine asks them."""

from __future__ import annotations

from typing import Any, Final

import pytest

from cilium_ako.catalogue.pulumi.type_tokens import (
    HELM_CHART_V4,
    HELM_RELEASE,
    KUBERNETES_SECRET,
    STACK_REFERENCE,
)
from cilium_ako.catalogue.release_facts import LET_RUN
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.policies.judge import judged_rules
from tests.corpus.installs import installs
from tests.policies.declared import (
    NEWEST,
    Declared,
    Properties,
    examples_of_rules,
    own_examples,
    properties,
)
from tests.policies.test_chart_objects import objects
from tests.policy.tools import needs_tools, told_by

pytestmark = needs_tools

Resource = dict[str, Any]
CANARY: Final = "canary5e6f"
UNKNOWN: Final = {"unknown": True}


def resource(props: Properties, *, kind: str = HELM_RELEASE, provider: str = "") -> Resource:
    return {"type": kind, "name": props.get("name", "net"), "props": props, "provider": provider}


def resources(declared: Declared) -> list[Resource]:
    return [resource(each) for each in declared.releases.values()]


def validated(policy: str, *given: Resource, **config: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = told_by(
        "validated", {"policy": policy, "resources": given, "config": config}
    )
    return found


def messages() -> dict[str, str]:
    """Of each rule what its policy says of an example that breaks it; empty where nothing."""
    given: dict[str, list[list[Resource]]] = {rule: [] for rule in judged_rules()}
    for rule, declared in examples_of_rules():
        if rule in given:
            given[rule].append(resources(declared))
    found: dict[str, str] = told_by("first_found", given)
    return found


def test_of_every_rule_a_failing_example_is_reported_by_its_policy_without_a_value() -> None:
    assert CANARY in str(own_examples()["ako-credentials-in-helm"].releases)
    said = messages()
    assert said.keys() == judged_rules().keys()
    assert [rule for rule, text in said.items() if not text] == []
    assert [rule for rule, text in said.items() if CANARY in text] == []


def test_a_rule_is_a_policy_with_its_severity_and_its_level() -> None:
    found = {each["name"]: each for each in told_by("described", None)}
    assert list(found) == list(judged_rules())
    for name, each in found.items():
        severity = "warning" if name in LET_RUN else BY_ID[name].severity
        level = "mandatory" if severity == "error" else "advisory"
        weight = {"error": "high", "warning": "medium", "note": "low"}[severity]
        assert (each["level"], each["severity"]) == (level, weight), name
        assert each["fix"]
        assert each["description"].endswith(".")
        assert ("acknowledge" in each["config"]) is BY_ID[name].acknowledgeable, name


def test_of_accepted_real_installs_no_policy_refuses_more_than_adopting_does() -> None:
    given = [
        [resource(properties("cilium", install.version, install.owner))] for install in installs()
    ]
    found = told_by("everything", given)
    errors = {
        install.name: [each for each in names if BY_ID[each].severity == "error"]
        for install, names in zip(installs(), found, strict=True)
    }
    named_default = {"eks-eni", "eks-eni-prefixes", "eks-eni-load-balancing", "kops-eni"}
    assert {name for name, rules in errors.items() if rules} == named_default
    assert {rule for rules in errors.values() for rule in rules} == {"eni-cluster-name"}


NATIVE: Final = {"routingMode": "native"}


@pytest.mark.parametrize("kind", [HELM_RELEASE, HELM_CHART_V4])
def test_releases_and_charts_are_judged_alike(kind: str) -> None:
    given = resource(properties("cilium", NEWEST["cilium"], NATIVE), kind=kind)
    (found,) = validated("native-cidr-missing", given)
    assert found["message"].startswith("values.ipv4NativeRoutingCIDR: ")


def test_other_resources_are_none_of_it() -> None:
    secret = {"type": KUBERNETES_SECRET, "name": "cilium", "props": {"chart": "cilium"}}
    assert validated("native-cidr-missing", secret) == []


def test_a_chart_without_a_version_names_the_property() -> None:
    for chart in ("oci://registry.example.test/cilium", "https://charts.example.test/cilium.tgz"):
        (found,) = validated("release-version-missing", resource({"chart": chart}))
        assert found["message"].startswith("version: ")


def test_what_is_not_known_before_the_update_is_said_and_not_judged() -> None:
    values = {**NATIVE, "ipv4NativeRoutingCIDR": UNKNOWN, "list": [UNKNOWN]}
    given = resource(properties("cilium", NEWEST["cilium"], values))
    assert validated("native-cidr-missing", given) == []
    said = [each["message"] for each in validated("release-unread", given)]
    assert [each.partition(" is not read: ")[0] for each in said] == [
        "values.ipv4NativeRoutingCIDR",
        "values.list",
    ]
    everything = resource({**properties("cilium", NEWEST["cilium"], UNKNOWN), "name": UNKNOWN})
    assert len(validated("release-unread", {**everything, "name": "net"})) == 1


def test_an_asset_of_text_is_read_and_one_of_a_file_is_said() -> None:
    read = {"chart": "cilium", "version": NEWEST["cilium"]}
    text = resource({**read, "valueYamlFiles": [{"text": "routingMode: native"}]})
    assert len(validated("native-cidr-missing", text)) == 1
    file = resource({**read, "valueYamlFiles": [{"file": "values.yaml"}], "values": NATIVE})
    assert validated("native-cidr-missing", file) == []
    (said,) = validated("release-unread", file)
    assert said["message"].startswith("valueYamlFiles[0] is not read: it is a file")


def test_an_acknowledged_rule_reports_its_reason_in_place_of_the_finding() -> None:
    given = resource(properties("cilium", "1.15.19", {}))
    assert "message" in validated("cilium-end-of-life", given)[0]
    assert validated("cilium-end-of-life", given, acknowledge="NET-1") == [
        {"notApplicable": "acknowledged: NET-1"}
    ]
    later = resource(properties("cilium", NEWEST["cilium"], {}))
    assert validated("cilium-end-of-life", later, acknowledge="NET-1") == []


AKO: Final = properties("ako", NEWEST["ako"], {"AKOSettings": {"cniPlugin": ""}})
CILIUM: Final = properties("cilium", NEWEST["cilium"], {"ipam": {"mode": "cluster-pool"}})


def test_a_pair_is_of_one_cluster_and_the_finding_is_of_ako() -> None:
    (found,) = validated("pair-cni-plugin", resource(CILIUM), resource(AKO))
    assert found["message"].startswith("values.AKOSettings.cniPlugin: ")
    assert found["urn"].endswith("::ako")
    one, other = resource(CILIUM, provider="east"), resource(AKO, provider="west")
    assert validated("pair-cni-plugin", one, other) == []
    assert validated("pair-cni-plugin", resource(AKO)) == []


def test_across_two_stacks_the_mode_is_given_by_name() -> None:
    ako = resource(AKO)
    assert len(validated("pair-cni-plugin", ako, ciliumIpam="cluster-pool")) == 1
    assert validated("pair-cni-plugin", ako, ciliumIpam="kubernetes") == []
    assert len(validated("pair-static-routes", ako, ciliumIpam="eni")) == 1


@pytest.mark.parametrize(
    "outputs",
    [
        {"ciliumIpam": "cluster-pool"},
        {"decisions": {"cilium": {"ipam": "cluster-pool: 10.42.0.0/16, /24 for each node"}}},
    ],
)
def test_or_by_the_outputs_of_a_stack_that_is_referred_to(outputs: dict[str, Any]) -> None:
    reference = {
        "type": STACK_REFERENCE,
        "name": "network",
        "props": {"name": "acme/network/prod", "outputs": outputs},
    }
    for name in ("network", "acme/network/prod"):
        assert len(validated("pair-cni-plugin", resource(AKO), reference, ciliumStack=name)) == 1
    (said,) = validated("pair-cni-plugin", resource(AKO), reference, ciliumStack="other")
    assert said["notApplicable"].endswith("a preview never shows one: say ciliumIpam as well")
    assert validated("pair-cni-plugin", resource(AKO), reference) == []


def test_the_server_judges_by_the_levels_that_it_is_given() -> None:
    given = [resource(CILIUM), resource(AKO)]
    answer = told_by("served", {"resources": given})
    assert answer["name"] == "cilium-ako"
    assert answer["policies"] == len(judged_rules())
    (found,) = [each for each in answer["found"] if each["policy"].startswith("pair-")]
    assert found["level"] == "mandatory"
    assert found["message"].startswith(BY_ID["pair-cni-plugin"].says)
    for level, expected in (("advisory", ["advisory"]), ("disabled", [])):
        config = {"pair-cni-plugin": {"enforcementLevel": level}}
        answer = told_by("served", {"resources": given, "config": config})
        pairs = [each for each in answer["found"] if each["policy"].startswith("pair-")]
        assert [each["level"] for each in pairs] == expected


def test_objects_of_a_chart_are_judged_with_the_stack() -> None:
    given = [
        {"type": each.kind, "name": each.urn, "props": each.properties}
        for each in (
            *objects("cilium", "1.18.12", {**NATIVE, "ipam": {"mode": "cluster-pool"}}, ""),
            *objects("ako", "1.13.4", {"AKOSettings": {"clusterName": "dev"}}, ""),
        )
    ]
    answer = told_by("served", {"resources": given})
    found = {each["policy"]: each["urn"] for each in answer["found"] if each["level"] != "advisory"}
    assert found.keys() >= {"native-cidr-missing", "pair-cni-plugin"}
    assert found["native-cidr-missing"].endswith("cilium-config")
    assert found["pair-cni-plugin"].endswith("avi-k8s-config")
    config = {"native-cidr-missing": {"enforcementLevel": "disabled"}}
    answer = told_by("served", {"resources": given, "config": config})
    assert "native-cidr-missing" not in {each["policy"] for each in answer["found"]}


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"pair-cni-plugins": {}}, "the nearest is pair-cni-plugin"),
        ({"native-cidr-missing": {"acknowledge": "NET-1"}}, "it takes enforcementLevel"),
        ({"cilium-end-of-life": {"reason": "NET-1"}}, "it takes enforcementLevel, acknowledge"),
    ],
)
def test_a_config_that_says_nothing_is_refused_by_name(config: object, says: str) -> None:
    answer = told_by("served", {"resources": [], "config": config})
    assert answer["refused"].startswith("policy config: ")
    assert says in answer["refused"]
