"""Objects as the API server sends them, reduced to what the checks look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cilium_ako.doctor import observation as seen
from cilium_ako.doctor.raw import Raw, inner, items, mappings, moment, number, text, texts, words

_CONTROL_PLANE: Final = (
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
)


def node(raw: Raw) -> seen.Node:
    """A Node."""
    network = None
    for condition in mappings(raw, "status", "conditions"):
        if condition.get("type") == "NetworkUnavailable":
            network = (text(condition, "status"), text(condition, "reason"))
    labels = inner(raw, "metadata", "labels")
    information = inner(raw, "status", "nodeInfo")
    annotation = inner(raw, "metadata", "annotations").get("ako.vmware.com/pod-cidrs")
    return seen.Node(
        name=text(raw, "metadata", "name"),
        uid=text(raw, "metadata", "uid"),
        created=moment(raw, "metadata", "creationTimestamp"),
        addresses=tuple(
            text(each, "address")
            for each in mappings(raw, "status", "addresses")
            if each.get("type") == "InternalIP"
        ),
        ranges=texts(raw, "spec", "podCIDRs"),
        taints=tuple(
            seen.Taint(text(each, "key"), moment(each, "timeAdded"))
            for each in mappings(raw, "spec", "taints")
        ),
        network=network,
        kernel=text(information, "kernelVersion"),
        kubelet=text(information, "kubeletVersion"),
        ako_ranges=annotation if isinstance(annotation, str) else None,
        control_plane=any(label in labels for label in _CONTROL_PLANE),
        fargate=labels.get("eks.amazonaws.com/compute-type") == "fargate",
    )


def cilium_node(raw: Raw) -> seen.CiliumNode:
    """A CiliumNode."""
    owners = mappings(raw, "metadata", "ownerReferences")
    return seen.CiliumNode(
        name=text(raw, "metadata", "name"),
        created=moment(raw, "metadata", "creationTimestamp"),
        owner_uid=text(owners[0], "uid") if owners else "",
        addresses=tuple(
            text(each, "ip")
            for each in mappings(raw, "spec", "addresses")
            if each.get("type") == "InternalIP"
        ),
        ranges=texts(raw, "spec", "ipam", "podCIDRs"),
        operator_error=text(raw, "status", "ipam", "operator-status", "error"),
        encryption_key=number(raw, "spec", "encryption", "key"),
        boot_id=text(raw, "spec", "bootid"),
        wireguard_key=text(raw, "metadata", "annotations", "network.cilium.io/wg-pub-key"),
        eni=_eni(raw),
    )


def _eni(raw: Raw) -> seen.Eni | None:
    specification = inner(raw, "spec", "eni")
    interfaces = inner(raw, "status", "eni", "enis")
    pools = inner(raw, "spec", "ipam", "pools")
    pool = inner(raw, "spec", "ipam", "pool")
    if not (specification or interfaces or pools or pool):
        return None
    return seen.Eni(
        instance_type=text(specification, "instance-type"),
        interfaces=len(interfaces),
        without_vpc=sum(1 for each in interfaces.values() if not text(each, "vpc", "primary-cidr")),
        pool=len(pool),
        used=len(inner(raw, "status", "ipam", "used")),
        allocated=tuple(
            # a range stands alone or, in some releases, under a name of its own
            each if isinstance(each, str) else text(each, "cidr")
            for given in mappings(pools, "allocated")
            for each in items(given, "cidrs")
        ),
        needed=sum(number(each, "needed", "ipv4-addrs") for each in mappings(pools, "requested")),
    )


def pod(raw: Raw) -> seen.Pod:
    """A Pod. Containers that start it are looked at for why it waits, not for its age."""
    statuses = mappings(raw, "status", "containerStatuses")
    all_statuses = [*statuses, *mappings(raw, "status", "initContainerStatuses")]
    containers = mappings(raw, "spec", "containers")
    ends = [
        ended
        for each in statuses
        if (ended := moment(each, "lastState", "terminated", "finishedAt")) is not None
    ]
    waiting = [
        reason for each in all_statuses if (reason := text(each, "state", "waiting", "reason"))
    ]
    return seen.Pod(
        name=text(raw, "metadata", "name"),
        node=text(raw, "spec", "nodeName"),
        started=moment(raw, "status", "startTime"),
        container_started=(
            moment(statuses[0], "state", "running", "startedAt") if statuses else None
        ),
        image=text(containers[0], "image") if containers else "",
        ready=any(
            each.get("type") == "Ready" and each.get("status") == "True"
            for each in mappings(raw, "status", "conditions")
        ),
        restarts=sum(number(each, "restartCount") for each in statuses),
        waiting=next(
            (each for each in waiting if each == "CrashLoopBackOff"), waiting[0] if waiting else ""
        ),
        ended=max(ends, default=None),
        ending=bool(text(raw, "metadata", "deletionTimestamp")),
    )


def workload(raw: Raw) -> seen.Workload:
    """A DaemonSet, a Deployment or a StatefulSet."""
    status = inner(raw, "status")
    specification = inner(raw, "spec", "template", "spec")
    containers = mappings(specification, "containers")
    variables = mappings(containers[0], "env") if containers else []
    daemons = raw.get("kind") == "DaemonSet" or "desiredNumberScheduled" in status
    wanted = inner(raw, "spec").get("replicas")
    desired = (
        number(status, "desiredNumberScheduled")
        if daemons
        else wanted
        if isinstance(wanted, int)
        else 1
    )
    judged = number(status, "observedGeneration") > 0
    return seen.Workload(
        desired=desired,
        ready=number(status, "numberReady") if daemons else number(status, "readyReplicas"),
        available=(
            number(status, "numberAvailable") if daemons else number(status, "availableReplicas")
        ),
        scheduled=not (daemons and judged and desired == 0),
        image=text(containers[0], "image") if containers else "",
        environment={
            text(each, "name"): (text(each, "value") if "valueFrom" not in each else None)
            for each in variables
        },
        secrets=tuple(
            name for each in variables if (name := text(each, "valueFrom", "secretKeyRef", "name"))
        ),
        annotations=words(raw, "metadata", "annotations"),
    )


def config(raw: Raw) -> seen.Config:
    """A ConfigMap with the times at which its keys were written."""
    times: dict[str, datetime] = {}
    whole: datetime | None = None
    for entry in mappings(raw, "metadata", "managedFields"):
        written = moment(entry, "time")
        fields = inner(entry, "fieldsV1", "f:data")
        if written is None or not fields:
            continue
        whole = written if whole is None else max(whole, written)
        for field in fields:
            key = field.removeprefix("f:")
            if field.startswith("f:"):
                times[key] = max(times.get(key, written), written)
    return seen.Config(words(raw, "data"), whole, times)


def data_changed(raw: Raw) -> datetime | None:
    """When an object's data was written last, by its managed fields."""
    times = [
        written
        for entry in mappings(raw, "metadata", "managedFields")
        if (written := moment(entry, "time")) is not None
        and ("f:data" in inner(entry, "fieldsV1") or "f:stringData" in inner(entry, "fieldsV1"))
    ]
    return max(times, default=None)


