"""IPv4 ranges that a cluster cannot use as it likes. Source: IANA's special-purpose registry."""

from __future__ import annotations

from typing import Final

RESERVED: Final = (
    ("0.0.0.0/8", "means this host and is no destination"),
    ("127.0.0.0/8", "is the loopback range of every host"),
    ("169.254.0.0/16", "is link-local: metadata services and node-local DNS live there"),
    ("224.0.0.0/4", "is multicast"),
    ("240.0.0.0/4", "is reserved, and most hosts and routers drop it"),
)
"""Ranges that no pod, node, service or virtual service may have, each with the reason."""

RFC_1918: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""The blocks that private networks are numbered from."""

RFC_6598: Final = "100.64.0.0/10"
"""The block of carrier-grade NAT, which private networks are numbered from, too."""

PRIVATE: Final = (*RFC_1918, RFC_6598, "198.18.0.0/15")
"""Ranges that nobody on the internet answers for: RFC 1918, RFC 6598, RFC 2544."""
