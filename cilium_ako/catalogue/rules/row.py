"""What is written down of a rule."""

from __future__ import annotations

from typing import Literal, NamedTuple

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
