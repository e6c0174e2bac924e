"""How many network interfaces an AWS instance takes, by its type.

Most families follow their size; the burstable and the Arm ones of old differ. A type that follows
neither table is unknown, and nothing is said of it.
Source: the table of maximum network interfaces in the EC2 user guide; pkg/aws/eni/limits of
Cilium up to 1.17, which later asks EC2 itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BY_SIZE: Final[Mapping[str, int]] = {
    "medium": 2,
    "large": 3,
    "xlarge": 4,
    "2xlarge": 4,
    "4xlarge": 8,
    "8xlarge": 8,
    "9xlarge": 8,
    "12xlarge": 8,
    "16xlarge": 15,
    "18xlarge": 15,
    "24xlarge": 15,
}
"""General purpose, compute and memory families from the fifth generation on."""

BURSTABLE: Final[Mapping[str, int]] = {
    "nano": 2,
    "micro": 2,
    "small": 3,
    "medium": 3,
    "large": 3,
    "xlarge": 4,
    "2xlarge": 4,
}
"""The families t3, t3a and t4g."""

_BURSTABLE_FAMILIES: Final = frozenset({"t3", "t4g"})
_PLAIN_FAMILIES: Final = frozenset(
    f"{kind}{generation}{suffix}"
    for kind in "cmr"
    for generation in "567"
    for suffix in ("", "a", "g", "i", "d", "ad", "gd", "id")
)


def interfaces_of(instance_type: str) -> int | None:
    """The most interfaces of a type; None where it is not known.

    >>> interfaces_of("m5.large")
    3
    """
    family, _, size = instance_type.partition(".")
    if family in _BURSTABLE_FAMILIES:
        return BURSTABLE.get(size)
    return BY_SIZE.get(size) if family in _PLAIN_FAMILIES else None
