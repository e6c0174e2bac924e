"""What the program registers for an etcd that it runs: names, order, hooks, secrets, manifests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cilium_ako.catalogue.etcd.objects import member_name
from cilium_ako.config.managed_etcd import EtcdSnapshots
from cilium_ako.etcd.snapshot_slots import slot_counts, slots
from cilium_ako.preview.recording import RegisteredResource
from components.engine.guard import _KINDS
from components.engine.update_verdict import judge_update
from tests.components.runs import Run, inner, run
from tests.configs import MANAGED, Config, changed

MEMBERS = [member_name(f"192.168.10.{number}") for number in (11, 12, 13)]
_ETCD = "cilium-ako:etcd:Etcd"
_MEMBER = f"{_ETCD}$cilium-ako:etcd:EtcdMember"
_AUTHORITY = f"{_ETCD}$cilium-ako:etcd:EtcdAuthority"

URNS = {
    f"{_ETCD}::etcd",
    f"{_ETCD}$kubernetes:core/v1:ConfigMap::cilium-etcd",
    f"{_ETCD}$kubernetes:policy/v1:PodDisruptionBudget::cilium-etcd",
    *(
        f"{_ETCD}$kubernetes:batch/v1:CronJob::cilium-etcd-{job}"
        for job in ("snapshot-0", "snapshot-1", "snapshot-2", "snapshot-3", "defragment", "status")
    ),
    f"{_ETCD}$tls:index/privateKey:PrivateKey::etcd-client-key",
    f"{_ETCD}$tls:index/certRequest:CertRequest::etcd-client-request",
    f"{_ETCD}$tls:index/locallySignedCert:LocallySignedCert::etcd-client-certificate",
    *(
        f"{urn}{of}-authority-1{end}"
        for of in ("client", "peer")
        for urn, end in (
            (f"{_AUTHORITY}::etcd-", ""),
            (f"{_AUTHORITY}$tls:index/privateKey:PrivateKey::etcd-", "-key"),
            (f"{_AUTHORITY}$tls:index/selfSignedCert:SelfSignedCert::etcd-", "-certificate"),
        )
    ),
    *(
        f"{_MEMBER}{urn}::{member}{end}"
        for member in MEMBERS
        for urn, end in (
            ("", ""),
            ("$tls:index/privateKey:PrivateKey", "-key"),
            ("$tls:index/certRequest:CertRequest", "-request"),
            ("$tls:index/locallySignedCert:LocallySignedCert", "-server"),
            ("$tls:index/locallySignedCert:LocallySignedCert", "-peer"),
            ("$kubernetes:core/v1:Secret", ""),
            ("$kubernetes:apps/v1:StatefulSet", ""),
        )
    ),
}
"""What state depends on: none of this may change without an alias."""


@pytest.fixture(scope="module", params=[True, False], ids=["preview", "up"])
def made(request: pytest.FixtureRequest) -> Run:
    return run(MANAGED, preview=request.param)


@pytest.fixture(scope="module")
def up() -> Run:
    return run(MANAGED, preview=False)


def test_names_that_state_depends_on(made: Run) -> None:
    found = {
        each.urn.removeprefix("urn:pulumi:dev::cilium-ako::") for each in made.resources.values()
    }
    assert {each for each in found if each.startswith(_ETCD)} == URNS


def test_what_etcd_was_told_comes_before_everything_else_of_it(made: Run) -> None:
    first = made.resources["ConfigMap/cilium-etcd"]
    for each in made.resources.values():
        if each.custom and _ETCD in each.urn and each is not first:
            assert first.urn in _before(made, each), each


def _before(made: Run, resource: RegisteredResource) -> set[str]:
    by_urn = {each.urn: each for each in made.resources.values()}
    found: set[str] = set()
    waiting = [*resource.depends_on]
    while waiting:
        urn = waiting.pop()
        if urn not in found:
            found.add(urn)
            waiting += by_urn[urn].depends_on
    return found


def test_members_are_updated_one_after_the_other_and_cilium_after_all(made: Run) -> None:
    members = [made.resources[f"StatefulSet/{name}"] for name in MEMBERS]
    assert members[0].urn in members[1].depends_on
    assert members[1].urn in members[2].depends_on
    budget = made.resources["PodDisruptionBudget/cilium-etcd"]
    assert {each.urn for each in members} <= set(budget.depends_on)
    assert budget.urn in made.resources["Release/cilium"].depends_on
    assert made.resources["Secret/cilium-etcd-secrets"].urn in (
        made.resources["Release/cilium"].depends_on
    )


def test_members_restart_together_where_etcd_starts_empty() -> None:
    """One that waits for the one before would wait for a quorum that never comes."""
    acknowledged = {"acknowledge": {"etcd-started-empty": {"reason": "NET-1"}}}
    together = run({**with_etcd(generation=2), **acknowledged}).resources
    apart = run(with_etcd(generation=2)).resources
    for name in MEMBERS:
        first, second = (
            inner(each[f"StatefulSet/{name}"].inputs, "metadata", "annotations")
            for each in (together, apart)
        )
        assert first == {"pulumi.com/skipAwait": "true"}
        assert set(second) == {"pulumi.com/waitFor"}


def test_hooks(made: Run) -> None:
    for name, each in made.resources.items():
        if _ETCD not in each.urn:
            continue
        kept = name.startswith("StatefulSet/") or name.endswith("-authority-1-key")
        guard = ["cilium-ako-deletion-guard"] if kept else []
        assert list(each.request.hooks.before_delete) == guard, name
        judged = ["cilium-ako-guard"] if name == "ConfigMap/cilium-etcd" else []
        assert list(each.request.hooks.before_update) == judged, name


def test_its_config_map_changes_in_place_as_the_guard_is_asked_before_an_update_alone(
    made: Run,
) -> None:
    provider = made.resources["kubernetes/kubernetes"].inputs
    assert provider["enableConfigMapMutable"] == "true"


def test_values_of_cilium_follow(made: Run) -> None:
    values = inner(made.resources["Release/cilium"].inputs, "values", "etcd")
    assert values == {
        "enabled": True,
        "endpoints": [f"https://192.168.10.{number}:4003" for number in (11, 12, 13)],
        "ssl": True,
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    else:
        yield str(value)


def test_no_key_is_in_clear_anywhere(up: Run) -> None:
    keys = [
        each.request.object for each in up.resources.values() if each.type.endswith(":CertRequest")
    ]
    assert keys
    lines = {
        line
        for each in keys
        for line in _clear(each)["privateKeyPem"].splitlines()
        if line and not line.startswith("-----")
    }
    assert len(lines) >= 3 * len(keys)
    shown = [
        *up.log,
        *(json.dumps(each, default=str) for each in up.outputs.values()),
        *(text for each in up.resources.values() for text in _texts(each.inputs)),
        *(text for each in up.resources.values() for text in (each.urn, repr(each))),
    ]
    assert not [line for line in lines for text in shown if line in text]


def _clear(request: Any) -> dict[str, str]:
    marked = request.fields["privateKeyPem"].struct_value.fields
    return {"privateKeyPem": marked["value"].string_value}


_SECRET_OUTPUTS = {
    "PrivateKey": {"privateKeyPem", "privateKeyOpenssh", "privateKeyPemPkcs8"},
    "CertRequest": {"privateKeyPem"},
    "SelfSignedCert": {"privateKeyPem"},
    "LocallySignedCert": {"caPrivateKeyPem"},
    "Secret": {"data", "stringData"},
}
"""What the state holds encrypted, by kind."""


def test_what_is_secret_is_marked_so(made: Run) -> None:
    for name, each in made.resources.items():
        wanted = _SECRET_OUTPUTS.get(name.partition("/")[0])
        if _ETCD in each.urn and wanted is not None:
            assert wanted <= set(each.request.additionalSecretOutputs), name


def test_certificates_are_renewed_before_they_end_and_authorities_never(made: Run) -> None:
    leaves = [each for name, each in made.resources.items() if name.startswith("LocallySigned")]
    assert len(leaves) == 7
    for each in leaves:
        assert (each.inputs["validityPeriodHours"], each.inputs["earlyRenewalHours"]) == (
            8760,
            2160,
        )
    for name, each in made.resources.items():
        if name.startswith("SelfSigned"):
            assert "earlyRenewalHours" not in each.inputs
            assert each.inputs["isCaCertificate"] is True


def manifest(config: Config, name: str) -> dict[str, Any]:
    found: dict[str, Any] = run(config).resources[name].inputs
    return found


def with_etcd(**changes: Any) -> Config:
    return changed(
        MANAGED, *((("cilium", "kvstore", key), value) for key, value in changes.items())
    )


def test_no_member_restarts_because_another_one_comes() -> None:
    fourth = {"node": "cp-4", "address": "192.168.10.14", "joins": True}
    even = {"etcd-members-even": {"reason": "NET-1"}}
    members = [*MANAGED["cilium"]["kvstore"]["members"], fourth]
    more = {**with_etcd(members=members), "acknowledge": even}
    before, after = run(MANAGED).resources, run(more).resources
    for name in MEMBERS:
        assert before[f"StatefulSet/{name}"].inputs == after[f"StatefulSet/{name}"].inputs
    joining = after[f"StatefulSet/{member_name('192.168.10.14')}"].inputs
    assert "--initial-cluster-state=existing" in json.dumps(joining)
    assert inner(after["PodDisruptionBudget/cilium-etcd"].inputs, "spec")["minAvailable"] == 3


def test_a_member_needs_no_network_of_pods_and_no_resolver() -> None:
    pod = inner(manifest(MANAGED, f"StatefulSet/{MEMBERS[0]}"), "spec", "template", "spec")
    assert pod["hostNetwork"] is True
    assert pod["dnsPolicy"] == "Default"
    assert pod["tolerations"] == [{"operator": "Exists"}]
    assert pod["priorityClassName"] == "system-node-critical"
    assert "cp-1" in json.dumps(pod["affinity"])


def test_liveness_asks_the_member_alone_and_readiness_the_quorum() -> None:
    pod = inner(manifest(MANAGED, f"StatefulSet/{MEMBERS[0]}"), "spec", "template", "spec")
    (container,) = pod["containers"]
    paths = {
        probe: (container[probe]["httpGet"]["host"], container[probe]["httpGet"]["path"])
        for probe in ("livenessProbe", "startupProbe", "readinessProbe")
    }
    assert paths == {
        "livenessProbe": ("127.0.0.1", "/livez"),
        "startupProbe": ("127.0.0.1", "/livez"),
        "readinessProbe": ("127.0.0.1", "/readyz"),
    }


@pytest.mark.parametrize(("members", "quorum"), [(1, 1), (3, 2), (5, 3)])
def test_the_budget_keeps_a_quorum(members: int, quorum: int) -> None:
    listed = [
        {"node": f"cp-{number}", "address": f"192.168.10.{10 + number}"}
        for number in range(1, members + 1)
    ]
    budget = manifest(with_etcd(members=listed), "PodDisruptionBudget/cilium-etcd")
    assert budget["spec"]["minAvailable"] == quorum


@pytest.mark.parametrize("keep", [1, 2, 4, 28])
def test_every_time_of_a_schedule_writes_one_snapshot(keep: int) -> None:
    snapshots = EtcdSnapshots.model_validate({"schedule": "17 */6 * * *", "keep": keep})
    assert keep in slot_counts(snapshots.schedule)
    times = [
        (day, int(hour))
        for line in slots(snapshots)
        for hour in line.split()[1].split(",")
        for day in (range(7) if line.split()[4] == "*" else (int(line.split()[4]),))
    ]
    assert len(slots(snapshots)) == keep
    assert sorted(times) == [(day, hour) for day in range(7) for hour in (0, 6, 12, 18)]


def test_snapshots_go_to_the_members_by_turns() -> None:
    found = run(MANAGED).resources
    nodes = []
    for number in range(4):
        spec = inner(found[f"CronJob/cilium-etcd-snapshot-{number}"].inputs, "spec", "jobTemplate")
        text = json.dumps(spec)
        assert f"/snapshots/snapshot-{number}.db" in text
        nodes.append(next(node for node in ("cp-1", "cp-2", "cp-3") if f'"{node}"' in text))
    assert nodes == ["cp-1", "cp-2", "cp-3", "cp-1"]


def test_the_guard_stops_what_etcd_does_not_survive() -> None:
    assert _KINDS["cilium-etcd"] == "etcd"
    old = manifest(MANAGED, "ConfigMap/cilium-etcd")
    moved = manifest(with_etcd(dataDirectory="/srv/etcd"), "ConfigMap/cilium-etcd")
    verdict = judge_update("etcd", old, moved, {}, "dev")
    assert "etcd-data-lost" in verdict.refusal
    quota = manifest(with_etcd(quota="4Gi"), "ConfigMap/cilium-etcd")
    assert judge_update("etcd", old, quota, {}, "dev").refusal == ""
