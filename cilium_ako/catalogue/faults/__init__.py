"""Every fault of a live cluster that the doctor looks for.

The code of a check finds it; everything that a person may want to look up is here, in one table
per subject (`faults_*.py`).
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.agents import AGENTS
from cilium_ako.catalogue.faults.ako import AKO
from cilium_ako.catalogue.faults.config import CONFIG
from cilium_ako.catalogue.faults.encryption import ENCRYPTION
from cilium_ako.catalogue.faults.eni import ENI
from cilium_ako.catalogue.faults.etcd import ETCD
from cilium_ako.catalogue.faults.nodes import NODES
from cilium_ako.catalogue.faults.ranges import RANGES
from cilium_ako.catalogue.faults.row import Fault
from cilium_ako.catalogue.faults.services import SERVICES

FAULTS: Final[tuple[Fault, ...]] = (
    *CONFIG,
    *RANGES,
    *ENI,
    *AGENTS,
    *NODES,
    *SERVICES,
    *ENCRYPTION,
    *ETCD,
    *AKO,
)
"""Every fault, by subject."""

BY_ID: Final = {fault.id: fault for fault in FAULTS}
"""The faults by id."""
