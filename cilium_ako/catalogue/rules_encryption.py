"""Rules about encryption between nodes."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_IPSEC: Final = "Documentation/security/network/encryption-ipsec.rst"
_WIREGUARD: Final = "Documentation/security/network/encryption-wireguard.rst"
_DAEMON: Final = "daemon/cmd/daemon_main.go"

ENCRYPTION: Final = (
    Rule(
        "ipsec-patch",
        "error",
        "IPsec uses a patch with a key per tunnel.",
        "Older ones share one key among all nodes, which lets an observer undo the encryption "
        "(GHSA-pwqm-x5x6-5586), and some of them drop encrypted traffic.",
        "Use the patch named, or a later one.",
        "cilium/cilium#31612, #31611, #31610, #27119",
    ),
    Rule(
        "ipsec-kube-proxy-replacement",
        "error",
        "Before 1.16, IPsec does not go with kube-proxy replacement.",
        "The agent stops: IPSec cannot be used with BPF NodePort.",
        "Use 1.16 or later, WireGuard, or kube-proxy.",
        "cilium/cilium#37054; daemon/cmd/daemon_main.go of 1.15",
    ),
    Rule(
        "ipsec-host-firewall",
        "error",
        "IPsec does not go with the host firewall.",
        "The agent stops at start.",
        "Use WireGuard, or remove hostFirewall from cilium.values.",
        _DAEMON,
    ),
    Rule(
        "ipsec-chaining",
        "error",
        "IPsec does not go with CNI chaining.",
        "Traffic of chained pods leaves in clear or is dropped.",
        "Remove cni.chainingMode from cilium.values, or use WireGuard.",
        f"{_IPSEC}; cilium/cilium#15596",
    ),
    Rule(
        "ipsec-node-limit",
        "error",
        "IPsec serves at most 65535 nodes.",
        "Node ids have 16 bits, so further nodes cannot be told apart.",
        "Lower cluster.maxNodes, or use WireGuard.",
        _IPSEC,
    ),
    Rule(
        "ipsec-host-routing-kernel",
        "warning",
        "IPsec with eBPF host routing has a kernel with the fix for CVE-2025-37959.",
        "From 1.19 on host routing is on by itself with kube-proxy replacement and eBPF "
        "masquerading, and unpatched kernels let packets out in clear.",
        "Check the distribution's kernel for the fix and acknowledge this rule, or set "
        "bpf.hostLegacyRouting to true in cilium.values.",
        f"{_IPSEC} of 1.19",
        acknowledgeable=True,
    ),
    Rule(
        "wireguard-kernel",
        "error",
        "WireGuard has the kernel that it needs.",
        "Below 5.6 the kernel has no WireGuard, and the agent stops.",
        "Update the nodes' kernels to 5.6 or later, or use IPsec.",
        _WIREGUARD,
    ),
    Rule(
        "wireguard-l7",
        "error",
        "Before 1.14, WireGuard does not go with the L7 proxy.",
        "The agent stops at start.",
        "Set l7Proxy to false, or use 1.14 or later.",
        "cilium/cilium#19401; daemon/cmd/daemon_main.go of 1.13",
        kops="L7 proxy cannot be enabled if wireguard is enabled.",
    ),
    Rule(
        "wireguard-node-encryption-old",
        "error",
        "WireGuard encrypts nodes' own traffic from 1.14 on only.",
        "Before, the switch was for IPsec: nodes' traffic would go on in clear without a word.",
        "Use 1.14 or later, or set nodeEncryption to false.",
        "install/kubernetes/cilium/values.yaml; kOps: pull request 15901",
    ),
    Rule(
        "wireguard-node-encryption-beta",
        "warning",
        "Whoever encrypts nodes' own traffic knows its gaps.",
        "It is beta, and nodes labelled as control plane are left out, so their traffic goes in "
        "clear.",
        "Acknowledge this rule once the gap is accepted.",
        _WIREGUARD,
        acknowledgeable=True,
    ),
    Rule(
        "wireguard-north-south",
        "warning",
        "With WireGuard, Services are neither accelerated nor answered directly.",
        "Requests from outside that a node forwards by XDP or by DSR (other than Geneve) leave it "
        "in clear.",
        "Use snat without acceleration, or Geneve, or accept it and acknowledge this rule.",
        _WIREGUARD,
        acknowledgeable=True,
    ),
    Rule(
        "strict-mode-old",
        "error",
        "Strict mode goes with 1.15 or later.",
        "Older charts ignore it without a word, and traffic may go in clear.",
        "Use 1.15 or later, or remove encryption.strict.",
        "install/kubernetes/cilium/values.yaml `encryption.strictMode`",
    ),
    Rule(
        "strict-cidr-misses-pods",
        "error",
        "Strict mode's range holds every pod range.",
        "Traffic of pods outside of it may leave a node in clear.",
        "Widen encryption.strict.cidr so that it holds every pod range.",
        "Documentation/security/network/encryption.rst",
        acknowledgeable=True,
    ),
)
"""Rules about encryption."""
