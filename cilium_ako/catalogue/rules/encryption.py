"""Rules about IPsec and WireGuard."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_DAEMON: Final = "daemon/cmd/daemon_main.go"
_IPSEC: Final = "Documentation/security/network/encryption-ipsec.rst"
_WIREGUARD: Final = "Documentation/security/network/encryption-wireguard.rst"

RULES: Final = (
    Rule(
        id="ipsec-patch",
        severity="error",
        says="IPsec uses a patch with a key per tunnel.",
        why="Older ones share one key among all nodes, which lets an observer undo the encryption "
        "(GHSA-pwqm-x5x6-5586), and some of them drop encrypted traffic.",
        fix="Use the patch named, or a later one.",
        source="cilium/cilium#31612, #31611, #31610, #27119",
    ),
    Rule(
        id="ipsec-kube-proxy-replacement",
        severity="error",
        says="Before 1.16, IPsec does not go with kube-proxy replacement.",
        why="The agent stops: IPSec cannot be used with BPF NodePort.",
        fix="Use 1.16 or later, WireGuard, or kube-proxy.",
        source="cilium/cilium#37054; daemon/cmd/daemon_main.go of 1.15",
    ),
    Rule(
        id="ipsec-node-limit",
        severity="error",
        says="IPsec serves at most 65535 nodes.",
        why="Node ids have 16 bits, so further nodes cannot be told apart.",
        fix="Lower cluster.maxNodes, or use WireGuard.",
        source=_IPSEC,
    ),
    Rule(
        id="ipsec-host-routing-kernel",
        severity="warning",
        says="IPsec with eBPF host routing has a kernel with the fix for CVE-2025-37959.",
        why="From 1.19 on host routing is on by itself with kube-proxy replacement and eBPF "
        "masquerading, and unpatched kernels let packets out in clear.",
        fix="Check the distribution's kernel for the fix and acknowledge this rule, or set "
        "bpf.hostLegacyRouting to true in cilium.values.",
        source=f"{_IPSEC} of 1.19",
        acknowledgeable=True,
    ),
    Rule(
        id="wireguard-kernel",
        severity="error",
        says="WireGuard has the kernel that it needs.",
        why="Below 5.6 the kernel has no WireGuard, and the agent stops.",
        fix="Update the nodes' kernels to 5.6 or later, or use IPsec.",
        source=_WIREGUARD,
    ),
    Rule(
        id="wireguard-l7",
        severity="error",
        says="Before 1.14, WireGuard does not go with the L7 proxy.",
        why="The agent stops at start.",
        fix="Set l7Proxy to false, or use 1.14 or later.",
        source="cilium/cilium#19401; daemon/cmd/daemon_main.go of 1.13",
        kops="L7 proxy cannot be enabled if wireguard is enabled.",
    ),
    Rule(
        id="wireguard-node-encryption-old",
        severity="error",
        says="WireGuard encrypts nodes' own traffic from 1.14 on only.",
        why="Before, the switch was for IPsec: nodes' traffic would go on in clear without a word.",
        fix="Use 1.14 or later, or set nodeEncryption to false.",
        source="install/kubernetes/cilium/values.yaml; kOps: pull request 15901",
    ),
    Rule(
        id="wireguard-node-encryption-beta",
        severity="warning",
        says="Whoever encrypts nodes' own traffic knows its gaps.",
        why="It is beta, and nodes labelled as control plane are left out, so their traffic goes "
        "in clear.",
        fix="Acknowledge this rule once the gap is accepted.",
        source=_WIREGUARD,
        acknowledgeable=True,
    ),
    Rule(
        id="wireguard-north-south",
        severity="warning",
        says="With WireGuard, Services are neither accelerated nor answered directly.",
        why="Requests from outside that a node forwards by XDP or by DSR (other than Geneve) "
        "leave it in clear.",
        fix="Use snat without acceleration, or Geneve, or accept it and acknowledge this rule.",
        source=_WIREGUARD,
        acknowledgeable=True,
    ),
    Rule(
        id="strict-mode-old",
        severity="error",
        says="Strict mode goes with 1.15 or later.",
        why="Older charts ignore it without a word, and traffic may go in clear.",
        fix="Use 1.15 or later, or remove encryption.strict.",
        source="install/kubernetes/cilium/values.yaml `encryption.strictMode`",
    ),
    Rule(
        id="strict-cidr-misses-pods",
        severity="error",
        says="Strict mode's range holds every pod range.",
        why="Traffic of pods outside of it may leave a node in clear.",
        fix="Widen encryption.strict.cidr so that it holds every pod range.",
        source="Documentation/security/network/encryption.rst",
        acknowledgeable=True,
    ),
)
