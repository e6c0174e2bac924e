"""Partitions of AWS: worlds of their own accounts, whose name stands in every ARN.

Source: the AWS General Reference on ARNs; partitions.json of botocore for the forms of regions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COMMERCIAL: Final = "aws"
"""The partition of every region that is in no other one."""

BY_REGION: Final[Mapping[str, str]] = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}
"""What the names of a partition's regions begin with, to the partition's name."""


def partition_of(region: str) -> str:
    """The partition that a region is in.

    >>> partition_of("eu-central-1"), partition_of("us-gov-west-1")
    ('aws', 'aws-us-gov')
    """
    for beginning, partition in BY_REGION.items():
        if region.startswith(beginning):
            return partition
    return COMMERCIAL
