"""Whatever a config says, it is judged; and what is valid is never refused.

`CILIUM_AKO_EXAMPLES` says how many configs are looked at.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.rules import RULES
from cilium_ako.config.stack import RawConfig, parse
from cilium_ako.rules.collect import collect_problems
from tests.rules.cases import cases, raw_of
from tests.strategies import HIDDEN, broken_configs, examples, valid_configs

_seen: Counter[str] = Counter()


@given(config=valid_configs())
@examples(0.25)
def test_a_valid_config_breaks_no_rule_that_is_an_error(config: dict[str, Any]) -> None:
    stack, schema_errors = parse("generated", raw_of(config, HIDDEN), offline=True)
    problems = collect_problems(stack, schema_errors)
    assert [problem for problem in problems if problem.stops] == []
    _seen.update(problem.rule for problem in problems)


@given(raw=broken_configs(), offline=st.booleans())
@examples(0.75)
def test_every_config_is_judged(raw: RawConfig, offline: bool) -> None:  # noqa: FBT001
    stack, schema_errors = parse("generated", raw, offline=offline)
    problems = collect_problems(stack, schema_errors)
    for problem in problems:
        assert problem.message
        assert problem.fix
        text = f"{problem.path} {problem.message} {problem.fix}"
        for secret in raw.secrets.values():
            if secret.text and len(secret.text) > 25:
                assert secret.text not in text
    assert problems == collect_problems(stack, schema_errors)
    _seen.update(problem.rule for problem in problems)


def test_every_rule_is_hit() -> None:
    """By a data file, or by what the two tests above made."""
    for case in cases():
        _seen.update(problem.rule for problem in case.problems())
    here = {rule.id for rule in RULES if rule.checked_by == "rules"}
    assert here - set(_seen) == set()
