"""What parliament and policy_sentry say of policy documents; run in an environment of their own.

Neither is in the environment of the other tests: this file imports none of them.

Reads {"documents": {name: document}, "actions": [action]}, prints {"findings": {name: [[issue,
detail]]}, "actions": {action: {type of resource: [condition key]}}}.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any


def _findings(document: Any) -> list[list[Any]]:
    parliament = import_module("parliament")
    analyzed = parliament.analyze_policy_string(json.dumps(document))
    return [[each.issue, each.detail] for each in analyzed.findings]


def _resources(action: str) -> dict[str, list[str]]:
    actions = import_module("policy_sentry.querying.actions")
    found: dict[str, list[str]] = {}
    for row in actions.get_action_data("ec2", action)["ec2"]:
        kind = row["resource_arn_format"].rpartition(":")[2].partition("/")[0]
        found[kind] = sorted({key.partition("/$")[0] for key in row["condition_keys"]})
    return found


def main() -> None:
    """Answers what was asked."""
    asked = json.load(sys.stdin)
    json.dump(
        {
            "findings": {name: _findings(each) for name, each in asked["documents"].items()},
            "actions": {each: _resources(each) for each in asked["actions"]},
        },
        sys.stdout,
    )


main()
