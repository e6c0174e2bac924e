"""Every rule of `cilium_ako.rules`: what it says, why it matters, what to do, where it is from.

The code of a rule finds what breaks it; everything that a person may want to look up is here,
in one table per subject (`rules_*.py`). Paths in `source` are of the Cilium repository, `AKO:`
of the AKO one, `kOps:` of kOps.

kOps' checks of single words (tunnel, identityAllocationMode, ipam, encryptionType,
bpfLBAlgorithm, the version's form) have no row: the shape of the settings knows those words.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.acknowledgements import ACKNOWLEDGEMENTS
from cilium_ako.catalogue.rules.addresses import ADDRESSES
from cilium_ako.catalogue.rules.ako import AKO
from cilium_ako.catalogue.rules.encryption import ENCRYPTION
from cilium_ako.catalogue.rules.ipam import IPAM
from cilium_ako.catalogue.rules.kvstore import KVSTORE
from cilium_ako.catalogue.rules.routing import ROUTING
from cilium_ako.catalogue.rules.row import Rule, Severity
from cilium_ako.catalogue.rules.secrets import SECRETS
from cilium_ako.catalogue.rules.services import SERVICES
from cilium_ako.catalogue.rules.values import VALUES
from cilium_ako.catalogue.rules.versions import VERSIONS

__all__ = ["BY_ID", "CHECKED_ELSEWHERE", "RULES", "Rule", "Severity"]

RULES: Final[tuple[Rule, ...]] = (
    *VERSIONS,
    *ADDRESSES,
    *IPAM,
    *ROUTING,
    *SERVICES,
    *KVSTORE,
    *ENCRYPTION,
    *AKO,
    *VALUES,
    *SECRETS,
    *ACKNOWLEDGEMENTS,
)
"""Every rule, by subject."""

BY_ID: Final = {rule.id: rule for rule in RULES}
"""The rules by id."""

CHECKED_ELSEWHERE: Final = frozenset(
    {
        "api-server-mismatch",  # components: needs the kubeconfig
        "foreign-cilium",  # components: needs the cluster
        "chart-unusable",  # charts: needs the chart's files
        "values-contradict",  # charts: needs the derived values
        "values-removed",  # charts: needs the chart's keys
        "values-type",  # charts: needs the chart's keys
        "values-unknown",  # charts: needs the chart's keys
    }
)
"""Rules whose check is in another room, which hands its findings to `judge`."""
