"""What goes past a decision of the config: a raw value, a flag or a variable that changes a fact.

The facts of a stack are read twice, as it is and without its own values (but for those that a
decision of the config hangs on). A fact that the config
decides may not differ, whatever way the difference takes: a key of its own, `gke.enabled`, a flag.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.changes.overrides import Override
from cilium_ako.charts.cilium import cilium_facts
from cilium_ako.charts.release_values import cilium_release_values
from cilium_ako.config.cilium_settings import deciding_values
from cilium_ako.config.stack import key_path
from cilium_ako.effective.release import EffectiveRelease
from cilium_ako.rules.problem import Finding

_PREFERRED: Final = frozenset(row.fact for row in VALUE_KEYS if row.preference)
_FREE: Final = frozenset(row.fact for row in VALUE_KEYS if row.free_when_unsaid)
_DECIDED: Final = frozenset(row.fact for row in VALUE_KEYS) - _PREFERRED


def decided_findings(release: EffectiveRelease) -> Iterator[tuple[str, Finding]]:
    """Every decided fact that the stack's own values change, as a contradiction."""
    if not release.cilium.values:
        return
    without = release.cilium.model_copy(update={"values": deciding_values(release.cilium)})
    alone_values = cilium_release_values(release.cluster, without, release.ako)
    said = set(cilium_facts(release.cluster, release.cilium, release.ako))
    alone = facts_from_values("cilium", alone_values, str(release.cilium.version), "")
    told: set[str] = set()
    for each in sorted(_DECIDED):
        if each in _FREE and each not in said:
            continue
        if alone.get(each) == release.facts.get(each) and each not in release.facts.unknown:
            continue
        fact = _cause(each, alone, release)
        if fact in told:
            continue
        told.add(fact)
        yield "values-contradict", _finding(fact, alone.get(fact), release)


def _cause(fact: str, alone: Facts, release: EffectiveRelease) -> str:
    """A fact that a person said; of one that nobody said, the changed one that it hangs on."""
    definition = BY_NAME.get(fact)
    if definition is not None and ".values." not in release.place(fact):
        for other in definition.depends_on:
            differs = alone.get(other) != release.facts.get(other)
            if differs or other in release.facts.unknown:
                return other
    return fact


def _finding(fact: str, decided: object, release: EffectiveRelease) -> Finding:
    place = release.place(fact)
    return Finding(
        place if ".values." in place else key_path("cilium", "values"),
        f"{_how(release.override_of(fact))} would change {release.helm_key(fact)}, which this "
        f"stack's config decides and makes {_shown(decided)}",
        "remove it here, and change the config that it follows from",
    )


def _how(override: Override | None) -> str:
    if override is None:
        return "this"
    kind = {"flag": "the flag", "variable": "the variable", "extraConfig": "extraConfig's"}
    return f"{kind[override.said]} {override.option}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "empty"
    return "nothing" if value is None or value == "" else str(value)
