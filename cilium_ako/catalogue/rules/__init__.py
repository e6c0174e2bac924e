"""Every rule: what it says, why it matters, what to do, and where it is known from.

One file for each subject, with the rules of that subject as `RULES`; the code that finds what
breaks them stands in the file of the same name in `cilium_ako.rules`. A new file is named in
`SUBJECTS`, and nowhere else. docs/add-a-rule.md leads through it.

kOps' checks of single words (tunnel, identityAllocationMode, ipam, encryptionType,
bpfLBAlgorithm, the version's form) have no row: the config's models know those words.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from cilium_ako.catalogue.rules.row import Rule, Severity

__all__ = ["BY_ID", "BY_SUBJECT", "RULES", "SUBJECTS", "Rule", "Severity"]

SUBJECTS: Final = (
    "versions",
    "overlaps",
    "subnets",
    "families",
    "capacity",
    "eni",
    "platform",
    "distribution",
    "cluster",
    "routing",
    "kube_proxy",
    "api_server",
    "node_ports",
    "sctp",
    "kvstore",
    "encryption",
    "ako",
    "ako_versions",
    "ako_networks",
    "ako_values",
    "values",
    "charts",
    "secrets",
    "acknowledgements",
)
"""The files of this package, in the order in which their rules are listed."""

BY_SUBJECT: Final[Mapping[str, tuple[Rule, ...]]] = {
    subject: import_module(f"{__name__}.{subject}").RULES for subject in SUBJECTS
}
"""Subject to its rules."""

RULES: Final[tuple[Rule, ...]] = tuple(rule for rules in BY_SUBJECT.values() for rule in rules)
"""Every rule, subject by subject."""

BY_ID: Final[Mapping[str, Rule]] = {rule.id: rule for rule in RULES}
"""The rules by their id."""
