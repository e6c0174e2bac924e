"""Everything that is wrong with what a stack will run."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.effective.decided import decided_findings
from cilium_ako.effective.features import feature_findings
from cilium_ako.effective.flags import flag_findings
from cilium_ako.effective.refusals import refusal_findings
from cilium_ako.effective.release import EffectiveRelease
from cilium_ako.rules.problem import Finding


def effective_findings(release: EffectiveRelease | None) -> Iterator[tuple[str, Finding]]:
    """Every finding with the id of its rule; none where the stack did not parse."""
    if release is not None:
        yield from flag_findings(release)
        yield from feature_findings(release)
        yield from decided_findings(release)
        yield from refusal_findings(release)