def service(raw: Raw) -> seen.Service | None:
    """A Service; None where it has no node port."""
    ports = {number(each, "nodePort") for each in mappings(raw, "spec", "ports")}
    ports.add(number(raw, "spec", "healthCheckNodePort"))
    ports.discard(0)
    if not ports:
        return None
    return seen.Service(
        text(raw, "metadata", "namespace"), text(raw, "metadata", "name"), tuple(sorted(ports))
    )


def override(raw: Raw) -> seen.Override:
    """A CiliumNodeConfig."""
    return seen.Override(
        text(raw, "metadata", "namespace"),
        text(raw, "metadata", "name"),
        tuple(sorted(words(raw, "spec", "defaults").items())),
    )


def event(raw: Raw) -> seen.Event:
    """An Event, of either API."""
    times = [
        found
        for path in (
            ("lastTimestamp",),
            ("series", "lastObservedTime"),
            ("eventTime",),
            ("firstTimestamp",),
        )
        if (found := moment(raw, *path)) is not None
    ]
    return seen.Event(
        text(raw, "involvedObject", "name"), text(raw, "reason"), max(times, default=None)
    )


def stored_versions(raw: Raw) -> tuple[str, ...]:
    """The versions that objects of a CRD may be stored in."""
    return texts(raw, "status", "storedVersions")


def role(raw: Raw) -> tuple[seen.Role, ...]:
    """The rules of a ClusterRole."""
    return tuple(
        seen.Role(texts(each, "apiGroups"), texts(each, "resources"), texts(each, "verbs"))
        for each in mappings(raw, "rules")
    )


def ingress_class(raw: Raw) -> seen.IngressClass:
    """An IngressClass."""
    own = words(raw, "metadata", "annotations")
    return seen.IngressClass(
        text(raw, "metadata", "name"),
        text(raw, "spec", "controller"),
        own.get("ingressclass.kubernetes.io/is-default-class") == "true",
    )


def lease(raw: Raw) -> datetime | None:
    """When a Lease was renewed."""
    return moment(raw, "spec", "renewTime")


def all_annotations(raw: Raw) -> Mapping[str, str]:
    """An object's annotations."""
    return words(raw, "metadata", "annotations")
