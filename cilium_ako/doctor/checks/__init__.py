"""The checks, one file per subject: pure functions of what was seen and what the stack asks.

Importing this package registers them all.
"""

from cilium_ako.doctor.checks import (
    agents,
    ako,
    config,
    encryption,
    eni,
    etcd,
    nodes,
    ranges,
    services,
)

__all__ = ["agents", "ako", "config", "encryption", "eni", "etcd", "nodes", "ranges", "services"]
