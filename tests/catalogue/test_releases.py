"""The tables of releases: in order, and consistent with each other."""

from __future__ import annotations

from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.cilium.deny_list import DENIED
from cilium_ako.catalogue.cilium.releases import MINORS, cilium_minor


def test_the_deny_list_names_known_minors_and_mends_within_them() -> None:
    for row in DENIED:
        assert row.since < row.mended
        assert row.since.minor_release == row.mended.minor_release
        assert cilium_minor(row.since) is not None


def test_the_tables_of_versions_are_in_order() -> None:
    assert [row.minor for row in MINORS] == sorted(row.minor for row in MINORS)
    assert sum(minor.maintained for minor in MINORS) == 3
    for minor in MINORS:
        assert minor.chart_floor <= minor.kubernetes[0] <= minor.kubernetes[1]
    assert [row.since for row in SUPPORT] == sorted(row.since for row in SUPPORT)
    for row in SUPPORT:
        assert row.kubernetes[0] <= row.kubernetes[1]
        assert row.controller[0] <= row.controller[1]
    for minor in MINORS:
        assert minor.ipsec_since is None or minor.ipsec_since.minor_release == minor.minor
