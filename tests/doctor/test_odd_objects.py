"""Objects that lack fields, or hold others than expected: findings perhaps, a traceback never."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doctor.stacks import IPSEC, KVSTORE, MODES, WIREGUARD, stack
from tests.doctor.worlds import World

_WORLDS = [
    World(stack(mode, cilium=asked))
    for mode in MODES
    for asked in ({}, IPSEC, WIREGUARD, KVSTORE, {"kubeProxyReplacement": False})
]
_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2**64),
    st.text(max_size=12),
    st.just([]),
    st.just({}),
    st.just([None, 7, {}, "x"]),
    st.just({"a": None, "f:data": 3}),
    st.just("2026-13-99T99:99:99Z"),
    st.just("10.42.0.0/99"),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _places(inner, (*path, index))
    return found


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_nothing_breaks_the_doctor(data: st.DataObject) -> None:
    healthy = data.draw(st.sampled_from(_WORLDS))
    world = copy.copy(healthy)
    world.objects = copy.deepcopy(healthy.objects)
    for _ in range(data.draw(st.integers(1, 4))):
        key = data.draw(st.sampled_from(sorted(world.objects)))
        places = [
            path
            for path in _places(world.objects[key])
            if path not in (("metadata",), ("metadata", "name"), ("metadata", "labels"))
        ]
        *parents, last = data.draw(st.sampled_from(places))
        at = world.objects[key]
        for each in parents:
            at = at[each]
        if data.draw(st.booleans()):
            del at[last]
        else:
            at[last] = copy.deepcopy(data.draw(_ODD))
    for finding in world.examine().findings:
        assert finding.level in ("ok", "warn", "fail")
        assert finding.message


def test_an_empty_cluster_is_told() -> None:
    world = World(stack())
    world.objects.clear()
    examination = world.examine()
    assert examination.exit_status == 3
    assert {"cilium-config-missing", "agents-not-ready", "cilium-node-crd"} <= {
        each.check for each in examination.findings if each.level == "fail"
    }
