"""Rules about the instances of a cluster with IPAM `eni`: their interfaces, addresses and pods."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_NODE: Final = "pkg/aws/eni/node.go"

RULES: Final = (
    Rule(
        id="eni-instance-types-unsaid",
        severity="note",
        says="With eni, the stack says which types of instances its nodes are.",
        why="How many pods a node has addresses for hangs on its type, so that is not judged.",
        fix="List them in cilium.ipam.instanceTypes.",
        source=f"{_NODE} (GetMaximumAllocatableIPv4)",
    ),
    Rule(
        id="eni-instance-type-unknown",
        severity="error",
        says="What each type of instance takes is known, or said by the stack.",
        why="There may be no such type, and what a newer one takes is asked for and not guessed.",
        fix="Correct the name in cilium.ipam.instanceTypes, or say its limits in instanceLimits.",
        source="EC2's DescribeInstanceTypes; tools/derive_instance_types.py",
    ),
    Rule(
        id="eni-one-interface",
        severity="error",
        says="With eni, nodes take more interfaces than the first one.",
        why="The operator attaches further interfaces where addresses run out, and to this type it "
        "cannot: a node has the addresses of one interface, or of none.",
        fix="Use another type, with eni.nodeSpec.firstInterfaceIndex below its interfaces.",
        source=f"{_NODE} (CreateInterface, GetMaximumAllocatableIPv4)",
        acknowledgeable=True,
    ),
    Rule(
        id="eni-prefixes-refused",
        severity="error",
        says="With prefixDelegation, every type of instance takes prefixes.",
        why="Without a word the operator gives such nodes single addresses, a sixteenth of what "
        "was counted on, and pods beyond them stay in ContainerCreating.",
        fix="Use a type on Nitro, or leave prefixDelegation off.",
        source=f"{_NODE} (IsPrefixDelegated); cilium/cilium#39678",
        acknowledgeable=True,
    ),
    Rule(
        id="eni-pods-per-node",
        severity="error",
        says="With eni, a node's interfaces have an address for each of maxPodsPerNode pods.",
        why="The scheduler knows nothing of them: pods beyond the addresses stay in "
        "ContainerCreating.",
        fix="Use larger instances or prefixDelegation, or lower maxPodsPerNode and the kubelet's "
        "maxPods.",
        source=f"{_NODE} (GetMaximumAllocatableIPv4); cilium/cilium#12557",
        acknowledgeable=True,
    ),
    Rule(
        id="eni-kubelet-max-pods",
        severity="warning",
        says="On EKS, maxPodsPerNode is what EKS' own images give the kubelet for each type.",
        why="They calculate the kubelet's max-pods for another CNI plugin and without prefixes: "
        "where it is lower pods stay Pending, where it is higher they may get no address.",
        fix="Give the kubelet its maxPods in the node group's user data.",
        source="awslabs/amazon-eks-ami: shared/runtime/eni-max-pods.txt",
        acknowledgeable=True,
    ),
)
