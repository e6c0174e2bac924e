"""Every change whose impact on a running cluster is known, and what to do about it.

One file for each subject, with the rows of that subject as `TRANSITIONS`; the conditions that they
name stand in the file of the same name in `cilium_ako.changes.conditions`, and an example of each
row in `tests/changes/transitions/<subject>.yaml`. A new file is named in `SUBJECTS`, and nowhere
else. docs/add-a-transition.md leads through it.

Rows of one fact exclude each other by their conditions; where two hold, the worse one counts. A
change that no row is for is unknown, which is never safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from cilium_ako.catalogue.transitions.row import IMPACTS, Impact, Transition

__all__ = [
    "BY_ID",
    "BY_SUBJECT",
    "IMPACTS",
    "SUBJECTS",
    "TRANSITIONS",
    "TRANSITION_IDS",
    "Impact",
    "Transition",
]

SUBJECTS: Final = (
    "pod_cidrs",
    "ipam",
    "eni",
    "routing",
    "datapath",
    "cni",
    "features",
    "kube_proxy",
    "api_server",
    "node_ports",
    "services",
    "kvstore",
    "etcd",
    "identities",
    "cluster_mesh",
    "encryption",
    "ipsec",
    "secrets",
    "versions",
    "policies",
    "l7_proxy",
    "sctp",
    "hubble",
    "pods",
    "distribution",
    "installation",
    "ako",
    "ako_networks",
    "unknown",
)
"""The files of this package, in the order in which their rows are listed."""

BY_SUBJECT: Final[Mapping[str, tuple[Transition, ...]]] = {
    subject: import_module(f"{__name__}.{subject}").TRANSITIONS for subject in SUBJECTS
}
"""Subject to its rows."""

TRANSITIONS: Final[tuple[Transition, ...]] = tuple(
    row for rows in BY_SUBJECT.values() for row in rows
)
"""Every row, subject by subject."""

BY_ID: Final[Mapping[str, Transition]] = {row.id: row for row in TRANSITIONS}
"""The rows by their id."""

TRANSITION_IDS: Final[frozenset[str]] = frozenset(BY_ID)
"""Every row's id, which `acknowledge` may name beside rules.

Whether such an acknowledgement is still needed is only known where a change is seen, so a config
alone never calls one stale.
"""
