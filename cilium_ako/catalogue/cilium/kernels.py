"""Kernels that single features need, where a minor of Cilium runs on older ones.

Source: Documentation/operations/system_requirements.rst, unless a row says otherwise.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.release import Release

SCTP: Final[Release] = Release(5, 2)
"""Older: the agent stops with `enable-sctp`. Source: daemon/cmd/daemon_main.go."""

WIREGUARD: Final[Release] = Release(5, 6)
"""The kernel's own WireGuard."""

SESSION_AFFINITY: Final[Release] = Release(5, 7)
"""Affinity of pods' own connections; older ones key it by the network namespace's cookie."""

HOST_ROUTING: Final[Release] = Release(5, 10)
"""`bpf_redirect_peer`; older ones go through the host's stack without a word."""

REDIRECT_PEER_FIXED: Final[Release] = Release(6, 15)
"""From here on every release scrubs redirected packets (CVE-2025-37959); older lines carry the
fix in late patches only, which a floor cannot tell."""
