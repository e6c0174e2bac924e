"""Rules about the two families of addresses: who has which, and what goes with IPv6."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_DUAL_STACK: Final = "Kubernetes: docs/concepts/services-networking/dual-stack"

RULES: Final = (
    Rule(
        id="nodes-lack-family",
        severity="error",
        says="Nodes have addresses of every family that pods have.",
        why="An agent finds no address of its node in that family: there is nothing to masquerade "
        "to, no NodePort listens, and natively routed pods of other nodes have no next hop.",
        fix="Complete cluster.nodeCidrs, or leave that family out of the pods' ranges.",
        source=f"pkg/node/address.go; {_DUAL_STACK}",
        acknowledgeable=True,
    ),
    Rule(
        id="services-without-pods",
        severity="error",
        says="Services have no family that pods lack.",
        why="A Service of that family never has an endpoint, and where its range comes first that "
        "is every Service, kubernetes.default among them.",
        fix="Give the pods a range of that family, or take the range from cluster.serviceCidrs.",
        source=_DUAL_STACK,
    ),
    Rule(
        id="services-lack-family",
        severity="warning",
        says="Services have every family that pods have.",
        why="Pods get addresses of a family in which no Service, cluster DNS neither, can be "
        "reached.",
        fix="Give the API server a --service-cluster-ip-range of that family, and name it in "
        "cluster.serviceCidrs.",
        source=_DUAL_STACK,
        acknowledgeable=True,
    ),
    Rule(
        id="api-server-lacks-family",
        severity="error",
        says="An API server that is named by its address has one of a family that nodes have.",
        why="No node can reach it: kubelets and agents wait for ever.",
        fix="Use a name, or an address of a family that nodes have.",
        source="arithmetic: a host sends to no family that it has no address of",
        acknowledgeable=True,
    ),
    Rule(
        id="ipv6-keys-unused",
        severity="warning",
        says="Keys for IPv6 are set only where pods have IPv6.",
        why="Nothing reads them: whether there is IPv6 follows from cilium.ipam.podCidrs.",
        fix="Append an IPv6 range to the pods' ranges, or remove the key.",
        source="pkg/option/config.go `enable-ipv6`",
        acknowledgeable=True,
    ),
    Rule(
        id="native-cidr-ipv6-missing",
        severity="error",
        says="Native routing that masquerades IPv6 names the IPv6 range that is not masqueraded.",
        why="Agents stop at start without it, eni or not, and charts from 1.18 on do not render.",
        fix="Set routing.cidrIpv6 to a range that holds every IPv6 pod.",
        source="pkg/option/config.go `checkIPv6NativeRoutingCIDR`; "
        "install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
    Rule(
        id="pools-as-native-cidr-ipv6",
        severity="error",
        says="nativeRoutingCIDRFromClusterPool is on only where there is one IPv6 pool.",
        why="The chart does not render: it would not know which of them to take.",
        fix="Remove it, and set routing.cidrIpv6 to a range that holds every IPv6 pool.",
        source="install/kubernetes/cilium/templates/cilium-configmap.yaml of 1.20",
    ),
    Rule(
        id="ipv6-masquerade-bpf",
        severity="error",
        says="IPv6 is masqueraded in eBPF only by minors that can: from 1.14 on, and up to 1.15 "
        "without the host firewall.",
        why="Agents stop at start.",
        fix="Masquerade by iptables, or leave IPv6 as it is with masquerade.enabledIpv6.",
        source="daemon/cmd/daemon_main.go of 1.13 to 1.15",
    ),
    Rule(
        id="ipv6-only-tunnel",
        severity="error",
        says="Pods with IPv6 alone are in a tunnel only from 1.18 on.",
        why="A tunnel's own packets were IPv4 before: agents stop, as they find no IPv4 address of "
        "their node.",
        fix="Route natively, or use Cilium 1.18.",
        source="pkg/node/address.go; install/kubernetes/cilium/values.yaml `underlayProtocol`",
    ),
    Rule(
        id="ipv6-only-ipsec",
        severity="error",
        says="IPsec has IPv4 beside IPv6 up to 1.17.",
        why="Agents stop at start: their IPsec needed IPv4 addresses of the nodes.",
        fix="Give the pods an IPv4 range too, use WireGuard, or Cilium 1.18.",
        source="daemon/cmd/daemon_main.go of 1.17",
        kops="encryption is not supported on IPv6 clusters",
    ),
    Rule(
        id="strict-mode-ipv6",
        severity="warning",
        says="WireGuard's strict mode is relied on for IPv4 alone.",
        why="Its range is IPv4: IPv6 traffic that would leave a node unencrypted is not dropped.",
        fix="Acknowledge it, or leave IPv6 out.",
        source="pkg/option/config.go `encryption-strict-mode-cidr`; cilium-cli's CI, ipsec-10",
        acknowledgeable=True,
    ),
    Rule(
        id="eni-ipv4-missing",
        severity="error",
        says="With eni the VPC has an IPv4 range.",
        why="The operator gives out IPv4 in any case, and no VPC is without it.",
        fix="Name the VPC's primary range first in cilium.ipam.vpcCidrs.",
        source="Documentation/network/concepts/ipam/eni.rst; Amazon VPC user guide, IP addressing",
        kops="Cilium ENI IPAM does not support IPv6",
    ),
    Rule(
        id="eni-ipv6-beta",
        severity="warning",
        says="With eni pods have IPv4 alone.",
        why="IPv6 with eni is beta: subnets need ranges of both families, and the operator the "
        "permission ec2:AssignIpv6Addresses.",
        fix="Take the IPv6 range from cilium.ipam.vpcCidrs, or acknowledge that it is beta.",
        source="install/kubernetes/cilium/templates/warnings.txt of 1.20",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-ipv6-only",
        severity="error",
        says="AKO serves pods that have IPv4.",
        why="With Cilium AKO knows pods and writes routes by their IPv4 addresses alone, so every "
        "pool would be empty.",
        fix="Append an IPv4 range to cilium.ipam.podCidrs, or remove ako.",
        source="AKO:docs/ipv6.md, AKO:CHANGELOG.md of 1.12.1",
    ),
    Rule(
        id="ako-ip-family",
        severity="error",
        says="AKO's ipFamily is not V6 with Cilium.",
        why="AKO reads the IPv6 ranges of nodes from other plugins' objects only (Calico, Antrea): "
        "pools would be empty, and no route be written.",
        fix="Remove it, or set it to V4; virtual services have IPv6 by vipNetworks[].cidrIpv6.",
        source="AKO:docs/values.md `ipFamily`; AKO:CHANGELOG.md of 1.12.1",
    ),
    Rule(
        id="ako-ip-family-unsaid",
        severity="warning",
        says="Where Helm values switch IPv6 on, AKO is told to stay with IPv4.",
        why="From 1.12.1 on an empty ipFamily means both on vCenter, NSX-T and without a cloud: "
        "IPv6 members and routes are tried that AKO cannot learn from Cilium.",
        fix="Set AKOSettings.ipFamily to V4 in ako.values.",
        source="AKO:internal/lib/lib.go `SetIPFamily` by branch",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-ipv6-services-first",
        severity="warning",
        says="With AKO the first service range is IPv4.",
        why="The Service kubernetes has an address of the first range, and AKO speaks IPv4 alone "
        "to the API server.",
        fix="Put the IPv4 range first, in the API server's --service-cluster-ip-range, too; that "
        "takes a new cluster.",
        source="AKO:docs/ipv6.md",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-controller-ipv6",
        severity="warning",
        says="AKO reaches its controller over IPv4.",
        why="AKO does not speak IPv6 to the controller's management address.",
        fix="Use the controller's IPv4 address, or a name that has one.",
        source="AKO:docs/ipv6.md",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-vip-ipv6-cloud",
        severity="error",
        says="Virtual services have IPv6 only on clouds on which AKO takes it: vCenter, and from "
        "1.12.1 on NSX-T and no cloud, too.",
        why="On any other one AKO switches its synchronization off and serves nothing.",
        fix="Remove cidrIpv6.",
        source="AKO:internal/lib/lib.go `IsValidV6Config`, `IsV6EnabledCloud`",
    ),
)
