"""What the program makes in AWS for Cilium's operator, by who has the permissions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from typing import Any

import pulumi
import pytest

from tests.components.runs import inner, run
from tests.configs import IRSA, NODE_ROLE, POD_IDENTITY, changed

ARN = "arn:aws:iam::111122223333:role/network/operator"


def made(config: Mapping[str, Any], *, preview: bool = True) -> dict[str, dict[str, object]]:
    """Inputs of everything in AWS, by the last word of the type and the name."""
    resources = run(config, preview=preview).resources
    return {name: each.inputs for name, each in resources.items() if each.type.startswith("aws:")}


def test_a_role_for_tokens() -> None:
    found = made(IRSA, preview=False)
    policy, role = found["Policy/operator-policy"], found["Role/operator-role"]
    trust = json.loads(str(role.pop("assumeRolePolicy")))
    assert trust["Statement"][0]["Principal"]["Federated"].endswith("/id/0123456789ABCDEF")
    document = json.loads(str(policy.pop("policy")))
    assert {each["Sid"] for each in document["Statement"]} >= {"Look", "OwnInterfaces"}
    tags = {"team": "network"}
    assert policy == {"name": "operator", "path": "/network/", "tags": tags}
    assert role == {
        "name": "operator",
        "path": "/network/",
        "permissionsBoundary": "arn:aws:iam::111122223333:policy/bound",
        "tags": tags,
    }
    attached = found["RolePolicyAttachment/operator-policy"]
    assert attached["role"] == "operator"
    assert len(found) == 3


def test_the_release_annotates_the_service_account_with_the_role_that_is_made() -> None:
    """Known before anything is made: so that values and reports say what will be."""
    values = inner(run(IRSA).resources["Release/cilium"].inputs, "values")
    assert inner(values, "eni", "iamRole") == ARN


def test_a_role_that_eks_gives() -> None:
    found = made(POD_IDENTITY)
    assert found["Role/operator-role"]["name"] == "prod-cilium-operator"
    assert found["PodIdentityAssociation/operator-identity"] == {
        "clusterName": "prod-eks",
        "namespace": "kube-system",
        "serviceAccount": "cilium-operator",
        "roleArn": "[unknown]",
        # whatever region the provider has
        "region": "eu-central-1",
    }
    values = inner(run(POD_IDENTITY).resources["Release/cilium"].inputs, "values")
    assert "iamRole" not in inner(values, "eni")


def test_the_policy_alone_where_machines_have_roles() -> None:
    config = changed(NODE_ROLE, (("cilium", "ipam", "operatorRole", "names"), ["a", "b"]))
    found = made(config)
    assert set(found) == {
        "Policy/operator-policy",
        "RolePolicyAttachment/operator-policy-a",
        "RolePolicyAttachment/operator-policy-b",
    }
    assert found["RolePolicyAttachment/operator-policy-b"]["role"] == "b"


PLACES = {
    "the control plane": ({"platform": "aws", "controlPlanes": 3}, {}, None),
    "one control plane node": ({"platform": "aws", "controlPlanes": 1}, {}, 1),
    "any node": ({"platform": "aws", "controlPlanes": 1}, {"placement": "any"}, None),
    "any node of EKS": ({"platform": "eks", "controlPlanes": 1}, {"placement": "any"}, None),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("distribution", ["kubeadm", "rke2", "k3s"])
def test_where_an_operator_with_the_machines_role_runs(place: str, distribution: str) -> None:
    """By the label alone: k3s and RKE2 give it a value."""
    cluster, operator, replicas = PLACES[place]
    config = changed(
        NODE_ROLE,
        *((("cluster", key), value) for key, value in cluster.items()),
        *((("cilium", "operator", key), value) for key, value in operator.items()),
    )
    if cluster["platform"] == "aws":
        config = changed(config, (("cluster", "distribution"), distribution))
    values = inner(run(config).resources["Release/cilium"].inputs, "values", "operator")
    assert values.get("replicas") == replicas
    assert "nodeSelector" not in values or set(values["nodeSelector"]) == {"kubernetes.io/os"}
    terms = {
        "matchExpressions": [{"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}]
    }
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [terms]}}
    asked = values.get("affinity", {}).get("nodeAffinity")
    assert asked == (None if place.startswith("any") else required)


@pytest.mark.parametrize(
    ("config", "daemon_set", "label"),
    [
        (
            changed(POD_IDENTITY, (("cluster", "awsNode"), "kept-off")),
            "aws-node",
            "io.cilium/aws-node-enabled",
        ),
        (
            changed(
                POD_IDENTITY,
                (("cluster", "kubeProxy"), "kept-off"),
                (("cilium", "kubeProxyReplacement"), True),
            ),
            "kube-proxy",
            "io.cilium/kube-proxy-enabled",
        ),
    ],
    ids=["aws-node", "kube-proxy"],
)
def test_what_is_kept_off_selects_a_label_that_no_node_has(
    config: Mapping[str, Any], daemon_set: str, label: str
) -> None:
    patch = run(config).resources[f"DaemonSetPatch/{daemon_set}-kept-off"]
    assert patch.inputs == {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": daemon_set, "namespace": "kube-system"},
        "spec": {"template": {"spec": {"nodeSelector": {label: "true"}}}},
    }


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("components.eni.light_resource.plugin_version", missing)
    with pytest.raises(pulumi.RunError, match="pulumi-aws is not installed"):
        run(POD_IDENTITY)
