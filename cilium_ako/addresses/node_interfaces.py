"""How many pods the network interfaces of a node have addresses for, and what they take of subnets.

Each interface has one address of its own, which no pod gets, and slots for more: each takes one
address, or a prefix of sixteen.
"""

from __future__ import annotations

from typing import NamedTuple


class NodeInterfaces(NamedTuple):
    """The interfaces of one node that give pods their addresses."""

    interfaces: int
    """How many of them there are; interfaces that no pod uses are not among them."""
    slots: int
    """What each takes beside its own address."""
    in_slot: int = 1
    """Addresses in a slot: 1, or those of a prefix."""

    @property
    def capacity(self) -> int:
        """All addresses that the node can have beside the interfaces' own.

        >>> NodeInterfaces(3, 9).capacity, NodeInterfaces(3, 9, 16).capacity
        (27, 432)
        """
        return self.interfaces * self.slots * self.in_slot

    def taken(self, wanted: int) -> int:
        """How many addresses of its subnets a node takes that wants so many for use and in store.

        Slots are taken whole, and each interface that is made for them takes its own address; the
        first one is there in any case.

        >>> NodeInterfaces(3, 9).taken(20), NodeInterfaces(3, 9, 16).taken(20)
        (23, 33)
        """
        slots = -(-min(wanted, self.capacity) // self.in_slot)
        made = max(-(-slots // self.slots) if self.slots else 0, 1)
        return slots * self.in_slot + min(made, self.interfaces)
