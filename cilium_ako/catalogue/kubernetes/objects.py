"""Names of objects that Kubernetes' installers put into every cluster."""

from __future__ import annotations

from typing import Final

SYSTEM_NAMESPACE: Final = "kube-system"
"""The namespace of a cluster's own parts."""

KUBE_PROXY: Final = "kube-proxy"
"""kube-proxy's DaemonSet. Source: kubeadm, Amazon EKS."""

AWS_NODE: Final = "aws-node"
"""The DaemonSet of Amazon's own CNI plugin. Source: Amazon EKS user guide."""

AWS_NODE_ENABLED: Final = "io.cilium/aws-node-enabled"
"""The label of nodes that Amazon's CNI plugin may run on: none has it.

Source: Documentation/installation/k8s-install-helm.rst of Cilium.
"""

KUBE_PROXY_ENABLED: Final = "io.cilium/kube-proxy-enabled"
"""The label of nodes that kube-proxy may run on: none has it."""
