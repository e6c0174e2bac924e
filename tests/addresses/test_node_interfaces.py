"""What a node's interfaces give pods, and what they take of subnets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.addresses.node_interfaces import NodeInterfaces
from tests.strategies import examples

NODES = st.builds(NodeInterfaces, st.integers(1, 16), st.integers(1, 63), st.sampled_from([1, 16]))


@pytest.mark.parametrize(
    ("node", "capacity"),
    [
        (NodeInterfaces(3, 9), 27),
        (NodeInterfaces(3, 9, 16), 432),
        (NodeInterfaces(0, 9, 16), 0),
    ],
)
def test_capacity(node: NodeInterfaces, capacity: int) -> None:
    assert node.capacity == capacity


@pytest.mark.parametrize(
    ("node", "wanted", "taken"),
    [
        (NodeInterfaces(3, 9), 1, 2),
        (NodeInterfaces(3, 9), 9, 10),
        (NodeInterfaces(3, 9), 10, 12),  # a second interface, with an address of its own
        (NodeInterfaces(3, 9), 100, 30),  # no more than fit
        (NodeInterfaces(3, 9, 16), 17, 33),  # prefixes are taken whole
        (NodeInterfaces(3, 9, 16), 145, 162),
        (NodeInterfaces(0, 9), 5, 0),
    ],
)
def test_taken(node: NodeInterfaces, wanted: int, taken: int) -> None:
    assert node.taken(wanted) == taken


@given(NODES, st.integers(0, 2000))
@examples(0.1)
def test_what_is_taken_holds_what_is_wanted(node: NodeInterfaces, wanted: int) -> None:
    taken = node.taken(wanted)
    assert min(wanted, node.capacity) < taken <= node.capacity + node.interfaces
    assert taken <= node.taken(wanted + 1)
