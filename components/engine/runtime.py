"""Who runs the program: an engine, a test, or an offline preview."""

from __future__ import annotations

import threading

from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from cilium_ako.preview.recording import OfflineMonitor


def is_offline() -> bool:
    """True where no engine runs the program: secrets are then stand-ins, and no cluster is near."""
    return isinstance(get_monitor(), OfflineMonitor)


def has_engine() -> bool:
    """True where an engine runs the program, in a process of its own."""
    mocked = isinstance(get_monitor(), MockMonitor)
    return not mocked and threading.current_thread() is threading.main_thread()
