"""docs/deletion.md names the ways that were tried with the engine, and no others."""

from __future__ import annotations

from cilium_ako.catalogue.pulumi.deletion_ways import WAYS
from tests.engine.test_deletion import NO_PROGRAM, REFUSED, TRIED


def test_every_way_is_tried() -> None:
    assert {way.id for way in WAYS} == {*REFUSED, *TRIED}


def test_what_stops_says_so() -> None:
    by_id = {way.id: way for way in WAYS}
    for way, refused in REFUSED.items():
        assert by_id[way].result == ("stops" if refused.told == NO_PROGRAM else "refused"), way
