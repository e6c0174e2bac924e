"""Small ranges in a small space, so that they meet often."""

from __future__ import annotations

from hypothesis import strategies as st

from cilium_ako.addresses.intervals import AddressRange

FIRST = 10 << 24


@st.composite
def address_ranges(draw: st.DrawFn) -> AddressRange:
    """A range of 1 to 4096 addresses among 4096."""
    prefix = draw(st.integers(20, 32))
    offset = draw(st.integers(0, 255)) * 16
    first = (FIRST + offset) >> (32 - prefix) << (32 - prefix)
    return AddressRange(first, first + (1 << (32 - prefix)) - 1, prefix)


LISTS = st.lists(address_ranges(), max_size=25)
OWNED = st.lists(st.tuples(address_ranges(), st.sampled_from("abcd")), max_size=12)
