"""Tags of AWS that Cilium's operator and clusters on AWS go by.

Source: pkg/defaults/defaults.go and operator/pkg/ipam/allocator/aws/aws.go of Cilium; the tags of
instances in the Amazon EKS user guide and pkg/providers/v1/tags.go of cloud-provider-aws.
"""

from __future__ import annotations

from typing import Final

MANAGED: Final = "io.cilium/cilium-managed"
"""Of an interface that an operator made; its value is MANAGED_VALUE."""
MANAGED_VALUE: Final = "true"
CLUSTER: Final = "io.cilium/cluster-name"
"""Of an interface that an operator made; its value is Cilium's `cluster.name`."""

INSTANCE_OF: Final = "kubernetes.io/cluster/"
"""Before a cluster's name: the tag of its instances."""
INSTANCE_VALUES: Final = ("owned", "shared")
"""What that tag says: the machine goes with the cluster, or stays."""
