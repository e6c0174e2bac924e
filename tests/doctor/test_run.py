"""A look at a cluster: healthy ones, odd ones, and one look after another."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cilium_ako.doctor.read_error import ClusterAccessError
from cilium_ako.doctor.run import Diagnosis, DoctorOptions, diagnose, watch
from tests.doctor.http_server import bad, kubeconfig, served
from tests.doctor.stacks import FEATURES, IPSEC, KVSTORE, MODES, NO_PROXY, WIREGUARD, stack
from tests.doctor.worlds import World


@pytest.mark.parametrize("cilium", [{}, IPSEC, WIREGUARD, KVSTORE, NO_PROXY, FEATURES], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_a_healthy_cluster_gives_no_finding(mode: str, cilium: dict[str, Any]) -> None:
    world = World(stack(mode, cilium=cilium))
    assert world.faults() == []
    diagnosis = world.diagnose()
    assert diagnosis.complete
    assert diagnosis.exit_status == 0


@pytest.mark.parametrize("mode", MODES)
def test_cilium_alone_is_looked_at_without_ako(mode: str) -> None:
    world = World(stack(mode, with_ako=False))
    assert world.faults() == []
    assert not [each for each in world.diagnose().findings if each.check.startswith("ako")]


WORLDS = [
    World(stack(mode, cilium=cilium))
    for mode in MODES
    for cilium in ({}, IPSEC, WIREGUARD, KVSTORE, NO_PROXY, FEATURES)
]
ODD = st.one_of(
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
    st.sampled_from(
        [
            "[" * 3000 + "]" * 3000,
            '{"a":' * 3000 + "1" + "}" * 3000,
            "endpoints: [https://[]",
            "endpoints: ['https://[']",
            "endpoints: ['https://a:notaport']",
            "endpoints: [2026-99-99]",
            "since: 2026-99-99",
            "a: &a [*a]",
            "&a [x, *a]",
            "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)),
            "[NaN, Infinity, 1e999]",
            '["\\ud800"]',
            "9" * 5000,
            "\x00",
            "²",
        ]
    ),
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
    healthy = data.draw(st.sampled_from(WORLDS))
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
            at[last] = copy.deepcopy(data.draw(ODD))
    for finding in world.diagnose().findings:
        assert finding.level in ("ok", "warn", "fail")
        assert finding.message


def test_an_empty_cluster_is_told() -> None:
    world = World(stack())
    world.objects.clear()
    diagnosis = world.diagnose()
    assert diagnosis.exit_status == 3
    assert {"cilium-config-missing", "agents-not-ready", "cilium-node-crd"} <= {
        each.check for each in diagnosis.findings if each.level == "fail"
    }


def test_watching_tells_what_changed(diagnosed: Callable[..., Diagnosis]) -> None:
    world = World(stack())
    pauses: list[float] = []

    def pause(_seconds: float) -> None:
        pauses.append(_seconds)
        if len(pauses) == 2:
            world.agent()["status"]["containerStatuses"][0]["restartCount"] = 1
        if len(pauses) == 4:
            world.remove("CiliumNode", "node-2")

    with served(world) as (url, _):
        diagnosed(url)
        looks = watch(stack(), DoctorOptions(timeout=10.0), pause=pause)
        seen = [next(looks) for _ in range(4)]
    told = [bad(each) for each in seen if isinstance(each, Diagnosis)]
    assert [[check for check, _, _ in each] for each in told] == [
        [],
        ["agent-restarting"],
        [],
        ["cilium-node-missing"],
    ]
    assert len(pauses) == 4


def test_watching_goes_on_when_the_server_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(stack())
    with served(world) as (url, _):
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", url)))
        looks = watch(stack(), DoctorOptions(timeout=2.0), pause=lambda _: None)
        next(looks)
    assert isinstance(next(looks), ClusterAccessError)


def test_progress_begins_with_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with served(World(stack())) as (url, asked):
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", url)))
        diagnose(stack(), DoctorOptions(), progress=lambda what: told.append(f"{what} {asked}"))
    assert told[0] == "connected []"
