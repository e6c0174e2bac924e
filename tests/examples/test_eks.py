"""The example that makes an EKS cluster: what it registers, in the order of its README."""

from __future__ import annotations

import json
import runpy
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from cilium_ako.preview.offline import run_registering
from cilium_ako.preview.recording import RecordingMonitor, RegisteredResource

PROGRAM = Path(__file__).parents[2] / "examples" / "eks" / "__main__.py"
PROJECT = "eks-for-cilium"

needs_eks = pytest.mark.skipif(
    find_spec("pulumi_eks") is None, reason="pulumi-eks, which only the example needs, is not here"
)


class Account(Mocks):
    """Mocks of an account that has the cluster."""

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        if args.token.startswith("aws:index/getPartition"):
            return {"partition": "aws"}, []
        return {"endpoint": "https://eks.example.test", "vpcConfig": {"vpcId": "vpc-1"}}, []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        return args.name, {**args.inputs, "oidcProviderArn": "arn:aws:iam::1:oidc-provider/a"}


def _run() -> None:
    runpy.run_path(str(PROGRAM), run_name="__main__")


def registered(**config: object) -> Mapping[str, RegisteredResource]:
    """What the example registers, by the last word of the type and the name."""
    given = {"clusterName": "prod-aws", "subnetIds": ["subnet-1", "subnet-2"], **config}
    texts = {
        f"{PROJECT}:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in given.items()
    }
    set_all_config(texts, [])
    monitor = RecordingMonitor(Account())
    run_registering(_run, monitor, "prod", preview=False, project=PROJECT)
    return {
        f"{each.type.rpartition(':')[2]}/{each.name}": each for each in monitor.registered.values()
    }


def test_nodes_of_an_existing_cluster_wait_for_the_agent() -> None:
    nodes = registered(existing=True, nodes=True)["NodeGroup/nodes"].inputs
    assert nodes["clusterName"] == "prod-aws"
    assert nodes["taints"] == [
        {"key": "node.cilium.io/agent-not-ready", "value": "true", "effect": "NO_EXECUTE"}
    ]


def test_before_they_are_asked_for_no_node_joins() -> None:
    found = registered(existing=True)
    assert {name for name in found if not name.startswith("Stack/")} == {"Addon/pod-identity"}
    assert found["Addon/pod-identity"].inputs["addonName"] == "eks-pod-identity-agent"


def test_the_machines_role_may_not_do_what_aws_node_may() -> None:
    found = registered(existing=True, nodes=True)
    policies = {
        str(each.inputs["policyArn"]).rpartition("/")[2]
        for name, each in found.items()
        if name.startswith("RolePolicyAttachment/")
    }
    assert policies == {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryReadOnly"}


def test_a_role_of_others_is_taken() -> None:
    arn = "arn:aws:iam::111122223333:role/nodes"
    found = registered(existing=True, nodes=True, nodeRoleArn=arn)
    assert found["NodeGroup/nodes"].inputs["nodeRoleArn"] == arn
    assert "Role/nodes" not in found


@needs_eks
# an import of either SDK says of classes that are not used here that they are old
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_is_made_without_nodes_and_without_add_ons_that_put_things_back() -> None:
    inputs = registered(vpcId="vpc-1")["Cluster/cluster"].inputs
    assert inputs["skipDefaultNodeGroup"] is True
    assert inputs["bootstrapSelfManagedAddons"] is True
    for options in ("kubeProxyAddonOptions", "corednsAddonOptions"):
        asked = inputs[options]
        assert isinstance(asked, Mapping)
        assert asked["enabled"] is False
    assert inputs["createOidcProvider"] is True
