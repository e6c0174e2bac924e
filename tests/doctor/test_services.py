"""Faults of what serves Services, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest

from tests.doctor.cases import Case, Change, both, kubelet
from tests.doctor.stacks import NO_PROXY
from tests.doctor.worlds import World, pod, proxy


def environment(value: str | None) -> Change:
    def change(world: World) -> None:
        container = world.of("DaemonSet", "cilium", "kube-system")["spec"]["template"]["spec"][
            "containers"
        ]
        container[0]["env"] = (
            [] if value is None else [{"name": "KUBERNETES_SERVICE_HOST", "value": value}]
        )

    return change


def add_class(name: str, controller: str) -> Change:
    return lambda world: world.add(
        "IngressClass",
        name,
        metadata={"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}},
        spec={"controller": controller},
    )


CASES = (
    Case("kube-proxy-beside-replacement", "fail", proxy),
    Case(
        "kube-proxy-beside-replacement",
        "fail",
        lambda world: pod(
            world,
            "kube-proxy-node-0",
            "kube-system",
            "node-0",
            "kube-proxy:v1.33.13",
            {"k8s-app": "kube-proxy"},
        ),
    ),
    Case(
        "service-proxy-missing",
        "fail",
        lambda world: world.remove("DaemonSet", "kube-proxy", "kube-system"),
        cilium=NO_PROXY,
    ),
    Case("api-server-address", "fail", environment(None)),
    Case("api-server-address", "warn", environment("192.168.10.10")),
    Case(
        "node-port-outside-range",
        "fail",
        lambda world: world.of("Service", "web", "default")["spec"]["ports"][0].update(
            nodePort=29000
        ),
    ),
    Case("ingress-class", "warn", lambda world: world.remove("IngressClass", "avi-lb")),
    Case("ingress-class", "warn", add_class("cilium", "cilium.io/ingress-controller")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]


def test_the_way_without_kube_proxy_is_the_distributions() -> None:
    case = Case(
        "kube-proxy-beside-replacement",
        "fail",
        both(proxy, kubelet("v1.33.13+rke2r1")),
        cluster={"distribution": "rke2"},
    )
    world = case.world()
    assert world.faults() == [(case.fault, case.severity)]
    fixes = [each.fix for each in world.diagnose().findings if each.check == case.fault]
    assert fixes
    assert all(fix.startswith("RKE2: disable-kube-proxy: true") for fix in fixes)


@pytest.mark.parametrize(
    ("distribution", "version"), [("k3s", "v1.33.13+k3s1"), ("microk8s", "v1.33.13")]
)
def test_kube_proxy_inside_another_process_is_not_missed(distribution: str, version: str) -> None:
    case = Case(
        "service-proxy-missing",
        "fail",
        both(
            lambda world: world.remove("DaemonSet", "kube-proxy", "kube-system"), kubelet(version)
        ),
        cilium=NO_PROXY,
        cluster={"distribution": distribution},
    )
    assert case.world().faults() == []
