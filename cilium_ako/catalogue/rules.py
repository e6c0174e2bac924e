"""Every rule of `cilium_ako.rules`: what it says, why it matters, what to do, where it is from.

The code of a rule finds what breaks it; everything that a person may want to look up is here.
Paths in `source` are of the Cilium repository, `AKO:` of the AKO one, `kOps:` of kOps.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """One rule."""

    id: str
    """kebab-case; what `acknowledge` names."""
    severity: Severity
    """An error stops a deployment, a warning does not."""
    says: str
    """The rule in one sentence."""
    why: str
    """What happens to the cluster where it is broken."""
    fix: str
    """What to do about it, in general; a finding may know the exact command."""
    source: str
    """Where the fact is from."""
    acknowledgeable: bool = False
    """Whether a person may let it pass."""
    kops: str = ""
    """kOps' twin of this rule, by its error text; empty where there is none."""


RULES: Final[tuple[Rule, ...]] = ()

BY_ID: Final = {rule.id: rule for rule in RULES}
"""The rules by id."""
