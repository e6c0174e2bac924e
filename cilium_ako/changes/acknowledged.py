"""Which changes a person has acknowledged: by rule, and by what they come to.

An acknowledgement's `to` is a digest of the new values of a rule's facts, so that it opens the
change that was shown and no later one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from cilium_ako.catalogue.transitions import BY_ID
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts, everything_of
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.config.acknowledge import Acknowledgement

_LETTERS: Final = "abcdf"
"""No digit, and not the e that makes a number of digits: YAML must read a digest as a text."""


def digest_of(facts: Iterable[str], new: Facts) -> str:
    """Eight hex digits that stand for the new values of some facts; the first is a letter."""
    values: dict[str, object] = {
        fact: new.known.get(fact, "\0unknown" if fact in new.unknown else None) for fact in facts
    }
    for everything in values.keys() & {ALL_OF_CILIUM, ALL_OF_AKO}:
        # of a chart of which not all is known, what is known must stay what it was
        values[everything] = {
            fact: value for fact, value in new.known.items() if everything_of(fact) == everything
        }
    text = json.dumps(values, sort_keys=True, default=list)
    found = hashlib.sha256(text.encode()).hexdigest()
    return _LETTERS[int(found[0], 16) % len(_LETTERS)] + found[1:8]


def with_acknowledgements(
    changes: Iterable[ClassifiedChange],
    unknown: Iterable[UnknownChange],
    new: Facts,
    acknowledge: Mapping[str, Acknowledgement],
) -> Verdict:
    """The verdict on changes, each with its digest and whether `acknowledge` names both.

    `acknowledge` has rules as its keys; `new` are the facts after the change.
    """
    changes, unknown = tuple(changes), tuple(unknown)
    facts_of: dict[str, set[str]] = {}
    for change in changes:
        facts_of.setdefault(change.rule, set()).update(change.facts)
    for each in unknown:
        facts_of.setdefault(each.rule, set()).add(each.fact)
    digests = {rule: digest_of(facts, new) for rule, facts in facts_of.items()}

    def is_acknowledged(rule: str) -> bool:
        entry = acknowledge.get(rule)
        if entry is None or entry.to is None:
            return False
        return BY_ID[rule].acknowledgeable and digests[rule].startswith(entry.to)

    return Verdict(
        tuple(
            replace(change, digest=digests[change.rule], acknowledged=is_acknowledged(change.rule))
            for change in changes
        ),
        tuple(
            replace(each, digest=digests[each.rule], acknowledged=is_acknowledged(each.rule))
            for each in unknown
        ),
    )
