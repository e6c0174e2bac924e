"""Rules about the platform that nodes run on: AWS, and EKS with its control plane."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_ENI: Final = "Documentation/network/concepts/ipam/eni.rst"

RULES: Final = (
    Rule(
        id="kubernetes-ipam-on-eks",
        severity="error",
        says="IPAM kubernetes is not used on EKS.",
        why="EKS never writes a pod range into a Node, so every agent waits for one forever.",
        fix="Use eni or cluster-pool.",
        source="Documentation/network/concepts/ipam/kubernetes.rst; Amazon EKS user guide",
    ),
    Rule(
        id="eks-operator-role",
        severity="error",
        says="On EKS, the operator has an IAM role of its own for IPAM eni.",
        why="There are no control plane nodes whose role it could use, so every call to EC2 is "
        "refused and no pod gets an address.",
        fix="Have a role made for the service account kube-system/cilium-operator, with source "
        "pod-identity or irsa, or name one that exists.",
        source=_ENI,
    ),
    Rule(
        id="aws-node-kept-off",
        severity="error",
        says="Amazon's CNI plugin is kept off nodes where it is, and where nothing needs it.",
        why="Where there is no DaemonSet aws-node the patch of it fails; where Cilium follows the "
        "plugin no new pod would get an address.",
        fix="Remove cluster.awsNode.",
        source="Documentation/installation/k8s-install-helm.rst; "
        "Documentation/installation/cni-chaining-aws-cni.rst",
    ),
    Rule(
        id="eks-overlay",
        severity="warning",
        says="Pods on EKS have addresses that the control plane can reach.",
        why="EKS' API server is outside of the overlay: webhooks and aggregated APIs in pods do "
        "not answer it, unless they use the host's network.",
        fix="Use eni, or run webhooks with hostNetwork and acknowledge this rule.",
        source="Documentation/installation/requirements-eks.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="eks-api-server-port",
        severity="warning",
        says="EKS' API server is asked on port 443.",
        why="EKS listens on no other, so agents and nodes never connect.",
        fix="Give the endpoint as EKS shows it: https, no port.",
        source="Amazon EKS user guide",
        acknowledgeable=True,
    ),
    Rule(
        id="region-missing",
        severity="warning",
        says="A cluster on AWS names its region.",
        why="What is made in AWS for the cluster needs it.",
        fix="Set cluster.region.",
        source="AWS' list of regions",
        acknowledgeable=True,
    ),
    Rule(
        id="region-unused",
        severity="warning",
        says="Only a cluster on AWS names a region.",
        why="Nothing reads it, so either the region or the platform is not what you mean.",
        fix="Remove cluster.region, or set cluster.platform to aws or eks.",
        source="AWS' list of regions",
        acknowledgeable=True,
    ),
    Rule(
        id="region-form",
        severity="error",
        says="The region is written as AWS writes it.",
        why="Every call to AWS would go to a host that does not exist.",
        fix="Use a region such as eu-central-1; an availability zone ends in a letter and is not "
        "one.",
        source="AWS' list of regions",
    ),
)
