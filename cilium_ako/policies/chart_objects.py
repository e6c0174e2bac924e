"""Releases that a program makes object by object: a Chart's own, or those of a rendered manifest.

An engine tells a policy nothing of what a `Chart` is given, and all of what it makes. The ConfigMap
that the pods read is turned back into the values that write it, as `adopt --live` does; the version
is that of the workload's image.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from cilium_ako.adopt.config_map_values import values_of_config_map
from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.pulumi.type_tokens import (
    KUBERNETES_CONFIG_MAP,
    KUBERNETES_DAEMON_SET,
    KUBERNETES_STATEFUL_SET,
)
from cilium_ako.catalogue.release import Release
from cilium_ako.config.helm_value import value_at
from cilium_ako.policies.helm_release import DeclaredRelease, Unread

OBJECT_TYPES: Final = frozenset(
    {KUBERNETES_CONFIG_MAP, KUBERNETES_DAEMON_SET, KUBERNETES_STATEFUL_SET}
)
"""The types of resources that are looked at."""

_CONFIG_MAPS: Final[Mapping[str, Chart]] = {
    cilium_objects.CONFIG_MAP: "cilium",
    ako_objects.CONFIG_MAP: "ako",
}
_WORKLOADS: Final[Mapping[Chart, tuple[str, str]]] = {
    "cilium": (KUBERNETES_DAEMON_SET, cilium_objects.AGENTS),
    "ako": (KUBERNETES_STATEFUL_SET, ako_objects.STATEFUL_SET),
}
OBJECT_NAMES: Final = frozenset({*_CONFIG_MAPS, *(name for _, name in _WORKLOADS.values())})
"""The names that they have in Kubernetes."""


class StackObject(NamedTuple):
    """One resource of a stack."""

    kind: str
    """Its type's token."""
    urn: str
    provider: str
    """The URN of its provider, and so the cluster."""
    properties: Mapping[str, object]

    @property
    def place(self) -> tuple[str, object]:
        """Cluster and namespace."""
        return self.provider, value_at(self.properties, "metadata", "namespace")

    @property
    def name(self) -> object:
        """The object's name in Kubernetes."""
        return value_at(self.properties, "metadata", "name")


class ObjectsRelease(NamedTuple):
    """A release that is there as objects."""

    config_map: StackObject
    release: DeclaredRelease


def releases_of_objects(objects: Iterable[StackObject]) -> Iterator[ObjectsRelease]:
    """The releases behind a stack's objects, in the order of their ConfigMaps."""
    listed = list(objects)
    for each in listed:
        chart = _CONFIG_MAPS.get(str(each.name)) if each.kind == KUBERNETES_CONFIG_MAP else None
        if chart is not None:
            kind, name = _WORKLOADS[chart]
            workload = next(
                (
                    other
                    for other in listed
                    if (other.kind, other.name, other.place) == (kind, name, each.place)
                ),
                None,
            )
            yield ObjectsRelease(each, _release(chart, each, workload))


def _release(
    chart: Chart, config_map: StackObject, workload: StackObject | None
) -> DeclaredRelease:
    data = config_map.properties.get("data")
    version = None if workload is None else _version(workload)
    texts = (
        {str(key): value for key, value in data.items() if isinstance(value, str)}
        if isinstance(data, Mapping)
        else {}
    )
    found = None
    if version is not None and isinstance(data, Mapping) and len(texts) == len(data):
        newest = MINORS[-1].kubernetes[1]
        found = values_of_config_map(chart, version.minor_release, texts, newest)
    lost = version is not None and found is None
    unread = (Unread("data", "no Helm values follow from it"),) if lost else ()
    return DeclaredRelease(
        chart=chart,
        name=chart,
        version=version,
        source="unknown",
        values={} if found is None else found.values,
        unread=unread,
        readable=found is not None,
        as_objects=True,
    )


def _version(workload: StackObject) -> Release | None:
    from cilium_ako.doctor.cluster_view import image_release  # noqa: PLC0415 - few stacks ask

    containers = value_at(workload.properties, "spec", "template", "spec", "containers")
    first = containers[0] if isinstance(containers, list) and containers else {}
    image = first.get("image") if isinstance(first, Mapping) else None
    return image_release(image) if isinstance(image, str) else None
