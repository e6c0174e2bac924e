"""What the doctor is told of a mesh's other members: their versions, by their stack files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.check.checked_stack import check_stack
from cilium_ako.fleet.mesh_versions import mesh_versions
from tests.rules.cases import bases, patched


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two members of one mesh, one of another, and one of none."""

    def write(name: str, change: dict[str, Any]) -> None:
        config = patched(bases()["mesh"], {**change, "secrets": None})
        document = {"config": {f"cilium-ako:{key}": value for key, value in config.items()}}
        (tmp_path / f"Pulumi.{name}.yaml").write_text(yaml.safe_dump(document))

    (tmp_path / "Pulumi.yaml").write_text("name: cilium-ako\nruntime: python\n")
    write("a", {})
    write("b", {"cluster": {"name": "west"}, "cilium": {"version": "1.19.6"}})
    write("c", {"cluster": {"name": "far"}, "mesh": {"name": "elsewhere"}})
    write("d", {"cluster": {"name": "alone"}, "mesh": None})
    return tmp_path


def test_members_of_the_same_mesh_are_known_by_their_files(project: Path) -> None:
    stack = check_stack("a", project).stack
    assert stack is not None
    found = {name: str(each) for name, each in mesh_versions(stack, project).items()}
    assert found == {"west": "1.19.6"}


def test_a_stack_in_no_mesh_has_no_members_beside_it(project: Path) -> None:
    stack = check_stack("d", project).stack
    assert stack is not None
    assert mesh_versions(stack, project) == {}
