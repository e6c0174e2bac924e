"""Ranges that a cluster cannot use as it likes.

Source: IANA's special-purpose registries of IPv4 and of IPv6.
"""

from __future__ import annotations

from typing import Final

RESERVED: Final = (
    ("0.0.0.0/8", "means this host and is no destination"),
    ("127.0.0.0/8", "is the loopback range of every host"),
    ("169.254.0.0/16", "is link-local: metadata services and node-local DNS live there"),
    ("224.0.0.0/4", "is multicast"),
    ("240.0.0.0/4", "is reserved, and most hosts and routers drop it"),
    ("::/127", "is the unspecified address and the loopback of every host"),
    ("::ffff:0:0/96", "is IPv4 written as IPv6, and no host sends it"),
    ("64:ff9b::/96", "is IPv4 behind a translator (NAT64)"),
    ("fe80::/10", "is link-local: every interface has it, and no router passes it on"),
    ("ff00::/8", "is multicast"),
)
"""Ranges that no pod, node, service or virtual service may have, each with the reason."""

RFC_1918: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""The blocks that private networks are numbered from."""

RFC_6598: Final = "100.64.0.0/10"
"""The block of carrier-grade NAT, which private networks are numbered from, too."""

PRIVATE: Final = (*RFC_1918, RFC_6598, "198.18.0.0/15")
"""Ranges that nobody on the internet answers for: RFC 1918, RFC 6598, RFC 2544."""

RFC_4193_LOCAL: Final = "fd00::/8"
"""The block of unique local IPv6 addresses that networks take their own part of."""
