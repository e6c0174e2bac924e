"""What the Linux kernel can do from one release on, where a minor of Cilium runs on older ones.

Source: Documentation/operations/system_requirements.rst, unless a row says otherwise. What a
minor itself needs stands in its row of `releases.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.feature import Feature, features_of
from cilium_ako.catalogue.release import Release

_REQUIREMENTS: Final = "Documentation/operations/system_requirements.rst"

SCTP: Final = Feature(
    what="eBPF with SCTP; on an older one the agent stops with `enable-sctp`",
    since=Release(5, 2),
    source="daemon/cmd/daemon_main.go",
)
EGRESS_GATEWAY: Final = Feature(
    what="What the egress gateway's program needs; asked for up to 1.15, and older than any kernel "
    "that later minors take",
    since=Release(5, 2),
    source="pkg/egressgateway/manager.go",
)
WIREGUARD: Final = Feature(
    what="The kernel's own WireGuard", since=Release(5, 6), source=_REQUIREMENTS
)
_TUNING: Final = "Documentation/operations/performance/tuning.rst"
BBR: Final = Feature(
    what="BBR for pods, whose clock survives the way between network namespaces",
    since=Release(5, 18),
    source="pkg/datapath/linux/bandwidth/bandwidth.go",
)
BIG_TCP_IPV6: Final = Feature(
    what="BIG TCP for IPv6; before, agents warn and leave it off",
    since=Release(5, 19),
    source=_TUNING,
)
BIG_TCP_IPV4: Final = Feature(
    what="BIG TCP for IPv4; before, agents warn and leave it off",
    since=Release(6, 3),
    source=_TUNING,
)
NETKIT: Final = Feature(
    what="netkit devices as pods need them; 6.7 has the device alone",
    since=Release(6, 8),
    source=_TUNING,
)
VMXNET3_XDP: Final = Feature(
    what="XDP in vmxnet3, the network card of virtual machines on VMware",
    since=Release(6, 6),
    source="Documentation/bpf/progtypes.rst",
)
SESSION_AFFINITY: Final = Feature(
    what="Affinity of pods' own connections, told apart by the cookie of their network namespace",
    since=Release(5, 7),
    source=_REQUIREMENTS,
)
HOST_ROUTING: Final = Feature(
    what="`bpf_redirect_peer`; on an older one packets go through the host's stack without a word",
    since=Release(5, 10),
    source=_REQUIREMENTS,
)
REDIRECT_SCRUBBED: Final = Feature(
    what="Redirected packets are scrubbed in every release (CVE-2025-37959); older lines have the "
    "fix in late patches only, which a first release cannot tell",
    since=Release(6, 15),
    source="CVE-2025-37959",
)

FEATURES: Final[Mapping[str, Feature]] = features_of(globals())
"""All of them by their name here."""

PATCHED_MINOR: Final = Release(4, 18)
"""RHEL 8's kernel, into which Red Hat put what the minors of Cilium need."""
PATCHED_SUFFIX: Final = r"\.el8(_\d+)?\b"
"""A pattern that tells it from the kernel of others with the same number."""
