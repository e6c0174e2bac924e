"""The table of rules, as a terminal and a comment get it."""

from __future__ import annotations

from cilium_ako.catalogue.rules import RULES
from cilium_ako.check.rule_table import rules_json, rules_markdown, rules_text
from cilium_ako.terminal import PROSE_WIDTH, Terminal


def test_markdown_has_a_row_and_seven_cells_for_each_rule() -> None:
    _, line, *rows = rules_markdown().splitlines()
    assert len(rows) == len(RULES)
    for row in (line, *rows):
        assert row.replace("\\|", "").count("|") == 8
        assert "<" not in row


def test_json_has_every_field() -> None:
    for rule, row in zip(RULES, rules_json(), strict=True):
        assert row == rule._asdict()


def test_text_fits_its_window() -> None:
    assert max(map(len, rules_text().splitlines())) <= PROSE_WIDTH
    narrow = rules_text(Terminal(width=40))
    assert narrow.split() == rules_text().split()
    for line in narrow.splitlines():
        assert len(line) <= 40 or " " not in line.strip()
