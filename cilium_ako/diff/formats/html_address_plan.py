"""The address plan, drawn to scale: where ranges lie, and how much of each is used and free.

A lane for each role shows where its ranges lie in the private block that holds them; below, each
range has a strip of its own, cut into the blocks that nodes get.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, collapse_addresses
from typing import Final, NamedTuple

from cilium_ako.catalogue.kubernetes.reserved_ranges import RFC_1918, RFC_6598
from cilium_ako.diff.model import Range
from cilium_ako.escape import html_text

_WIDTH: Final = 1000
_LANE: Final = 18
_STRIP: Final = 22
_MOST_BLOCKS: Final = 256
"""Blocks of which each is drawn; more would be thinner than a line."""
_PRIVATE: Final = tuple(IPv4Network(each) for each in (*RFC_1918, RFC_6598))
_ROLES: Final = ("nodes", "pool", "VPC", "services", "VIPs")


class _Placed(NamedTuple):
    range: Range
    network: IPv4Network


def plans(before: Sequence[Range], after: Sequence[Range]) -> Iterator[str]:
    """One plan, or two where they differ."""
    if not before or not after or before == after:
        yield from _plan("", after or before)
        return
    yield from _plan("Before", before)
    yield from _plan("After", after)


def _plan(title: str, ranges: Sequence[Range]) -> Iterator[str]:
    placed = [_Placed(each, IPv4Network(each.cidr)) for each in ranges]
    yield "<figure>"
    if title:
        yield f"<figcaption>{title}</figcaption>"
    for whole in _wholes(placed):
        yield from _overview(whole, [each for each in placed if each.network.subnet_of(whole)])
    for each in placed:
        yield from _strip(each)
    yield "</figure>"


def _wholes(placed: Sequence[_Placed]) -> list[IPv4Network]:
    """For each private block (or else each range alone), the smallest range that holds its own."""
    groups: dict[IPv4Network, list[IPv4Network]] = {}
    for each in placed:
        block = next((block for block in _PRIVATE if each.network.subnet_of(block)), each.network)
        groups.setdefault(block, []).append(each.network)
    wholes = []
    for networks in groups.values():
        whole = networks[0]
        while not all(each.subnet_of(whole) for each in networks):
            whole = whole.supernet()
        wholes.append(whole)
    return sorted(collapse_addresses(wholes))


def _overview(whole: IPv4Network, placed: Sequence[_Placed]) -> Iterator[str]:
    lanes = [role for role in _ROLES if any(each.range.role == role for each in placed)]
    height = len(lanes) * _LANE + 18
    words = f"{whole}: " + ", ".join(f"{each.range.role} {each.network}" for each in placed)
    yield f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{html_text(words)}">'
    for index, role in enumerate(lanes):
        top = index * _LANE
        yield f'<rect class="ground" x="0" y="{top + 2}" width="{_WIDTH}" height="{_LANE - 4}"/>'
        for each in placed:
            if each.range.role == role:
                start, width = _span(each.network, whole)
                yield (
                    f'<rect class="fill-{role}" x="{start:.2f}" y="{top + 2}" width="{width:.2f}"'
                    f' height="{_LANE - 4}"><title>{role} {each.network}</title></rect>'
                )
        yield f'<text class="lane" x="5" y="{top + _LANE - 5}">{role}</text>'
    bottom = height - 4
    yield f'<text x="0" y="{bottom}">{whole.network_address}</text>'
    yield f'<text x="{_WIDTH}" y="{bottom}" text-anchor="end">{whole.broadcast_address}</text>'
    yield f'<text x="{_WIDTH // 2}" y="{bottom}" text-anchor="middle">{whole}</text></svg>'


def _span(network: IPv4Network, whole: IPv4Network) -> tuple[float, float]:
    """Where a range begins in a drawing of a whole, and how wide it is; never thinner than 2."""
    scale = _WIDTH / whole.num_addresses
    width = max(2.0, network.num_addresses * scale)
    start = (int(network.network_address) - int(whole.network_address)) * scale
    return min(start, _WIDTH - width), width


def _strip(placed: _Placed) -> Iterator[str]:
    each, network = placed
    blocks = 2 ** max(0, each.block - network.prefixlen) if each.block else 0
    words = _words(each, network, blocks)
    name = f" {html_text(each.name)}" if each.name else ""
    yield '<div class="strip">'
    yield f'<p><span class="key fill-{each.role}"></span><b>{each.role}</b>{name}'
    yield f' <code>{network}</code> <span class="soft">{html_text(words)}</span></p>'
    label = html_text(f"{each.role} {network}: {words}")
    yield f'<svg viewBox="0 0 {_WIDTH} {_STRIP}" role="img" aria-label="{label}">'
    if blocks:
        used = _WIDTH * each.used / blocks
        yield f'<rect class="ground" x="0" y="0" width="{_WIDTH}" height="{_STRIP}"/>'
        yield f'<rect class="fill-{each.role}" x="0" y="0" width="{used:.2f}" height="{_STRIP}"/>'
        if 1 < blocks <= _MOST_BLOCKS:
            step = _WIDTH / blocks
            lines = "".join(f"M{index * step:.2f} 0V{_STRIP}" for index in range(1, blocks))
            yield f'<path class="cut" d="{lines}"/>'
    else:
        whole = f'x="0" y="0" width="{_WIDTH}" height="{_STRIP}"'
        yield f'<rect class="ground" {whole}/><rect class="fill-{each.role} faint" {whole}/>'
    yield "</svg></div>"


def _words(each: Range, network: IPv4Network, blocks: int) -> str:
    if not blocks:
        return f"{network.num_addresses:,} addresses; a config does not say how many are used"
    free = blocks - each.used
    what = "addresses" if each.block == 32 else f"blocks of /{each.block}"
    share = round(100 * each.used / blocks)
    return f"{blocks:,} {what}: {each.used:,} used at most ({share} %), {free:,} free"
