"""Services: NodePort, balancing, announcing and addresses of load balancers.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import AllOf, AnyOf, Is, IsNot, IsSet, Refusal, off, on
from cilium_ako.catalogue.release import Release

MAGLEV_TABLE_SIZES: Final = (251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071)
"""The sizes of a Maglev table. Source: pkg/maglev/maglev.go, in every minor."""
_OFF: Final = off("kubeProxyReplacement")
_REPLACEMENT: Final = "daemon/cmd/kube_proxy_replacement.go"
_DSR: Final = Is("nodePort.mode", ("dsr", "hybrid"))

REFUSALS: Final = (
    Refusal(
        id="l2-announcements-replacement",
        by="nobody",
        when=(on("l2Announcements"), _OFF),
        says="L2 announcements have kube-proxy replacement.",
        why="A node answers for the address, and nothing on it serves the Service.",
        fix="Set cilium.kubeProxyReplacement to true and take kube-proxy away, or leave "
        "l2announcements off.",
        source="Documentation/network/l2-announcements.rst",
    ),
    Refusal(
        id="node-port-alone",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("nodePort.enabled"), _OFF),
        until=Release(1, 18),
        says="One program serves NodePorts.",
        why="Cilium and kube-proxy then serve the same ports, and which of them answers is left to "
        "the order of hooks.",
        fix="Set cilium.kubeProxyReplacement to true and take kube-proxy away, or remove "
        "nodePort.enabled.",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
    ),
    Refusal(
        id="node-ipam-unused",
        by="nobody",
        severity="warning",
        when=(Is("loadBalancerAddresses", ("nodeipam",)), IsNot("nodeIpam", (True,))),
        since=Release(1, 17),
        says="defaultLBServiceIPAM nodeipam has nodeIPAM.",
        why="Services ask a controller for addresses that does not run.",
        fix="Set nodeIPAM.enabled in cilium.values, or choose lbipam.",
        source="install/kubernetes/cilium/values.yaml",
        acknowledgeable=True,
    ),
    Refusal(
        id="default-address-word",
        by="operator",
        when=(IsNot("loadBalancerAddresses", ("lbipam", "nodeipam", "none")),),
        since=Release(1, 17),
        says="defaultLBServiceIPAM is lbipam, nodeipam or none.",
        why="The operator knows no other.",
        fix="Use one of the three.",
        source="operator/pkg/lbipam/cell.go",
    ),
    Refusal(
        id="api-server-twice",
        by="chart",
        when=(
            IsSet("k8sServiceHost"),
            IsSet("k8sServiceHostRef.name"),
            IsSet("k8sServiceHostRef.key"),
        ),
        since=Release(1, 18),
        says="The API server is named by value or by reference.",
        why="The chart does not render both, and with kube-proxy replacement this config names it.",
        fix="Remove k8sServiceHostRef from cilium.values.",
        source="install/kubernetes/cilium/templates/validate.yaml",
    ),
    Refusal(
        id="api-server-lookup",
        by="chart",
        when=(Is("k8sServiceHost", ("auto",)),),
        since=Release(1, 19),
        says="The API server's address is said.",
        why="The chart looks up auto in the cluster, which nobody sees who renders it on the "
        "side: a "
        "preview or a diff fails.",
        fix="Give the address.",
        source="install/kubernetes/cilium/templates/_helpers.tpl",
    ),
    Refusal(
        id="client-backoff-twice",
        by="chart",
        when=(
            IsNot("k8sClientExponentialBackoff.enabled", (False,)),
            AnyOf(
                (
                    Is("extraEnv.KUBE_CLIENT_BACKOFF_BASE", (True,)),
                    Is("extraEnv.KUBE_CLIENT_BACKOFF_DURATION", (True,)),
                )
            ),
        ),
        since=Release(1, 18),
        says="The client's back-off is said by the chart or by variables.",
        why="The chart sets the same two variables and does not render with yours.",
        fix="Remove them from extraEnv, or set k8sClientExponentialBackoff.enabled to false.",
        source="install/kubernetes/cilium/templates/validate.yaml",
    ),
    Refusal(
        id="lb-mode-annotation",
        by="agent",
        when=(on("bpf.lbModeAnnotation"), Is("nodePort.mode", ("hybrid",))),
        since=Release(1, 17),
        says="A Service may choose its mode where the default is snat or dsr.",
        why="Agents stop at start with hybrid.",
        fix="Set cilium.nodePort.mode to snat or dsr, or remove bpf.lbModeAnnotation.",
        source="pkg/loadbalancer/config.go",
    ),
    Refusal(
        id="lb-mode-annotation-vxlan",
        by="agent",
        when=(
            on("bpf.lbModeAnnotation"),
            Is("routing.tunnel", ("vxlan",)),
            IsNot("nodePort.dsrDispatch", ("ipip",)),
        ),
        since=Release(1, 20),
        says="In a VXLAN tunnel a Service that may choose its mode has IPIP.",
        why="Agents stop at start with opt or geneve, since DSR does not go through VXLAN.",
        fix="Use a Geneve tunnel, or remove bpf.lbModeAnnotation.",
        source="pkg/loadbalancer/config.go",
    ),
    Refusal(
        id="lb-mode-annotation-tunnel",
        by="agent",
        acknowledgeable=True,
        when=(
            on("bpf.lbModeAnnotation"),
            AnyOf(
                (
                    Is("routing.tunnel", ("vxlan",)),
                    AllOf(
                        (
                            Is("routing.tunnel", ("geneve",)),
                            IsNot("nodePort.dsrDispatch", ("geneve",)),
                        )
                    ),
                )
            ),
        ),
        since=Release(1, 17),
        until=Release(1, 19),
        says="In a tunnel a Service that may choose its mode has Geneve for both, up to 1.19.",
        why="Agents take such a config for one of DSR, which goes through no VXLAN, and stop at "
        "start.",
        fix="Use a Geneve tunnel with cilium.nodePort.dsrDispatch geneve, or native routing, or "
        "remove bpf.lbModeAnnotation.",
        source="pkg/option/config.go LoadBalancerUsesDSR; "
        "daemon/cmd/kube_proxy_replacement.go of 1.18",
    ),
    Refusal(
        id="dsr-in-vxlan",
        by="agent",
        when=(_DSR, on("nodePort.enabled"), Is("routing.tunnel", ("vxlan",))),
        says="DSR goes without a VXLAN tunnel.",
        why="Agents stop at start with both.",
        fix="Use a Geneve tunnel with dsrDispatch geneve, or native routing, or snat.",
        source=_REPLACEMENT,
    ),
    Refusal(
        id="balancing-words",
        by="agent",
        when=(
            AnyOf(
                (
                    AllOf(
                        (
                            IsSet("loadBalancer.mode"),
                            IsNot("loadBalancer.mode", ("snat", "dsr", "hybrid")),
                        )
                    ),
                    AllOf(
                        (
                            IsSet("loadBalancer.algorithm"),
                            IsNot("loadBalancer.algorithm", ("random", "maglev")),
                        )
                    ),
                    AllOf(
                        (
                            IsSet("loadBalancer.acceleration"),
                            IsNot(
                                "loadBalancer.acceleration",
                                ("disabled", "native", "testing-only", "best-effort"),
                            ),
                        )
                    ),
                    AllOf(
                        (
                            IsSet("loadBalancer.dsrDispatch"),
                            IsNot("loadBalancer.dsrDispatch", ("opt", "ipip", "geneve")),
                        )
                    ),
                )
            ),
        ),
        says="Words of loadBalancer are those that agents know.",
        why="Agents stop at start with another one.",
        fix="Say it as cilium.nodePort in this config, which knows the words.",
        source=_REPLACEMENT,
    ),
    Refusal(
        id="maglev-table-size",
        by="agent",
        when=(IsSet("maglev.tableSize"), IsNot("maglev.tableSize", MAGLEV_TABLE_SIZES)),
        says="Maglev's tables have a size that agents know.",
        why="A table's size is one of ten primes: agents stop at start with another.",
        fix=f"Use one of {', '.join(map(str, MAGLEV_TABLE_SIZES))} for maglev.tableSize: more "
        "than a hundred times the backends of the largest Service.",
        source="pkg/maglev/maglev.go",
    ),
    Refusal(
        id="xdp-ipv6-underlay",
        by="agent",
        when=(
            Is("nodePort.acceleration", ("native", "best-effort", "testing-only")),
            Is("underlayProtocol", ("ipv6",)),
        ),
        since=Release(1, 18),
        says="XDP has an IPv4 underlay.",
        why="Agents stop at start in a tunnel between IPv6 addresses.",
        fix="Set cilium.nodePort.acceleration to disabled; or, where pods have IPv4 beside IPv6, "
        "remove underlayProtocol from cilium.values.",
        source=_REPLACEMENT,
    ),
    Refusal(
        id="xdp-for-tests",
        by="nobody",
        when=(Is("nodePort.acceleration", ("testing-only",)),),
        says="XDP is the driver's own.",
        why="testing-only runs it in the kernel's generic path, which is slower than none and made "
        "for tests.",
        fix="Set cilium.nodePort.acceleration to native or disabled.",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
    ),
    Refusal(
        id="local-redirect-kube-proxy",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("localRedirect"), _OFF, off("socketLB.enabled")),
        says="Local redirect policies have kube-proxy replacement or the socket load balancer.",
        why="A policy is taken, and traffic of the host is not redirected.",
        fix="Set socketLb.enabled, or cilium.kubeProxyReplacement to true.",
        source="Documentation/network/kubernetes/local-redirect-policy.rst",
    ),
    Refusal(
        id="bgp-pod-ranges",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("bgpControlPlane"), Is("ipam.mode", ("eni", "azure", "crd", "delegated-plugin"))),
        says="BGP announces pod ranges of cluster-pool or kubernetes.",
        why="With another IPAM there is no range to announce: agents log a line and announce "
        "nothing.",
        fix="Announce Services alone, then acknowledge this rule.",
        source="pkg/bgp/types/utils.go CanAdvertisePodCIDR",
    ),
    Refusal(
        id="bgp-in-tunnel",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("bgp.announcesPods"), IsNot("routing.tunnel", ("disabled",))),
        says="Announced pod ranges are routed natively.",
        why="Requests come straight to the pod's node, and answers leave masqueraded: the caller "
        "sees another address than it asked.",
        fix="Set cilium.routing.mode to native with a cidr.",
        source="Documentation/network/bgp-control-plane/bgp-control-plane-configuration.rst",
    ),
    Refusal(
        id="bgp-old",
        by="chart",
        when=(
            IsSet("bgp.enabled"),
            IsNot("bgp.announce.loadbalancerIP", (True,)),
            IsNot("bgp.announce.podCIDR", (True,)),
        ),
        until=Release(1, 16),
        says="The old BGP speaker announces something.",
        why="The chart does not render it with nothing to announce.",
        fix="Use bgp in this config, or set bgp.announce in cilium.values.",
        source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
)
