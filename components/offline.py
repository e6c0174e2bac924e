"""Whether the program runs in an offline preview."""

from __future__ import annotations

from pulumi.runtime.settings import get_monitor

from cilium_ako.preview.recording import OfflineMonitor


def is_offline() -> bool:
    """True where no engine runs the program: secrets are then stand-ins, and no cluster is near."""
    return isinstance(get_monitor(), OfflineMonitor)
