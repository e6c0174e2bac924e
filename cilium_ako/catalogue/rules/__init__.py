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

from cilium_ako.catalogue import refusals
from cilium_ako.catalogue.refusals.row import Refusal
from cilium_ako.catalogue.rules.row import Rule
from cilium_ako.catalogue.severity import Severity

__all__ = ["BY_ID", "BY_SUBJECT", "RULES", "SUBJECTS", "Rule", "Severity"]

SUBJECTS: Final = (
    "versions",
    "overlaps",
    "subnets",
    "families",
    "capacity",
    "eni",
    "operator_role",
    "eni_nodes",
    "eni_subnets",
    "platform",
    "distribution",
    "cluster",
    "cluster_mesh",
    "taking",
    "routing",
    "kube_proxy",
    "api_server",
    "node_ports",
    "sctp",
    "kvstore",
    "etcd",
    "encryption",
    "ako",
    "ako_versions",
    "ako_networks",
    "ako_values",
    "values",
    "charts",
    "secrets",
    "fleet",
    "meshes",
    "releases",
    "acknowledgements",
)
"""The files of this package, in the order in which their rules are listed."""

_OF_CONFIGS: Final[Mapping[str, tuple[Rule, ...]]] = {
    subject: import_module(f"{__name__}.{subject}").RULES for subject in SUBJECTS
}


def _rule(refusal: Refusal) -> Rule:
    """A refusal as lists and reports have it."""
    return Rule(
        id=refusal.id,
        severity=refusal.severity,
        says=refusal.says,
        why=refusal.why,
        fix=refusal.fix,
        source=refusal.source,
        acknowledgeable=refusal.acknowledgeable,
        kops=refusal.kops,
        checked_by="effective",
    )


BY_SUBJECT: Final[Mapping[str, tuple[Rule, ...]]] = {
    subject: (
        *_OF_CONFIGS.get(subject, ()),
        *(_rule(row) for row in refusals.BY_SUBJECT.get(subject, ())),
    )
    for subject in dict.fromkeys((*SUBJECTS, *refusals.SUBJECTS))
}
"""Subject to its rules, those of `catalogue.refusals` among them."""

RULES: Final[tuple[Rule, ...]] = tuple(rule for rules in BY_SUBJECT.values() for rule in rules)
"""Every rule, subject by subject."""

BY_ID: Final[Mapping[str, Rule]] = {rule.id: rule for rule in RULES}
"""The rules by their id."""
