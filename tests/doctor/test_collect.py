"""Reading everything that a stack makes worth looking at."""

from __future__ import annotations

from cilium_ako.doctor.collect import ProgressLines, collect
from cilium_ako.doctor.observation import Observation
from cilium_ako.doctor.queries import QUERIES, StackParts
from cilium_ako.doctor.read_error import Deadline
from tests.doctor.stacks import stack
from tests.doctor.worlds import World


def collected(after: float) -> tuple[Observation, list[str]]:
    world, lines = World(stack()), list[str]()
    asked = world.stack
    assert asked.cluster is not None
    assert asked.cilium is not None
    parts = StackParts(asked.cluster, asked.cilium, asked.ako)
    return collect(world, parts, Deadline(30.0), ProgressLines(lines.append, after=after)), lines


def test_progress_is_told() -> None:
    _, lines = collected(after=0.0)
    assert len(lines) == 1  # once a second
    assert lines[0][0].isdigit()


def test_progress_tells_how_many_of_what() -> None:
    lines: list[str] = []
    progress = ProgressLines(lines.append, after=0.0)
    progress.count("Nodes", 3000)
    assert lines == ["3,000 Nodes"]


def test_no_progress_is_told_of_what_takes_no_time() -> None:
    _, lines = collected(after=60.0)
    assert lines == []


def test_every_field_has_a_query() -> None:
    fields = {query.field for query in QUERIES}
    assert fields == set(Observation.__dataclass_fields__) - {"now", "unread", "queried"}


def test_only_what_the_stack_needs_is_read() -> None:
    observation, _ = collected(after=60.0)
    assert {"nodes", "ako_config"} <= observation.queried
    assert not {"ipsec_secret", "etcd_secret", "aws_node"} & observation.queried
    assert observation.unread == {}
