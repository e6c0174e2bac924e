"""The report as one page that needs nothing: no network, no script, light and dark, by keyboard.

Its content policy forbids scripts and requests, so that even a mistake here could run nothing. The
templates escape by themselves whatever is put into them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from jinja2 import Environment

from cilium_ako.diff.formats.html_address_plan import Plan, drawn_plans
from cilium_ako.diff.formats.html_side_by_side import lines_side_by_side
from cilium_ako.diff.formats.pieces import TONES, Change, Code, Section, Table, Words
from cilium_ako.diff.formats.sections import report_sections, sections, summary, verdict
from cilium_ako.diff.model import Report, StackReport
from cilium_ako.escape import LONGEST
from cilium_ako.html_page import page_environment

_TEMPLATES: Final = Path(__file__).with_name("templates")
_PLAN_BELOW: Final = "Decisions"
"""The section after which the address plan stands; it is the last one where there is no such."""


class _Stack(NamedTuple):
    """A stack as the page shows it."""

    report: StackReport
    number: int
    summary: str
    above_plan: list[Section]
    plans: list[Plan]
    below_plan: list[Section]


def report_html(report: Report) -> str:
    """The page."""
    page = _environment().get_template("page.html")
    stacks = list(_stacks(report))
    return page.render(report=report, sections=report_sections(report), stacks=stacks)


def _stacks(report: Report) -> Iterator[_Stack]:
    for number, stack in enumerate(report.worst_first):
        found = sections(stack)
        titles = [each.title for each in found]
        place = titles.index(_PLAN_BELOW) + 1 if _PLAN_BELOW in titles else len(found)
        plans = drawn_plans(stack.plan_before, stack.plan_after)
        yield _Stack(stack, number, summary(stack), found[:place], plans, found[place:])


@cache
def _environment() -> Environment:
    environment = page_environment(_TEMPLATES, 20 * LONGEST)
    environment.globals |= {
        "tones": TONES,
        "lines_side_by_side": lines_side_by_side,
        "verdict_of": verdict,
    }
    environment.tests |= {
        "words": lambda piece: isinstance(piece, Words),
        "change": lambda piece: isinstance(piece, Change),
        "table": lambda piece: isinstance(piece, Table),
        "objects": _shows_objects,
    }
    return environment


def _shows_objects(section: Section) -> bool:
    """Whether each of its pieces folds by itself."""
    return any(isinstance(piece, Code) and piece.sides is not None for piece in section.pieces)
