"""`rules`: every rule in every format."""

from __future__ import annotations

import json

from cilium_ako.catalogue.rules import RULES
from tests.commands.runs import Invoke


def test_every_rule_is_in_every_format(invoke: Invoke) -> None:
    text = invoke("rules").out
    table = invoke("rules", "--format", "markdown").out
    data = json.loads(invoke("rules", "--format", "json").out)
    assert [each["id"] for each in data] == [rule.id for rule in RULES]
    paragraphs = text.split("\n\n")
    for rule, paragraph in zip(RULES, paragraphs, strict=True):
        assert f"| `{rule.id}` |" in table
        assert paragraph.startswith(f"{rule.id} ({rule.severity}")
        assert rule.source.split() == paragraph.rpartition("source:")[2].split()


def test_colours(invoke: Invoke) -> None:
    assert "\x1b[1m" in invoke("rules", "--color", "always").out
    assert "\x1b" not in invoke("rules").out
