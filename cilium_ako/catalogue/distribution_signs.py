"""What a node of a Kubernetes distribution shows of it, by which a running cluster is known.

Rows are asked in their order, and the first one that a node shows counts: a cluster of kOps on AWS
is one of kOps. Sources: kOps:pkg/nodelabels; what kubelets of k3s, RKE2, k0s, EKS and GKE call
their version; node labels in the documentation of EKS, AKS, OpenShift and MicroK8s.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.distributions import DistributionName


class DistributionSign(NamedTuple):
    """One thing that every node of a distribution shows."""

    distribution: DistributionName
    label: str = ""
    """A label's key that the node has."""
    kubelet: str = ""
    """What stands inside the kubelet's version."""
    image: str = ""
    """How the name of the operating system begins."""
    provider: str = ""
    """How the provider's id begins."""


SIGNS: Final = (
    DistributionSign("kops", label="kops.k8s.io/instancegroup"),
    DistributionSign("eks-hybrid", label="eks.amazonaws.com/hybrid-credential-provider"),
    DistributionSign("eks", kubelet="-eks-"),
    DistributionSign("gke", kubelet="-gke."),
    DistributionSign("aks", label="kubernetes.azure.com/cluster"),
    DistributionSign("openshift", label="node.openshift.io/os_id"),
    DistributionSign("rke2", kubelet="+rke2r"),
    DistributionSign("k3s", kubelet="+k3s"),
    DistributionSign("k0s", kubelet="+k0s"),
    DistributionSign("microk8s", label="microk8s.io/cluster"),
    DistributionSign("talos", image="Talos"),
    DistributionSign("kind", provider="kind://"),
)
