"""Small ranges in a small space, so that they meet often."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from hypothesis import strategies as st

from cilium_ako.addresses.intervals import ADDRESS_BITS, AddressRange, Family, Network

NETWORKS: dict[Family, Network] = {4: ip_network("10.0.0.0/20"), 6: ip_network("fd00::/116")}


@st.composite
def address_ranges(draw: st.DrawFn, families: tuple[Family, ...] = (4, 6)) -> AddressRange:
    """A range of 1 to 4096 addresses among the first 4096 of a family's private addresses."""
    family = draw(st.sampled_from(families))
    host_bits = draw(st.integers(0, 12))
    offset = draw(st.integers(0, 255)) * 16
    first = (AddressRange.of(NETWORKS[family]).first + offset) >> host_bits << host_bits
    prefix = ADDRESS_BITS[family] - host_bits
    return AddressRange(first, first + (1 << host_bits) - 1, prefix)


LISTS = st.lists(address_ranges(), max_size=25)
FAMILIES: st.SearchStrategy[Family] = st.sampled_from([4, 6])
ONE_FAMILY = FAMILIES.flatmap(
    lambda family: st.lists(address_ranges(families=(family,)), min_size=1, max_size=25)
)
OWNED = st.lists(st.tuples(address_ranges(), st.sampled_from("abcd")), max_size=12)


def subnet_of(inner: Network, outer: Network) -> bool:
    """Whether a network lies in another one of the same family, by the standard library."""
    if isinstance(inner, IPv4Network) and isinstance(outer, IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, IPv6Network) and isinstance(outer, IPv6Network):
        return inner.subnet_of(outer)
    return False
