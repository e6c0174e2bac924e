"""Every fault of a live cluster that the doctor looks for.

One file for each subject, with the faults of that subject as `FAULTS`; the code that finds them
stands in the file of the same name in `cilium_ako.doctor.checks`, and an example of each in
`tests/doctor/test_<subject>.py`. A new file is named in `SUBJECTS`, and nowhere else.
docs/add-a-check.md leads through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from cilium_ako.catalogue.faults.row import Fault, Severity

__all__ = ["BY_ID", "BY_SUBJECT", "FAULTS", "SUBJECTS", "Fault", "Severity"]

SUBJECTS: Final = (
    "live_config",
    "pod_cidrs",
    "cilium_nodes",
    "eni",
    "agents",
    "nodes",
    "services",
    "load_balancers",
    "bgp",
    "custom_resources",
    "encryption",
    "kvstore",
    "cluster_mesh",
    "ako",
)
"""The files of this package, in the order in which their faults are told."""

BY_SUBJECT: Final[Mapping[str, tuple[Fault, ...]]] = {
    subject: import_module(f"{__name__}.{subject}").FAULTS for subject in SUBJECTS
}
"""Subject to its faults."""

FAULTS: Final[tuple[Fault, ...]] = tuple(fault for rows in BY_SUBJECT.values() for fault in rows)
"""Every fault, subject by subject."""

BY_ID: Final[Mapping[str, Fault]] = {fault.id: fault for fault in FAULTS}
"""The faults by their id."""
