"""Routes out of an export of the Avi Controller."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cilium_ako.doctor.avi_export import AviRoute, read_routes
from cilium_ako.documents.error import DocumentError
from tests.doctor.stacks import stack
from tests.doctor.worlds import World, avi_export


def read(path: Path, content: object, vrf: str = "") -> tuple[AviRoute, ...]:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_routes(path, "dev", vrf)


def test_every_form_of_export_is_read(tmp_path: Path) -> None:
    export = avi_export(World(stack()))
    (context,) = export["results"]
    expected = read(tmp_path / "a", export)
    assert len(expected) == 3
    for form in (context, [context], {"VrfContext": [context]}, export["results"]):
        assert read(tmp_path / "a", form) == expected


def test_routes_of_other_clusters_and_vrfs_are_left_alone(tmp_path: Path) -> None:
    export = avi_export(World(stack()))
    routes = export["results"][0]["static_routes"]
    routes[0]["labels"] = [{"key": "clustername", "value": "dev-2"}]
    routes[1].update(labels=[], route_id="dev-1")
    routes[2].update(labels=[], route_id="other-1")
    assert [each.route_id for each in read(tmp_path / "a", export)] == ["dev-1"]
    assert read(tmp_path / "a", export, "another") == ()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "7", '"x"', '{"results": [7]}'])
def test_what_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(DocumentError):
        read(tmp_path / "a", content)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        read_routes(tmp_path / "none", "dev", "")
