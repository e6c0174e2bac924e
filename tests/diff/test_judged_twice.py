"""Two verdicts as one: never better than either, whatever they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.transitions.row import IMPACTS, Impact
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.diff.judged_twice import worse_of

_FACTS = st.sampled_from(["ipam.pools", "mtu", "sctp"])
_RULES = st.sampled_from(["one-rule", "another-rule"])


def change(
    fact: str = "mtu",
    impact: Impact = "safe",
    rule: str = "one-rule",
    *,
    acknowledged: bool = False,
) -> ClassifiedChange:
    return ClassifiedChange(
        facts=(fact,),
        path=f"cilium-ako:{fact}",
        old=1,
        new=2,
        impact=impact,
        rule=rule,
        consequence="It happens.",
        runbook=(),
        digest="a1b2c3d4",
        acknowledged=acknowledged,
    )


def unknown(fact: str = "mtu", *, acknowledged: bool = False) -> UnknownChange:
    return UnknownChange(
        fact=fact,
        path=f"cilium-ako:{fact}",
        old=1,
        new=2,
        reason="nobody knows",
        rule="unknown-cilium-change",
        digest="a1b2c3d4",
        acknowledged=acknowledged,
    )


verdicts = st.builds(
    Verdict,
    st.lists(
        st.builds(change, _FACTS, st.sampled_from(IMPACTS), _RULES, acknowledged=st.booleans()),
        max_size=4,
    ).map(tuple),
    st.lists(st.builds(unknown, _FACTS, acknowledged=st.booleans()), max_size=2).map(tuple),
)


def paths(verdict: Verdict) -> set[str]:
    return {each.path for each in verdict.changes} | {each.path for each in verdict.unknown}


def weight(impact: Impact) -> int:
    return IMPACTS.index(impact)


@given(verdicts, verdicts)
def test_both_together_are_no_better_than_either(ours: Verdict, theirs: Verdict) -> None:
    both = worse_of(ours, theirs)
    for each in (ours, theirs):
        assert weight(both.impact) >= weight(each.impact)
        assert weight(both.open_impact) >= weight(each.open_impact)
        assert both.exit_status >= each.exit_status


@given(verdicts, verdicts)
def test_both_together_say_nothing_that_neither_says(ours: Verdict, theirs: Verdict) -> None:
    both = worse_of(ours, theirs)
    assert paths(both) <= paths(ours) | paths(theirs)
    assert weight(both.impact) == max(weight(ours.impact), weight(theirs.impact))


@given(verdicts)
def test_the_same_twice_is_the_same(verdict: Verdict) -> None:
    assert worse_of(verdict, verdict) == verdict


def test_the_worse_stands_in_the_place_of_the_better_and_says_so() -> None:
    ours = Verdict((change(impact="safe"), change("sctp")), ())
    theirs = Verdict((change(impact="forbidden", rule="another-rule"), change("sctp")), ())
    first, second = worse_of(ours, theirs).changes
    assert (first.impact, first.rule) == ("forbidden", "another-rule")
    assert first.overruled == "safe (one-rule)"
    assert second == change("sctp")


def test_what_only_the_other_sees_is_added() -> None:
    (found,) = worse_of(Verdict((), ()), Verdict((change(impact="rolling"),), ())).changes
    assert found.overruled == "nothing"


def test_an_acknowledged_one_that_is_worse_does_not_hide_one_that_is_open() -> None:
    ours = Verdict((change(impact="forbidden", acknowledged=True),), ())
    theirs = Verdict((change(impact="disruptive", rule="another-rule"),), ())
    both = worse_of(ours, theirs)
    assert (both.impact, both.open_impact) == ("forbidden", "disruptive")


def test_what_is_not_known_stands_in_the_place_of_what_is_safe() -> None:
    both = worse_of(Verdict((change(),), ()), Verdict((), (unknown(),)))
    assert both.changes == ()
    assert both.unknown[0].overruled == "safe (one-rule)"
