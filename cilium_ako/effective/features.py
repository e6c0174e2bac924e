"""Features that a stack asks for and its minor of Cilium does not have."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.charts.features import feature_facts
from cilium_ako.config.stack import key_path
from cilium_ako.effective.release import EffectiveRelease
from cilium_ako.rules.problem import Finding
from cilium_ako.shell import removed


def feature_findings(release: EffectiveRelease) -> Iterator[tuple[str, Finding]]:
    """Every feature that is switched on and for which this minor's chart has no key."""
    for fact, value in feature_facts(release.cluster, release.cilium):
        rows = [row for row in VALUE_KEYS if row.fact == fact]
        definition = BY_NAME.get(fact)
        if definition is None or not definition.path or value == definition.default:
            continue
        if not rows or any(row.applies_to(release.minor) for row in rows):
            continue
        path = key_path(*definition.path.split("."))
        first = min(row.since for row in rows)
        yield (
            "feature-too-new",
            Finding(
                path,
                f"Cilium {release.cilium.version} has no {rows[0].key}, which came with {first}",
                removed(path),
            ),
        )
