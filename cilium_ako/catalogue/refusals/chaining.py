"""Cilium beside another CNI plugin: who gives pods their addresses, and who routes to them.

`aws-cni` has addresses of the VPC, which routes them itself. With `flannel` pods have the ranges
of their Node. `portmap` opens ports of the host and changes nothing else. With every other mode
the addresses are the other plugin's, and neither CiliumNode nor AKO knows them.
Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import AnyOf, Is, IsNot, Refusal, off, on

_OWN: Final = ("none", "portmap", "")
_CHAINED: Final = IsNot("cni.chainingMode", _OWN)

REFUSALS: Final = (
    Refusal(
        id="chaining-ako-routes",
        by="nobody",
        when=(
            on("ako.installed"),
            Is("ako.serviceType", ("ClusterIP",)),
            off("ako.disableStaticRouteSync"),
            IsNot("cni.chainingMode", (*_OWN, "flannel")),
        ),
        says="AKO writes no routes to addresses that another CNI plugin gives.",
        why="Pods have the other plugin's addresses, and AKO would write routes to ranges that "
        "no pod "
        "has: virtual services are up and every request fails.",
        fix="Set ako.serviceType to NodePort, or remove the chaining; with aws-cni leave "
        "cilium.ipam "
        "out, and no routes are written.",
        source="AKO:internal/lib/dynamic_client.go GetPodCIDR; "
        "Documentation/installation/cni-chaining.rst; cilium/cilium#22311",
    ),
    Refusal(
        id="chaining-flannel-ipam",
        by="nobody",
        when=(Is("cni.chainingMode", ("flannel",)), IsNot("ipam.mode", ("kubernetes",))),
        says="Beside flannel the IPAM is kubernetes.",
        why="flannel gives pods the range of their Node; AKO and every rule must read the same.",
        fix="Set cilium.ipam.mode to kubernetes with the ranges that flannel has.",
        source="daemon/cmd/cni/config.go; AKO:internal/lib/dynamic_client.go GetPodCIDR",
    ),
    Refusal(
        id="chaining-eni",
        by="nobody",
        when=(_CHAINED, Is("ipam.mode", ("eni",))),
        says="Either Cilium hands out network interfaces or the chained plugin does.",
        why="Two programs attach interfaces to the same instances and take each other's addresses.",
        fix="For the AWS plugin remove cilium.ipam and say cni.chaining.mode aws-cni; for "
        "Cilium's own "
        "remove cni.chainingMode.",
        source="Documentation/installation/cni-chaining-aws-cni.rst",
    ),
    Refusal(
        id="chaining-veth-source",
        by="agent",
        when=(
            Is("cni.chainingMode", ("generic-veth",)),
            IsNot("cni.customConfiguration", (True,)),
            Is("cni.chainingTarget", ("",)),
        ),
        says="generic-veth names the plugin that it follows, or brings a configuration.",
        why="Agents write no CNI configuration and try again for ever: nodes stay NotReady.",
        fix="Set cni.chainingTarget (from 1.14 on), or cni.customConf and cni.configMap.",
        source="daemon/cmd/cni/config.go renderCNIConf",
    ),
    Refusal(
        id="chaining-portmap-replacement",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(Is("cni.chainingMode", ("portmap",)), on("kubeProxyReplacement")),
        says="portmap is chained beside kube-proxy alone.",
        why="The replacement opens ports of the host itself, and any chaining leads packets "
        "through "
        "the host's own stack.",
        fix="Remove cni.chainingMode.",
        source="Documentation/installation/cni-chaining-portmap.rst; "
        "install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
    Refusal(
        id="chaining-exclusive",
        by="nobody",
        when=(_CHAINED, IsNot("cni.exclusive", (False,))),
        severity="warning",
        acknowledgeable=True,
        says="A chained plugin's configuration is left alone.",
        why="With cni.exclusive agents rename the configuration of the plugin that they follow.",
        fix="Set cni.exclusive to false.",
        source="install/kubernetes/cilium/values.yaml cni.exclusive; "
        "Documentation/installation/cni-chaining-aws-cni.rst",
    ),
    Refusal(
        id="chaining-l7",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(_CHAINED, on("l7Proxy")),
        says="Policies look into no protocol of a chained plugin's pods.",
        why="The documentation rules L7 policies out: traffic of such a policy is lost.",
        fix="Set cilium.l7Proxy to false, or use no L7 policy and acknowledge this rule.",
        source="Documentation/installation/cni-chaining-limitations.rst; cilium/cilium#12454",
    ),
    Refusal(
        id="chaining-tunnel",
        by="nobody",
        when=(
            _CHAINED,
            AnyOf((IsNot("routing.tunnel", ("disabled",)), on("masquerade.enabled"))),
        ),
        severity="warning",
        acknowledgeable=True,
        says="A chained plugin routes and masquerades itself.",
        why="The documentation asks for native routing without masquerading: Cilium would do "
        "both a "
        "second time.",
        fix="Set cilium.routing.mode to native and cilium.masquerade.enabled to false.",
        source="Documentation/installation/cni-chaining-generic-veth.rst",
    ),
    Refusal(
        id="chaining-tunnel-own",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(_CHAINED, on("noConntrackRules")),
        says="installNoConntrackIptablesRules goes without chaining.",
        why="The chart writes false beside any chained plugin, whatever is asked for.",
        fix="Remove installNoConntrackIptablesRules.",
        source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
)
