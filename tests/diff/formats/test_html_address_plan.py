"""The address plan of the page: drawn to scale, twice where it changes."""

from __future__ import annotations

import re

from cilium_ako.changes.verdict import Verdict
from cilium_ako.diff.formats.html import report_html
from cilium_ako.diff.model import Planned, PlannedNode, PlannedRange, Report, StackReport
from cilium_ako.exit_status import ExitStatus

Ranges = tuple[Planned, ...]


def page(before: Ranges, after: Ranges) -> str:
    """The page of a new stack with these plans."""
    stack = StackReport(
        "dev", "new", Verdict((), ()), ExitStatus.FINE, plan_before=before, plan_after=after
    )
    return report_html(Report("main", (stack,)))


def test_the_plan_is_drawn_to_scale() -> None:
    text = page(
        (),
        (
            PlannedRange("pool", "", "10.0.0.0/16", 24, 64),
            PlannedRange("services", "", "10.1.0.0/16"),
            PlannedRange("VIPs", "vip", "10.2.0.0/15"),
        ),
    )
    overview = re.findall(r'<rect class="fill-(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"', text)
    assert overview[:3] == [
        ("pool", "0.00", "250.00"),
        ("services", "250.00", "250.00"),
        ("VIPs", "500.00", "500.00"),
    ]
    assert "256 blocks of /24: 64 used at most (25 %), 192 free" in text
    assert '<rect class="fill-pool" x="0" y="0" width="250.00"' in text
    assert text.count("V22") == 255  # one line between any two blocks
    assert "131,072 addresses; a config does not say how many are used" in text


def test_a_range_is_never_too_thin_to_be_seen() -> None:
    text = page((), (PlannedRange("nodes", "", "10.255.255.255/32", 32, 1), _POOL))
    assert 'x="998.00" y="2" width="2.00"' in text


_POOL = PlannedRange("pool", "", "10.0.0.0/16", 24, 64)


def test_a_plan_that_changes_is_drawn_twice() -> None:
    one, two = (_POOL,), (_POOL._replace(cidr="10.4.0.0/16"),)
    assert page(one, two).count("<figure>") == 2
    assert page(one, one).count("<figure>") == 1
    assert page((), two).count("<figure>") == 1
    assert page((), ()).count("<figure>") == 0


def test_the_name_of_a_network_is_a_text() -> None:
    text = page((), (PlannedRange("VIPs", "<b>x</b>\u202e", "10.2.0.0/15"),))
    assert "&lt;b&gt;x&lt;/b&gt;\\u202e" in text


def test_a_node_is_cut_into_its_interfaces() -> None:
    text = page((), (_POOL, PlannedNode("m5.large", 3, 9, 16, 112)))
    assert "<b>node</b> m5.large" in text
    assert "<code>3 × 9 prefixes of 16</code>" in text
    assert "432 addresses: 112 used at most (26 %), 320 free" in text
    assert 'd="M333.33 0V22M666.67 0V22"' in text


def test_a_node_without_an_interface_for_pods_is_drawn() -> None:
    text = page((), (_POOL, PlannedNode("hpc6id.32xlarge", 0, 49, 1, 0)))
    assert "0 addresses: 0 used at most (0 %), 0 free" in text
