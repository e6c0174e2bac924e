"""Calls that AWS refused, read out of what the operator says of them."""

from __future__ import annotations

import re
from typing import Final

UNNAMED: Final = ""
"""Stands for a call that a refusal does not name."""

_REFUSED: Final = "UnauthorizedOperation"
"""What EC2 answers where IAM does not allow a call. Source: the error codes of EC2's API."""
_NAMED: Final = (
    re.compile(r"is not authorized to perform: ec2:([A-Za-z0-9]+)"),
    re.compile(rf"operation error EC2: ([A-Za-z0-9]+),[^\n]*{_REFUSED}"),
)
"""How IAM, and aws-sdk-go-v2, name a call in their messages. Source: cilium/cilium#20703."""


def refused_calls(text: str) -> tuple[str, ...]:
    """The calls of EC2 that a text says were refused, without `ec2:`, sorted; UNNAMED for others.

    >>> refused_calls("operation error EC2: DescribeVpcs, api error UnauthorizedOperation: You are")
    ('DescribeVpcs',)
    """
    found = {match for pattern in _NAMED for match in pattern.findall(text)}
    if not found and _REFUSED in text:
        return (UNNAMED,)
    return tuple(sorted(found))
