"""What charts, agents and operators refuse, as rows over what they would be told in the end.

A rule of `catalogue.rules` looks at the config; a refusal looks at what Helm will get and what
flags make of it, whoever said it. One file for each subject, with its rows as `REFUSALS`; a new
file is named in `SUBJECTS`. Each row has an example in `tests/effective/<subject>.yaml`, and where
charts are at hand those that a chart refuses are rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from cilium_ako.catalogue.refusals.row import Refusal

SUBJECTS: Final = (
    "gateway",
    "egress_gateway",
    "services",
    "datapath",
    "chaining",
    "encryption",
    "cluster_mesh",
    "hubble",
    "processes",
    "words",
)
"""The files of this package, in the order in which their rows are listed."""

BY_SUBJECT: Final[Mapping[str, tuple[Refusal, ...]]] = {
    subject: import_module(f"{__name__}.{subject}").REFUSALS for subject in SUBJECTS
}
"""Subject to its rows."""

REFUSALS: Final[tuple[Refusal, ...]] = tuple(row for rows in BY_SUBJECT.values() for row in rows)
"""Every row, subject by subject."""
