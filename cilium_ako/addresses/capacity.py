"""How many nodes fit into pools, and how many pods into a node's block of a pool.

A pool is cut into blocks of one mask length, and each node gets one block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cilium_ako.addresses.intervals import ADDRESS_BITS, Family


def blocks_in(pool_prefix: int, block_prefix: int) -> int:
    """How many blocks of a mask length a pool is cut into; 0 where a block is larger than it.

    >>> blocks_in(16, 24), blocks_in(26, 24)
    (256, 0)
    """
    return 1 << (block_prefix - pool_prefix) if block_prefix >= pool_prefix else 0


def blocks_in_all(pool_prefixes: Iterable[int], block_prefix: int) -> int:
    """How many blocks of a mask length several pools have together."""
    return sum(blocks_in(each, block_prefix) for each in pool_prefixes)


def pods_in_block(block_prefix: int, reserved: int, family: Family = 4) -> int:
    """How many pods a block has addresses for, when `reserved` of its addresses are not theirs.

    >>> pods_in_block(24, reserved=4), pods_in_block(120, reserved=4, family=6)
    (252, 252)
    """
    return max((1 << (ADDRESS_BITS[family] - block_prefix)) - reserved, 0)


def longest_prefix_for(pods: int, reserved: int, family: Family = 4) -> int:
    """The mask length of the smallest block with addresses for so many pods."""
    return ADDRESS_BITS[family] - (pods + reserved - 1).bit_length()


def used_in_order(capacities: Iterable[int], needed: int) -> Iterator[int]:
    """How much of each is used when several are filled in order.

    >>> list(used_in_order([256, 128], needed=300))
    [256, 44]
    """
    for each in capacities:
        used = min(needed, each)
        needed -= used
        yield used
