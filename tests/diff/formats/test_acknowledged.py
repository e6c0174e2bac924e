"""What somebody has acknowledged is the same in every format, of every change and every stack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cilium_ako.catalogue.transitions import TRANSITIONS
from cilium_ako.catalogue.transitions.row import IMPACTS
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.diff.command import written
from cilium_ako.diff.model import EnginePreview, EngineStep, Lifecycle, Report, StackReport
from cilium_ako.exit_status import ExitStatus
from tests.strategies import examples

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


class Said(NamedTuple):
    """What one format says of all stacks."""

    stacks: dict[str, bool]
    """Whether a stack as a whole is said to be acknowledged, by its name."""
    changes: set[tuple[str, bool]]
    """The rule of every change, and whether it is said to be acknowledged."""


_RULES = [row.id for row in TRANSITIONS]
_LIFECYCLES: tuple[Lifecycle, ...] = ("change", "new", "deleted")


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    """Stacks with any changes, of which each rule is told once."""
    rules = iter(_RULES)
    stacks = [
        _stack(draw, f"stack{number}", rules)
        for number in range(draw(st.integers(min_value=1, max_value=3)))
    ]
    return Report("main", tuple(stacks))


def _stack(draw: st.DrawFn, name: str, rules: Iterator[str]) -> StackReport:
    few = st.integers(min_value=0, max_value=3)
    changes = tuple(
        ClassifiedChange(
            facts=("cilium.mtu",),
            path="cilium-ako:cilium.mtu",
            old=None,
            new=draw(st.sampled_from([None, 9000])),
            impact=draw(st.sampled_from(IMPACTS[1:])),
            rule=next(rules),
            consequence="Something happens.",
            runbook=draw(st.sampled_from([(), ("pulumi up",)])),
            digest="b3eb3df1",
            acknowledged=draw(st.booleans()),
        )
        for _ in range(draw(few))
    )
    unknown = tuple(
        UnknownChange(
            fact="values.some",
            path="cilium-ako:cilium.values.some",
            old=None,
            new=None,
            reason="it is in no row",
            rule=next(rules),
            digest="b3eb3df1",
            acknowledged=draw(st.booleans()),
        )
        for _ in range(draw(few))
    )
    step = EngineStep("delete", "urn", "kubernetes:helm.sh/v3:Release", "cilium", (), ())
    engine = EnginePreview(name, (step,), {"delete": 1}, (), (), failed=False, policies_known=True)
    return StackReport(
        name,
        draw(st.sampled_from(_LIFECYCLES)),
        Verdict(changes, unknown),
        draw(st.sampled_from(ExitStatus)),
        message=draw(st.sampled_from(["", "it could not be compared"])),
        engine=draw(st.sampled_from([None, engine])),
    )


@examples(0.2)
@given(report=_reports())
def test_every_format_says_the_same_of_every_change_and_stack(report: Report) -> None:
    wanted = _in_json(written(report, "json"))
    assert wanted.changes == {
        (each.rule, each.acknowledged) for stack in report.stacks for each in _told(stack)
    }
    assert _in_text(written(report, "text")) == wanted
    assert _in_html(written(report, "html")) == wanted
    assert _in_markdown(written(report, "markdown", cut=False)) == wanted


@examples(0.2)
@given(report=_reports())
def test_a_stack_is_acknowledged_only_where_nothing_of_it_is_left_open(report: Report) -> None:
    for stack in report.stacks:
        heavy = any(each.impact in ("disruptive", "forbidden") for each in stack.verdict.changes)
        left = any(each.stops for each in _told(stack))
        if stack.acknowledged:
            assert heavy or stack.verdict.unknown
            assert not left
            assert not stack.message
            assert not stack.taken_by_engine


def _told(stack: StackReport) -> tuple[ClassifiedChange | UnknownChange, ...]:
    return (*stack.verdict.changes, *stack.verdict.unknown)


def _in_json(text: str) -> Said:
    stacks = json.loads(text)
    changes = [each for stack in stacks for each in (*stack["changes"], *stack["unknown"])]
    return Said(
        {stack["stack"]: stack["acknowledged"] for stack in stacks},
        {(each["rule"], each["acknowledged"]) for each in changes},
    )


def _in_text(text: str) -> Said:
    stacks = re.findall(r"(?m)^(stack\d): (\w+(?:, acknowledged)?)  ", text)
    changes = re.findall(r"(?m)^    (\w+(?:, acknowledged)?)  cilium-ako:\S+  (\S+)$", text)
    return Said(
        {name: _marked(words) for name, words in stacks},
        {(rule, _marked(words)) for words, rule in changes},
    )


def _in_html(text: str) -> Said:
    chip = r'<span class="chip [a-z]+">([^<]*)</span>'
    rows = re.findall(rf"<td>(?:<a [^>]*>)?<code>(stack\d)</code>(?:</a>)?</td><td>{chip}", text)
    changes = re.findall(
        rf'<p>{chip}\s*<code>[^<]*</code>\s*<span class="soft code">([^<]*)</span>', text
    )
    heads = re.findall(rf"<h2 [^>]*><code>(stack\d)</code>\s*{chip}", text)
    assert set(heads) <= set(rows), "a stack's head says what the table on top does not"
    return Said(
        {name: _marked(words) for name, words in rows},
        {(rule, _marked(words)) for words, rule in changes},
    )


def _in_markdown(text: str) -> Said:
    html = _MARKDOWN.render(text)
    rows = re.findall(r"<td>(<code>.*?)</td>\s*<td>\S+ (.*?)</td>", html)
    stacks = {
        name: _marked(words) for names, words in rows for name in re.findall(r"stack\d", names)
    }
    heads = re.findall(r"<summary>\S+ <b><code>(stack\d)</code></b>: (.*?)</summary>", html)
    for name, words in heads:
        assert stacks[name] == _marked(words), "a stack's head says what the table on top does not"
    changes = re.findall(
        r"<li>\s*(?:<p>)?\S+ <strong>([^<]*)</strong> <code>[^<]*</code> \(<code>([^<]*)</code>\)",
        html,
    )
    return Said(stacks, {(rule, _marked(words)) for words, rule in changes})


def _marked(words: str) -> bool:
    """Whether words say that somebody has acknowledged something."""
    return "acknowledged" in words
