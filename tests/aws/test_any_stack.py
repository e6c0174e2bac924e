"""Whatever a stack with eni says, its operator has a policy that EC2 understands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given

from cilium_ako.aws.operator_policy import OperatorPolicy, operator_policy
from cilium_ako.check.checked_stack import check_config
from tests.rules.cases import raw_of
from tests.strategies import HIDDEN, examples, valid_configs


@given(config=valid_configs(modes=("eni",)))
@examples(0.1)
def test_any_stack_with_eni_has_a_policy(config: dict[str, Any]) -> None:
    checked = check_config("any", raw_of(config, HIDDEN), Path(), offline=True)
    assert checked.stack is not None
    found = operator_policy(checked.stack)
    assert isinstance(found, OperatorPolicy)
    assert json.loads(found.text) == found.document
    for statement in found.statements:
        assert statement.actions
        assert statement.resources
