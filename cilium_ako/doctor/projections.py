"""Objects as the API server sends them, projected to what the checks look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from cilium_ako.catalogue.cilium.cluster_mesh import READINESS_METRIC
from cilium_ako.catalogue.etcd import objects as etcd_objects
from cilium_ako.doctor import observation as observed
from cilium_ako.doctor.aws_refusals import refused_calls
from cilium_ako.doctor.json_access import (
    JsonObject,
    int_at,
    list_at,
    object_at,
    objects_at,
    string_at,
    string_map_at,
    strings_at,
    time_at,
)

_CONTROL_PLANE_LABELS: Final = (
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
)


def node(document: JsonObject) -> observed.Node:
    """A Node."""
    network = None
    for condition in objects_at(document, "status", "conditions"):
        if condition.get("type") == "NetworkUnavailable":
            network = (string_at(condition, "status"), string_at(condition, "reason"))
    labels = object_at(document, "metadata", "labels")
    information = object_at(document, "status", "nodeInfo")
    annotation = object_at(document, "metadata", "annotations").get("ako.vmware.com/pod-cidrs")
    return observed.Node(
        name=string_at(document, "metadata", "name"),
        uid=string_at(document, "metadata", "uid"),
        created=time_at(document, "metadata", "creationTimestamp"),
        addresses=tuple(
            string_at(each, "address")
            for each in objects_at(document, "status", "addresses")
            if each.get("type") == "InternalIP"
        ),
        pod_cidrs=strings_at(document, "spec", "podCIDRs"),
        taints=tuple(
            observed.Taint(string_at(each, "key"), time_at(each, "timeAdded"))
            for each in objects_at(document, "spec", "taints")
        ),
        network_unavailable=network,
        kernel=string_at(information, "kernelVersion"),
        kubelet=string_at(information, "kubeletVersion"),
        ako_pod_cidrs=annotation if isinstance(annotation, str) else None,
        control_plane=any(label in labels for label in _CONTROL_PLANE_LABELS),
        fargate=labels.get("eks.amazonaws.com/compute-type") == "fargate",
    )


def cilium_node(document: JsonObject) -> observed.CiliumNode:
    """A CiliumNode."""
    owners = objects_at(document, "metadata", "ownerReferences")
    annotations = object_at(document, "metadata", "annotations")
    return observed.CiliumNode(
        name=string_at(document, "metadata", "name"),
        created=time_at(document, "metadata", "creationTimestamp"),
        owner_uid=string_at(owners[0], "uid") if owners else "",
        addresses=tuple(
            string_at(each, "ip")
            for each in objects_at(document, "spec", "addresses")
            if each.get("type") == "InternalIP"
        ),
        pod_cidrs=strings_at(document, "spec", "ipam", "podCIDRs"),
        operator_error=string_at(document, "status", "ipam", "operator-status", "error"),
        encryption_key=int_at(document, "spec", "encryption", "key"),
        boot_id=string_at(document, "spec", "bootid"),
        wireguard_key=string_at(annotations, "network.cilium.io/wg-pub-key"),
        eni=_eni(document),
    )


def _eni(document: JsonObject) -> observed.NodeEni | None:
    specification = object_at(document, "spec", "eni")
    interfaces = object_at(document, "status", "eni", "enis")
    pools = object_at(document, "spec", "ipam", "pools")
    pool = object_at(document, "spec", "ipam", "pool")
    if not (specification or interfaces or pools or pool):
        return None
    return observed.NodeEni(
        instance_type=string_at(specification, "instance-type"),
        interfaces=len(interfaces),
        without_vpc=sum(
            1 for each in interfaces.values() if not string_at(each, "vpc", "primary-cidr")
        ),
        subnets=_subnets(interfaces.values()),
        pool=len(pool),
        used=len(object_at(document, "status", "ipam", "used")),
        allocated=tuple(
            # a range stands alone or, in some releases, under a name of its own
            each if isinstance(each, str) else string_at(each, "cidr")
            for given in objects_at(pools, "allocated")
            for each in list_at(given, "cidrs")
        ),
        needed=sum(int_at(each, "needed", "ipv4-addrs") for each in objects_at(pools, "requested")),
    )


def _subnets(interfaces: Iterable[JsonObject]) -> tuple[observed.SubnetUse, ...]:
    """Addresses of prefixes stand among an interface's addresses, its own one may or may not.

    Source: pkg/aws/ec2/ec2.go (parseENI).
    """
    taken: dict[str, int] = {}
    ranges: dict[str, str] = {}
    for each in interfaces:
        subnet = string_at(each, "subnet", "id")
        if subnet:
            own = string_at(each, "ip")
            given = {*strings_at(each, "addresses"), *([own] if own else [])}
            taken[subnet] = taken.get(subnet, 0) + len(given)
            ranges[subnet] = string_at(each, "subnet", "cidr") or ranges.get(subnet, "")
    return tuple(
        observed.SubnetUse(subnet, ranges[subnet], number)
        for subnet, number in sorted(taken.items())
    )


def is_ready(document: JsonObject) -> bool:
    """Whether a Pod or a Node has the condition Ready."""
    return any(
        each.get("type") == "Ready" and each.get("status") == "True"
        for each in objects_at(document, "status", "conditions")
    )


def pod(document: JsonObject) -> observed.Pod:
    """A Pod. Init containers are looked at for why it waits, not for its age."""
    statuses = objects_at(document, "status", "containerStatuses")
    all_statuses = [*statuses, *objects_at(document, "status", "initContainerStatuses")]
    containers = objects_at(document, "spec", "containers")
    ends = [
        ended
        for each in statuses
        if (ended := time_at(each, "lastState", "terminated", "finishedAt")) is not None
    ]
    reasons = [
        reason for each in all_statuses if (reason := string_at(each, "state", "waiting", "reason"))
    ]
    return observed.Pod(
        name=string_at(document, "metadata", "name"),
        node=string_at(document, "spec", "nodeName"),
        started=time_at(document, "status", "startTime"),
        container_started=(
            time_at(statuses[0], "state", "running", "startedAt") if statuses else None
        ),
        image=string_at(containers[0], "image") if containers else "",
        ready=is_ready(document),
        restarts=sum(int_at(each, "restartCount") for each in statuses),
        waiting_reason=next(
            (each for each in reasons if each == "CrashLoopBackOff"), reasons[0] if reasons else ""
        ),
        last_terminated=max(ends, default=None),
        terminating=bool(string_at(document, "metadata", "deletionTimestamp")),
        refused_calls=refused_calls(
            "\n".join(
                string_at(each, state, "terminated", "message")
                for each in statuses
                for state in ("state", "lastState")
            )
        ),
    )


def etcd_cron_job(document: JsonObject) -> observed.EtcdCronJob | None:
    """A CronJob of the managed etcd; None where it is somebody else's."""
    name = string_at(document, "metadata", "name")
    if not name.startswith(f"{etcd_objects.NAME}-"):
        return None
    return observed.EtcdCronJob(
        name,
        time_at(document, "metadata", "creationTimestamp"),
        object_at(document, "spec").get("suspend") is True,
        time_at(document, "status", "lastSuccessfulTime"),
    )


