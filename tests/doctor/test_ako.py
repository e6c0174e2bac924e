"""Faults of AKO, each in an otherwise healthy cluster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.doctor.cases import Case, Change, ako_config, node, secret, status_of
from tests.doctor.worlds import World, avi_export, changed_now, stamp


def event(reason: str) -> Change:
    return lambda world: world.add(
        "Event",
        f"ako-0.{reason.lower()}",
        "avi-system",
        involvedObject={"kind": "Pod", "name": "ako-0", "namespace": "avi-system"},
        reason=reason,
        lastTimestamp=stamp(world.time - timedelta(minutes=20)),
    )


def exported(change: Callable[[list[Any]], Any]) -> Change:
    def export(world: World) -> None:
        world.avi_export = avi_export(world)
        change(world.avi_export["results"][0]["static_routes"])

    return export


CASES = (
    Case(
        "ako-config-missing",
        "fail",
        lambda world: world.remove("ConfigMap", "avi-k8s-config", "avi-system"),
    ),
    Case("ako-cni-plugin", "fail", ako_config(cniPlugin="")),
    Case("ako-cni-plugin", "warn", ako_config(cniPlugin="cilium"), mode="kubernetes"),
    Case("ako-cni-plugin", "fail", ako_config(cniPlugin="cilium"), mode="eni-1.19"),
    Case("ako-route-sync", "fail", ako_config(disableStaticRouteSync="true")),
    Case("ako-route-sync", "fail", ako_config(disableStaticRouteSync="false"), mode="eni-1.20"),
    Case("ako-service-type", "fail", ako_config(serviceType="NodePortLocal")),
    Case("ako-vip-networks", "fail", ako_config(vipNetworkList="[]")),
    Case("ako-vip-networks", "fail", ako_config(nsxtT1LR="/infra/tier-1s/a")),
    Case("ako-deletes", "fail", ako_config(deleteConfig="true")),
    Case("ako-config-drift", "warn", ako_config(clusterName="other")),
    Case(
        "ako-behind-config",
        "fail",
        lambda world: changed_now(world, "avi-k8s-config", "avi-system", "cniPlugin"),
    ),
    Case(
        "ako-not-ready",
        "fail",
        status_of("StatefulSet", "ako", "avi-system", readyReplicas=0, availableReplicas=0),
    ),
    Case(
        "ako-not-ready",
        "warn",
        lambda world: world.of("StatefulSet", "ako", "avi-system")["metadata"].update(
            annotations={"AviObjectDeletionStatus": "Done"}
        ),
    ),
    Case(
        "ako-not-ready",
        "warn",
        lambda world: world.of("StatefulSet", "ako", "avi-system")["metadata"].update(
            annotations={"AviGatewayObjectDeletionStatus": "Started"}
        ),
    ),
    Case("ako-shut-down", "fail", event("AKOShutdown")),
    Case("ako-shut-down", "fail", event("SyncDisabled")),
    Case(
        "ako-role",
        "fail",
        lambda world: world.of("ClusterRole", "ako-cr")["rules"][0].update(verbs=["get"]),
    ),
    Case(
        "ako-range-annotation",
        "fail",
        node("metadata", "annotations", value={"ako.vmware.com/pod-cidrs": "10.1.0.0/24"}),
        mode="kubernetes",
    ),
    Case("avi-routes", "fail", exported(lambda routes: routes.pop())),
    Case(
        "avi-routes",
        "fail",
        exported(lambda routes: routes[0].update(next_hop={"addr": "192.168.10.99"})),
    ),
    Case(
        "avi-routes",
        "warn",
        exported(
            lambda routes: routes.append(
                {
                    "route_id": "dev-gone-0",
                    "prefix": {"ip_addr": {"addr": "10.42.200.0"}, "mask": 24},
                    "next_hop": {"addr": "192.168.10.99"},
                }
            )
        ),
    ),
    Case("avi-secret", "fail", secret("avi-secret", {"password": "not-to-be-seen"}, "avi-system")),
    Case("avi-secret", "fail", secret("avi-secret", {"username": "admin"}, "avi-system")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]
