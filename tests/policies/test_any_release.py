"""Whatever a program tells a release: an answer, the same again, without a value in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.charts.keys import chart_keys
from cilium_ako.changes.facts import Hidden
from cilium_ako.charts.helm_values import set_dotted
from cilium_ako.policies.judge import judge_pair, judge_release
from cilium_ako.policies.told import finding_text, unread_text
from tests.policies.declared import properties, released
from tests.strategies import CONTRACT_VERSIONS, examples

CANARY = "canary5e6f"
_LEAVES: st.SearchStrategy[object] = st.sampled_from(
    (True, False, None, "", "true", "10.0.0.0/8", 0, 1.0, -7, 1e30, [], [CANARY], {}, {CANARY: 1})
) | st.sampled_from(
    (CANARY, f"https://{CANARY}:2379", Hidden("it is not known"), [{"name": CANARY}])
)


@st.composite
def told(draw: st.DrawFn, chart: str) -> dict[str, Any]:
    """Values at keys of the chart, whether they fit there or not."""
    values: dict[str, Any] = {}
    assert chart in ("cilium", "ako")
    keys = sorted(chart_keys("cilium" if chart == "cilium" else "ako"))
    for key in draw(st.lists(st.sampled_from(keys), max_size=8)):
        try:
            set_dotted(values, key, draw(_LEAVES))
        except TypeError:
            continue
    return values


@examples(0.05)
@given(st.sampled_from(CONTRACT_VERSIONS), told("cilium"), told("ako"))
def test_it_is_judged_without_a_word_of_what_it_is_told(
    version: str, of_cilium: Mapping[str, Any], of_ako: Mapping[str, Any]
) -> None:
    cilium = released("cilium", properties("cilium", version, of_cilium))
    ako = released("ako", properties("ako", "1.13.4", of_ako))
    text = ""
    for release in (cilium, ako):
        judged = judge_release(release)
        assert judged == judge_release(release)
        text += "".join(finding_text(each, release.version) for each in judged.findings)
        text += "".join(map(unread_text, judged.unread))
    text += "".join(finding_text(each, None) for each in judge_pair(cilium, ako))
    assert CANARY not in text.replace(f".{CANARY}", "")  # of a key the name is told