def etcd_job_pod(document: JsonObject) -> observed.EtcdJobPod:
    """A pod of such a CronJob."""
    statuses = [
        *objects_at(document, "status", "initContainerStatuses"),
        *objects_at(document, "status", "containerStatuses"),
    ]
    ended = (
        (string_at(each, "name"), int_at(each, "state", "terminated", "exitCode"))
        for each in statuses
    )
    return observed.EtcdJobPod(
        string_at(document, "metadata", "name"),
        time_at(document, "status", "startTime"),
        tuple((name, code) for name, code in ended if code),
    )


def workload(document: JsonObject) -> observed.Workload:
    """A DaemonSet, a Deployment or a StatefulSet."""
    status = object_at(document, "status")
    specification = object_at(document, "spec", "template", "spec")
    containers = objects_at(specification, "containers")
    variables = objects_at(containers[0], "env") if containers else []
    is_daemon_set = document.get("kind") == "DaemonSet" or "desiredNumberScheduled" in status
    replicas = object_at(document, "spec").get("replicas")
    desired = (
        int_at(status, "desiredNumberScheduled")
        if is_daemon_set
        else replicas
        if isinstance(replicas, int)
        else 1
    )
    judged = int_at(status, "observedGeneration") > 0
    return observed.Workload(
        desired=desired,
        ready=int_at(status, "numberReady") if is_daemon_set else int_at(status, "readyReplicas"),
        available=(
            int_at(status, "numberAvailable")
            if is_daemon_set
            else int_at(status, "availableReplicas")
        ),
        scheduled=not (is_daemon_set and judged and desired == 0),
        image=string_at(containers[0], "image") if containers else "",
        environment={
            string_at(each, "name"): (string_at(each, "value") if "valueFrom" not in each else None)
            for each in variables
        },
        secrets=tuple(
            name
            for each in variables
            if (name := string_at(each, "valueFrom", "secretKeyRef", "name"))
        ),
        annotations=string_map_at(document, "metadata", "annotations"),
    )


