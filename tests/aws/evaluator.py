"""IAM's answer to one question of EC2's: does a policy document allow an action on a resource?

As much of IAM as the documents here use: statements that allow, no others, and three operators.
What a document has beside that is an error of the test. Source: the policy evaluation logic and
the condition operators in the user guide of IAM.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Context = Mapping[str, str]
"""What EC2 says of a request: condition keys and their values."""


def allows(document: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    """Whether one statement allows the action on the resource."""
    assert document["Version"] == "2012-10-17"
    return any(
        action in _texts(each["Action"])
        and any(_matches(pattern, resource) for pattern in _texts(each["Resource"]))
        and holds(each.get("Condition", {}), context)
        for each in document["Statement"]
        if _is_plain(each)
    )


def _is_plain(statement: Mapping[str, Any]) -> bool:
    assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition"}, statement
    assert statement["Effect"] == "Allow"
    return True


def holds(conditions: Mapping[str, Any], context: Context) -> bool:
    """All keys of all operators, each with one of its values; a key that is missing does not."""
    known = {key.lower(): value for key, value in context.items()}
    return all(
        key.lower() in known
        and any(_OPERATORS[operator](value, known[key.lower()]) for value in _texts(values))
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def _equals(value: str, found: str) -> bool:
    assert not re.search(r"\$\{(?![$*?]\})", value), f"{value} begins a variable of IAM's"
    return re.sub(r"\$\{([$*?])\}", r"\1", value) == found


def _matches(pattern: str, found: str) -> bool:
    """As `StringLike`: `*` is any text, `?` one character, `${*}` the character itself."""
    parts = re.findall(r"\$\{[$*?]\}|.", pattern, re.S)
    special = {"*": ".*", "?": "."}
    expression = "".join(
        special.get(part) or re.escape(part.strip("${}") or part) for part in parts
    )
    return re.fullmatch(expression, found, re.S) is not None


def _arn_matches(pattern: str, found: str) -> bool:
    """Part by part, which are six: no wildcard reaches over a colon."""
    ours, theirs = pattern.split(":", 5), found.split(":", 5)
    assert len(ours) == 6, pattern
    return len(theirs) == 6 and all(map(_matches, ours, theirs))


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": _equals,
    "StringLike": _matches,
    "ArnEquals": _arn_matches,
}


def _texts(given: str | Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given
