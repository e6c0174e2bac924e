"""Names of Cilium's objects in a cluster, as its chart and this program make them.

Source: install/kubernetes/cilium/templates of each minor.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium.cluster_mesh import CERTIFICATES
from cilium_ako.catalogue.kubernetes.objects import SYSTEM_NAMESPACE

NAMESPACE: Final = SYSTEM_NAMESPACE
"""The namespace of the release and of everything below."""

RELEASE: Final = "cilium"
"""The Helm release's name."""

RELEASE_NAME: Final = f"{NAMESPACE}/{RELEASE}"
"""The release as `helm -n kube-system` and an import spell it."""

AGENTS: Final = "cilium"
"""The agents' DaemonSet."""

OPERATOR: Final = "cilium-operator"
"""The operator's Deployment, and its ServiceAccount."""

OPERATOR_LEASE: Final = "cilium-operator-resource-lock"
"""The Lease that the operator in charge holds."""

CONFIG_MAP: Final = "cilium-config"
"""The ConfigMap that agents and operator read."""

IPSEC_SECRET: Final = "cilium-ipsec-keys"  # noqa: S105 - a Secret's name
"""The Secret that agents read the IPsec key from (`encryption.ipsec.secretName`)."""

ETCD_SECRET: Final = "cilium-etcd-secrets"  # noqa: S105 - a Secret's name
"""The Secret with etcd's client certificates; the chart's templates know no other name."""

AWS_SECRET: Final = "cilium-aws"  # noqa: S105 - a Secret's name
"""The Secret with the operator's AWS credentials, where it has no role."""

HUBBLE_SECRETS: Final = ("cilium-ca", "hubble-ca-secret", "hubble-server-certs")
"""Secrets with certificates that Hubble's parts serve with."""

MESH_SECRETS: Final = tuple(each.secret for each in CERTIFICATES)
"""Secrets with certificates that clusters of a mesh know each other by."""

ETCD_MEMBER_SECRETS: Final = ("cilium-etcd-server", "cilium-etcd-peer")
"""Secrets with the certificates of etcd's members, where Cilium's etcd runs in the cluster."""

AGENT_LABELS: Final = "k8s-app=cilium"
"""What selects the agents' pods."""

OPERATOR_LABELS: Final = f"name={OPERATOR}"
"""What selects the operator's pods."""

ETCD_MEMBER_LABELS: Final = "k8s-app in (cilium-etcd, etcd-manager-cilium)"
"""What selects the pods of Cilium's own etcd: this program's, and kOps'
(kOps:pkg/model/components/etcdmanager/model.go)."""

NODE_CRD: Final = "ciliumnodes.cilium.io"
"""The CRD of CiliumNode."""

NODE_CONFIG_CRD: Final = "ciliumnodeconfigs.cilium.io"
"""The CRD of CiliumNodeConfig."""