def config_map(document: JsonObject) -> observed.LiveConfigMap:
    """A ConfigMap with the times at which its keys were written."""
    times: dict[str, datetime] = {}
    whole: datetime | None = None
    for entry in objects_at(document, "metadata", "managedFields"):
        written = time_at(entry, "time")
        fields = object_at(entry, "fieldsV1", "f:data")
        if written is None or not fields:
            continue
        whole = written if whole is None else max(whole, written)
        for field in fields:
            key = field.removeprefix("f:")
            if field.startswith("f:"):
                times[key] = max(times.get(key, written), written)
    return observed.LiveConfigMap(string_map_at(document, "data"), whole, times)


def data_changed(document: JsonObject) -> datetime | None:
    """When an object's data was written last, by its managed fields."""
    times = [
        written
        for entry in objects_at(document, "metadata", "managedFields")
        if (written := time_at(entry, "time")) is not None
        and not {"f:data", "f:stringData"}.isdisjoint(object_at(entry, "fieldsV1"))
    ]
    return max(times, default=None)


def node_port_service(document: JsonObject) -> observed.NodePortService | None:
    """A Service; None where it has no node port."""
    ports = {int_at(each, "nodePort") for each in objects_at(document, "spec", "ports")}
    ports.add(int_at(document, "spec", "healthCheckNodePort"))
    ports.discard(0)
    if not ports:
        return None
    return observed.NodePortService(
        string_at(document, "metadata", "namespace"),
        string_at(document, "metadata", "name"),
        tuple(sorted(ports)),
    )


def node_config(document: JsonObject) -> observed.NodeConfigOverride:
    """A CiliumNodeConfig."""
    return observed.NodeConfigOverride(
        string_at(document, "metadata", "namespace"),
        string_at(document, "metadata", "name"),
        tuple(sorted(string_map_at(document, "spec", "defaults").items())),
    )


def event(document: JsonObject) -> observed.AkoEvent:
    """An Event, as `v1` or `events.k8s.io/v1` writes it."""
    times = [
        found
        for path in (
            ("lastTimestamp",),
            ("series", "lastObservedTime"),
            ("eventTime",),
            ("firstTimestamp",),
        )
        if (found := time_at(document, *path)) is not None
    ]
    return observed.AkoEvent(
        string_at(document, "involvedObject", "name"),
        string_at(document, "reason"),
        max(times, default=None),
    )


def stored_versions(document: JsonObject) -> tuple[str, ...]:
    """The versions that objects of a CRD may be stored in."""
    return strings_at(document, "status", "storedVersions")


def role_rules(document: JsonObject) -> tuple[observed.RoleRule, ...]:
    """The rules of a ClusterRole."""
    return tuple(
        observed.RoleRule(
            strings_at(each, "apiGroups"), strings_at(each, "resources"), strings_at(each, "verbs")
        )
        for each in objects_at(document, "rules")
    )


def ingress_class(document: JsonObject) -> observed.IngressClass:
    """An IngressClass."""
    annotations = string_map_at(document, "metadata", "annotations")
    return observed.IngressClass(
        string_at(document, "metadata", "name"),
        string_at(document, "spec", "controller"),
        annotations.get("ingressclass.kubernetes.io/is-default-class") == "true",
    )


def lease_renewed(document: JsonObject) -> datetime | None:
    """When a Lease was renewed."""
    return time_at(document, "spec", "renewTime")


def annotations_of(document: JsonObject) -> Mapping[str, str]:
    """An object's annotations."""
    return string_map_at(document, "metadata", "annotations")


def service_address(document: JsonObject) -> tuple[str, str]:
    """A Service's name, and the first address or name that its load balancer was given."""
    given = objects_at(object_at(document, "status", "loadBalancer"), "ingress")
    first = given[0] if given else {}
    name = string_at(document, "metadata", "name")
    return name, string_at(first, "ip") or string_at(first, "hostname")


def identity_number(document: JsonObject) -> int | None:
    """The number of a CiliumIdentity, which is its name; None where that is none."""
    name = string_at(document, "metadata", "name")
    return int(name) if name.isdecimal() else None


_READINESS: Final = re.compile(
    re.escape(READINESS_METRIC) + r'\{[^}\n]*\btarget_cluster="([^"\n]+)"[^}\n]*\} (\S+)'
)


def peers_ready(metrics: str) -> dict[str, bool]:
    """Whether each peer of a mesh is connected and read, by the mesh API server's metrics."""
    # no, as a whole or as a floating number
    return {name: value.strip("0.") != "" for name, value in _READINESS.findall(metrics)}
