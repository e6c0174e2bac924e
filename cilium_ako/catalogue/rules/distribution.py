"""Rules about what a Kubernetes distribution offers, needs, and does not bear."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_TALOS: Final = "Talos documentation, Deploying Cilium CNI"

RULES: Final = (
    Rule(
        id="distribution-platform",
        severity="error",
        says="The platform is one that the distribution runs on.",
        why="One of the two is not what you mean, and rules and values follow both.",
        fix="Correct cluster.distribution or cluster.platform.",
        source="docs/distributions.md",
    ),
    Rule(
        id="distribution-ipam",
        severity="error",
        says="The IPAM mode is one that the distribution can serve.",
        why="No node gets a range or an address for its pods, and every agent waits.",
        fix="Use an IPAM mode that docs/distributions.md lists for it; acknowledge this rule where "
        "the distribution is set up otherwise.",
        source="docs/distributions.md, with a source for each distribution",
        acknowledgeable=True,
    ),
    Rule(
        id="distribution-api-server",
        severity="warning",
        says="A loopback address of the API server is one that every node listens on.",
        why="Agents ask their own node; where nothing answers there they never start, and on "
        "control plane nodes alone it works.",
        fix="Use the address that the distribution has on every node, or the load balancer's.",
        source="docs/distributions.md; cilium/cilium#19038",
        acknowledgeable=True,
    ),
    Rule(
        id="distribution-api-server-port",
        severity="warning",
        says="A managed control plane is asked on its port.",
        why="It listens on no other, so agents and nodes never connect.",
        fix="Give the endpoint as the provider shows it: https, no port.",
        source="docs/distributions.md",
        acknowledgeable=True,
    ),
    Rule(
        id="operator-selector-unmatched",
        severity="error",
        says="The operator's node selector fits nodes of the distribution.",
        why="A selector compares label and value to the letter: the operator stays Pending, no "
        "node gets a range, and no pod starts.",
        fix="Use the label of docs/distributions.md, or no selector.",
        source="docs/distributions.md",
        acknowledgeable=True,
    ),
    Rule(
        id="talos-module-capability",
        severity="error",
        says="On Talos Linux no container of Cilium asks for SYS_MODULE.",
        why="Talos takes that capability from every pod, so the container is not started, and its "
        "node stays without network.",
        fix="Remove SYS_MODULE from the list, or the list itself: the distribution gives one.",
        source=_TALOS,
    ),
    Rule(
        id="talos-node-init",
        severity="error",
        says="On Talos Linux Cilium's node initialization stays off.",
        why="It runs a shell script on the host, where there is no shell, and agents wait for it.",
        fix="Remove nodeinit from cilium.values.",
        source="Documentation/installation/k8s-install-talos-linux.rst; "
        "install/kubernetes/cilium/files/nodeinit/startup.bash",
    ),
    Rule(
        id="talos-host-dns",
        severity="warning",
        says="On Talos Linux masquerading in eBPF goes without DNS forwarding to the host.",
        why="Answers of the host's own DNS at a link-local address do not come back to CoreDNS: "
        "names outside of the cluster stay unresolved.",
        fix="Set machine.features.hostDNS.forwardKubeDNSToHost to false on every node and "
        "acknowledge this rule, or set bpf.hostLegacyRouting to true in cilium.values.",
        source=f"{_TALOS} (known issues); siderolabs/talos#10002",
        acknowledgeable=True,
    ),
    Rule(
        id="openshift-multus",
        severity="error",
        says="On OpenShift Cilium leaves Multus' configuration alone.",
        why="With cni.exclusive agents rename every other configuration: Multus stops, and with it "
        "the pods that have additional networks.",
        fix="Remove cni.exclusive from cilium.values: the distribution sets it to false.",
        source="Documentation/installation/k8s-install-openshift-okd.rst; "
        "Documentation/network/kubernetes/configuration.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="gke-native-pool",
        severity="warning",
        says="On GKE natively routed pods have addresses of the cluster's own range.",
        why="Google routes the ranges that it gave to nodes and no others: packets of other pods "
        "are dropped between nodes.",
        fix="Use IPAM kubernetes, or a tunnel.",
        source="Documentation/installation/requirements-gke.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="aks-native",
        severity="warning",
        says="On AKS without a network plugin pods are reached in a tunnel.",
        why="Azure's network does not know pod addresses of another plugin and drops their "
        "packets, unless its route tables name every node's range.",
        fix="Set routing.mode to tunnel.",
        source="cilium/cilium#19379; Documentation/installation/requirements-aks.rst",
        acknowledgeable=True,
    ),
)
