"""What of one Helm release is not ready.

Read by whoever deploys, when a deployment failed: Helm's error does not say it. Only GET requests,
with the deployer's own rights; the doctor's (`deploy/doctor-rbac.yaml`) see no release.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.taking import MANAGED_BY, RELEASE_NAME
from cilium_ako.doctor.api_server import Json, ObjectSource, listed, path_of
from cilium_ako.doctor.json_access import (
    JsonObject,
    int_at,
    objects_at,
    string_at,
    string_map_at,
)
from cilium_ako.doctor.projections import is_ready, pod, workload

_KINDS: Final = {
    "daemonsets": "DaemonSet",
    "deployments": "Deployment",
    "statefulsets": "StatefulSet",
}
_MADE_BY_HELM: Final = f"{MANAGED_BY}=Helm"
"""Helm puts this label, and its release's name as an annotation, on all that it makes.

Source: helm:pkg/action/validate.go.
"""
_MOST_PODS: Final = 10
"""Pods that are told of each workload: those of a thousand nodes help nobody."""


def unready_lines(source: ObjectSource, namespace: str, release: str) -> Iterator[str]:
    """Nodes, workloads and pods that a release waits for, one a line. Raises ReadError."""
    for each in listed(source, "/api/v1/nodes"):
        if not is_ready(each):
            yield f"node {string_at(each, 'metadata', 'name')} is not Ready"
    for plural, kind in _KINDS.items():
        path = path_of("apis", "apps", "v1", "namespaces", namespace, plural)
        for each in listed(source, path, labelSelector=_MADE_BY_HELM):
            if string_map_at(each, "metadata", "annotations").get(RELEASE_NAME) == release:
                yield from _workload_lines(source, namespace, kind, each)


def _workload_lines(
    source: ObjectSource, namespace: str, kind: str, document: Json
) -> Iterator[str]:
    found = workload({**document, "kind": kind})
    updated = int_at(
        document, "status", "updatedNumberScheduled" if kind == "DaemonSet" else "updatedReplicas"
    )
    if found.ready >= found.desired and updated >= found.desired:
        return
    name = string_at(document, "metadata", "name")
    yield (
        f"{kind} {namespace}/{name}: {found.ready} of {found.desired} ready,"
        f" {updated} of the new version"
    )
    labels = string_map_at(document, "spec", "selector", "matchLabels")
    selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    pods = path_of("api", "v1", "namespaces", namespace, "pods")
    lines = [
        _pod_line(each)
        for each in (listed(source, pods, labelSelector=selector) if selector else ())
        if not is_ready(each)
    ]
    yield from (f"  {line}" for line in lines[:_MOST_PODS])
    if len(lines) > _MOST_PODS:
        yield f"  and {len(lines) - _MOST_PODS} pods more"


def _pod_line(document: Json) -> str:
    found = pod(document)
    where = f"on node {found.node}" if found.node else "on no node"
    why = found.waiting_reason or _not_scheduled(document) or "not ready"
    return f"pod {found.name} {where}: {why} (image {found.image})"


def _not_scheduled(document: JsonObject) -> str:
    return next(
        (
            string_at(each, "reason")
            for each in objects_at(document, "status", "conditions")
            if each.get("type") == "PodScheduled" and each.get("status") == "False"
        ),
        "",
    )
