"""What holds of every classification, whatever changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cilium_ako.catalogue.facts import BY_NAME, FactDefinition, Value
from cilium_ako.catalogue.transitions import BY_ID
from cilium_ako.catalogue.transitions.row import IMPACTS
from cilium_ako.changes.acknowledged import digest_of
from cilium_ako.changes.classification import classify
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict, worst
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.stack import Stack
from tests.changes.bases import CASES, base, patched
from tests.strategies import examples, valid_stacks

_RANGES = [f"10.{index}.0.0/16" for index in range(40, 60)]
_IPV6_RANGES = [f"fd00:{index}::/104" for index in range(40, 50)]
_WORDS = {
    "ipam.mode": ["cluster-pool", "kubernetes", "eni", "multi-pool"],
    "cilium.version": ["1.13.18", "1.16.19", "1.17.3", "1.17.18", "1.18.12", "1.19.6", "1.20.0"],
    "ako.version": ["1.10.1", "1.12.3", "1.13.4", "2.1.1"],
    "ako.controller.version": ["22.1.4", "30.1.1"],
    "routing.tunnel": ["vxlan", "geneve", "disabled"],
    "encryption.type": ["none", "ipsec", "wireguard", "ztunnel"],
    "identityAllocation": ["crd", "doublewrite-readcrd", "doublewrite-readkvstore", "kvstore"],
    "policyEnforcementMode": ["never", "default", "always"],
    "upgradeCompatibility": ["", "1.11", "1.16"],
    "agent.tolerations": ['[{"operator":"Exists"}]', "[]", '[{"key":"a"}]', "no json"],
    "routing.nativeCidr": ["10.0.0.0/8", "10.42.0.0/16", "not a range"],
    "routing.nativeCidrIpv6": ["fd00::/16", "fd00:42::/104", "10.42.0.0/16", "not a range"],
}


def _value(fact: FactDefinition) -> st.SearchStrategy[Value]:
    if fact.name in _WORDS:
        return st.sampled_from(_WORDS[fact.name])
    if fact.kind in ("boolean", "kpr"):
        return st.booleans()
    if fact.kind == "number":
        return st.integers(0, 20)
    if fact.name == "ipam.poolsIpv6":
        return st.lists(st.sampled_from(_IPV6_RANGES), max_size=4, unique=True).map(tuple)
    if fact.kind == "ranges":
        return st.lists(st.sampled_from(_RANGES), max_size=4, unique=True).map(tuple)
    if fact.kind in ("list", "set"):
        return st.lists(st.sampled_from("abcd"), max_size=3, unique=True).map(tuple)
    return st.sampled_from(["a", "b"])


@st.composite
def states(draw: st.DrawFn) -> Facts:
    """Any facts, sensible or not, some of them unknown."""
    names = draw(st.sets(st.sampled_from(sorted(BY_NAME)), max_size=12))
    known = dict(base().known)
    unknown = {}
    for name in sorted(names):
        kind = draw(st.sampled_from(["set", "set", "set", "absent", "unknown"]))
        known.pop(name, None)
        if kind == "set":
            known[name] = draw(_value(BY_NAME[name]))
        elif kind == "unknown":
            unknown[name] = "it was made so"
    return Facts(known, unknown)


def _rank(impact: str) -> int:
    return [str(each) for each in IMPACTS].index(impact)


@examples(0.5)
@given(states(), states())
def test_total(old: Facts, new: Facts) -> None:
    verdict = classify(old, new)
    assert verdict.impact in IMPACTS
    assert _rank(verdict.impact) >= _rank(worst(change.impact for change in verdict.changes))
    for each in verdict.unknown:
        assert _rank("rolling") <= _rank(each.impact) <= _rank(verdict.impact)
        assert each.impact == "disruptive" or BY_NAME[each.fact].kind == "sealed"
    for change in verdict.changes:
        assert change.rule in BY_ID
        assert change.impact == BY_ID[change.rule].impact
        assert not change.acknowledged
    for each in verdict.unknown:
        assert each.rule in BY_ID
        assert each.reason
    changed = {
        fact
        for fact in {*old.known, *new.known}
        if old.get(fact) is not None
        and new.get(fact) is not None
        and old.get(fact) != new.get(fact)
    }
    told = {fact for change in verdict.changes for fact in change.facts}
    told |= {each.fact for each in verdict.unknown}
    assert {fact for fact in changed if not BY_NAME[fact].config_only} <= told


@examples(0.2)
@given(states())
def test_nothing_changes(state: Facts) -> None:
    verdict = classify(state, state)
    assert verdict.changes == ()
    assert {each.fact for each in verdict.unknown} <= set(state.unknown)
    if not state.unknown:
        assert verdict == Verdict((), ())


@examples(0.05)
@given(valid_stacks())
def test_a_config_is_no_change_of_itself(stack: Stack) -> None:
    facts = facts_from_stack(stack)
    verdict = classify(facts, facts)
    assert verdict.changes == ()
    # secrets of these configs have no ciphertext, by which alone they could be told to be the same
    assert {each.fact for each in verdict.unknown} <= {"ipsec.keyId", *_SEALED}


_SEALED = {fact.name for fact in BY_NAME.values() if fact.kind == "sealed"}


@examples(0.05)
@given(valid_stacks(), valid_stacks())
def test_configs_are_always_comparable(one: Stack, other: Stack) -> None:
    verdict = classify(facts_from_stack(one), facts_from_stack(other))
    named = BY_NAME.keys() - _SEALED
    assert {each.reason for each in verdict.unknown if each.fact in named} <= {
        "it is in no row of the table of changes",
        "the key's id is in the secret ipsecKey: set cilium-ako:cilium.encryption.key.rotation",
    }


@examples(0.2)
@given(st.lists(st.sampled_from(_RANGES), min_size=2, max_size=8, unique=True), st.data())
def test_appending_is_never_forbidden(pools: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.integers(1, len(pools) - 1))
    old = patched({"ipam.pools": pools[:kept]})
    verdict = classify(old, patched({"ipam.pools": pools}))
    assert verdict.impact == "rolling"


FORBIDDEN = [name for name, case in CASES.items() if case["class"] == "forbidden"]


def _combined(name: str) -> set[str]:
    return {*CASES[name]["old"], *CASES[name]["new"]}


@pytest.mark.parametrize("name", FORBIDDEN)
@examples(0.02)
@given(state=states())
def test_nothing_forbidden_becomes_allowed(name: str, state: Facts) -> None:
    case: dict[str, Any] = CASES[name]
    touched = _combined(name)
    # what else changes is any other fact, and whether anything of ours is there at all is not
    assume(not touched & set(state.unknown))
    old, new = patched(case["old"]), patched(case["new"])
    others = {
        fact: state.known.get(fact)
        for fact in BY_NAME
        if fact not in touched and fact not in ("cilium.installed", "ako.installed")
    }
    more = Facts(_with(new.known, others), state.unknown)
    verdict = classify(old, more)
    assert verdict.impact == "forbidden"
    assert verdict.exit_status == 4


def _with(known: Mapping[str, Value], others: Mapping[str, Value | None]) -> dict[str, Value]:
    result = dict(known)
    for fact, value in others.items():
        if value is None:
            result.pop(fact, None)
        else:
            result[fact] = value
    return result


def _all(verdict: Verdict) -> list[ClassifiedChange | UnknownChange]:
    return [*verdict.changes, *verdict.unknown]


@examples(0.2)
@given(states(), states())
def test_acknowledging_opens_what_was_shown_and_nothing_else(old: Facts, new: Facts) -> None:
    verdict = classify(old, new)
    shown = _all(verdict)
    assume(shown)
    acknowledge = {
        each.rule: Acknowledgement.model_validate({"reason": "NET-1", "to": each.digest})
        for each in shown
    }
    opened = classify(old, new, acknowledge)
    assert opened.impact == verdict.impact
    assert opened.exit_status == 0
    assert all(each.acknowledged for each in _all(opened))
    for rule in acknowledge:
        less = {key: entry for key, entry in acknowledge.items() if key != rule}
        again = classify(old, new, less)
        kept = {each.rule for each in _all(again) if not each.acknowledged}
        assert kept == {rule}


@examples(0.2)
@given(states(), st.sets(st.sampled_from(sorted(BY_NAME)), min_size=1, max_size=4))
def test_digests_read_as_texts(state: Facts, facts: set[str]) -> None:
    digest = digest_of(facts, state)
    assert len(digest) == 8
    assert digest[0] in "abcdf"
    assert digest == digest_of(sorted(facts, reverse=True), state)
    Acknowledgement.model_validate({"reason": "x", "to": digest})


def test_an_acknowledgement_opens_no_later_change() -> None:
    first = classify(base(), patched({"ipam.pools": ["10.43.0.0/16"]}))
    change = first.changes[0]
    given_to = {change.rule: Acknowledgement.model_validate({"reason": "x", "to": change.digest})}
    assert classify(base(), patched({"ipam.pools": ["10.43.0.0/16"]}), given_to).exit_status == 0
    assert classify(base(), patched({"ipam.pools": ["10.44.0.0/16"]}), given_to).exit_status == 4
    without = {change.rule: Acknowledgement.model_validate({"reason": "x"})}
    assert classify(base(), patched({"ipam.pools": ["10.43.0.0/16"]}), without).exit_status == 4
