"""The Kubernetes objects of the managed etcd, but for its Secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cilium_ako.catalogue.cilium.etcd import CA_FILE, CERTIFICATE_FILE, KEY_FILE
from cilium_ako.catalogue.cilium.objects import ETCD_SECRET
from cilium_ako.catalogue.etcd import objects
from cilium_ako.config.managed_etcd import EtcdMember, ManagedEtcd
from cilium_ako.etcd.arguments import DATA, LOOPBACK, TLS, client_url, member_arguments
from cilium_ako.etcd.config_map import config_map_data
from cilium_ako.etcd.snapshot_slots import slots

Manifest = dict[str, Any]

WAIT_FOR: Final = "pulumi.com/waitFor"
"""Annotation: what the engine waits for. Source: pulumi-kubernetes:provider/pkg/metadata."""

SKIP_AWAIT: Final = "pulumi.com/skipAwait"
"""Annotation: the engine waits for nothing. Source: as above."""

AUTHORITIES_ANNOTATION: Final = "cilium-ako/etcd-authorities"
"""Annotation of members' pods: a member reads authorities at its start alone, so another value
restarts it."""

STATUS_MINUTES: Final = 10
"""How often members are asked how they are."""

_SNAPSHOTS: Final = "/snapshots"
_BINARIES: Final = "/usr/local/bin"
_SECONDS_OF_A_JOB: Final = 600


def config_map(etcd: ManagedEtcd) -> Manifest:
    """What members start from, and what etcd was told: the first object, which a guard judges."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": _metadata(objects.NAME),
        "data": config_map_data(etcd),
    }


def disruption_budget(etcd: ManagedEtcd) -> Manifest:
    """Nobody drains so many nodes that the quorum is lost. The engine waits here for all members:
    one that was added is ready when it was promoted."""
    healthy = f"jsonpath={{.status.currentHealthy}}={len(etcd.members)}"
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": _metadata(objects.NAME, annotations={WAIT_FOR: healthy}),
        "spec": {"minAvailable": etcd.quorum, "selector": {"matchLabels": _labels(objects.NAME)}},
    }


def stateful_set(
    cluster_name: str, etcd: ManagedEtcd, member: EtcdMember, *, together: bool = False
) -> Manifest:
    """A member. `together` says whether it restarts without waiting for others.

    The engine waits for a pod of the StatefulSet's own revision. Of a new StatefulSet that is any,
    since no member is ready before a quorum of them runs; of an update it is one that is ready,
    since only then the revision counts as the own one. So members that are updated one after the
    other wait for each other, and members that are made do not. A pod that is not ready is replaced
    all the same (`Parallel`): its repair must reach it.
    Source: kubernetes/kubernetes:pkg/controller/statefulset/stateful_set_control.go;
    pulumi-kubernetes:provider/pkg/await/condition/jsonpath.go.
    """
    labels = {**_labels(objects.NAME), "cilium-ako/etcd-member": member.name}
    trusted = ",".join(map(str, etcd.authorities.trusted))
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": _metadata(
            member.name,
            annotations=(
                {SKIP_AWAIT: "true"}
                if together
                else {WAIT_FOR: "jsonpath={.status.currentReplicas}=1"}
            ),
        ),
        "spec": {
            "replicas": 1,
            "serviceName": objects.NAME,
            "podManagementPolicy": "Parallel",
            "updateStrategy": {"type": "RollingUpdate"},
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {
                    "labels": labels,
                    "annotations": {AUTHORITIES_ANNOTATION: trusted},
                },
                "spec": {
                    **_pod([member.node]),
                    "priorityClassName": "system-node-critical",
                    "terminationGracePeriodSeconds": 30,
                    "containers": [_member_container(cluster_name, etcd, member)],
                    "volumes": [
                        _host_folder("data", etcd.data_directory),
                        _secret("tls", member.name),
                    ],
                },
            },
        },
    }


def _member_container(cluster_name: str, etcd: ManagedEtcd, member: EtcdMember) -> Manifest:
    own = {
        "ETCDCTL_ENDPOINTS": client_url(etcd, member),
        "ETCDCTL_CACERT": f"{TLS}/{objects.CLIENT_AUTHORITIES}",
        "ETCDCTL_CERT": f"{TLS}/{objects.SERVER_CERTIFICATE}",
        "ETCDCTL_KEY": f"{TLS}/{objects.SERVER_KEY}",
    }
    return {
        "name": "etcd",
        "image": str(etcd.image),
        "imagePullPolicy": "IfNotPresent",
        "command": [f"{_BINARIES}/etcd", *member_arguments(cluster_name, etcd, member)],
        "env": [
            {
                "name": "ETCD_INITIAL_CLUSTER",
                "valueFrom": {
                    "configMapKeyRef": {
                        "name": objects.NAME,
                        "key": objects.INITIAL_CLUSTER_KEY,
                    }
                },
            },
            # `kubectl exec POD -- etcdctl …` asks this member, as a client that it lets in
            *_environment(own),
        ],
        "ports": [
            {"name": "client", "containerPort": etcd.ports.client, "protocol": "TCP"},
            {"name": "peer", "containerPort": etcd.ports.peer, "protocol": "TCP"},
        ],
        # asked of the quorum, one lost member would have the kubelets kill all the others
        "livenessProbe": _probe(etcd, "/livez", period=10, failures=8),
        "startupProbe": _probe(etcd, "/livez", period=10, failures=60),
        "readinessProbe": _probe(etcd, "/readyz", period=5, failures=3),
        "resources": {"requests": {"cpu": "100m", "memory": "256Mi"}},
        "securityContext": _CONFINED,
        "volumeMounts": [
            {"name": "data", "mountPath": DATA},
            {"name": "tls", "mountPath": TLS, "readOnly": True},
        ],
    }


def _probe(etcd: ManagedEtcd, path: str, *, period: int, failures: int) -> Manifest:
    return {
        "httpGet": {
            "host": LOOPBACK,
            "port": etcd.ports.metrics,
            "path": path,
            "scheme": "HTTP",
        },
        "periodSeconds": period,
        "timeoutSeconds": 15,
        "failureThreshold": failures,
    }


def snapshot_jobs(etcd: ManagedEtcd) -> tuple[Manifest, ...]:
    """One CronJob for each snapshot that is kept, on the members' nodes by turns.

    A snapshot is written beside the file and takes its place when it is whole.
    Source: client/v3/snapshot/v3_snapshot.go of etcd.
    """
    made = []
    for number, schedule in enumerate(slots(etcd.snapshots)):
        member = etcd.members[number % len(etcd.members)]
        file = f"{_SNAPSHOTS}/snapshot-{number}.db"
        container = {
            **_job_container(etcd, "snapshot", [client_url(etcd, member)]),
            "command": [f"{_BINARIES}/etcdctl", "snapshot", "save", file],
        }
        container["volumeMounts"] = [
            *container["volumeMounts"],
            {"name": "snapshots", "mountPath": _SNAPSHOTS},
        ]
        made.append(
            _cron_job(
                f"{objects.SNAPSHOT}-{number}",
                schedule,
                retries=2,
                pod={
                    **_pod([member.node]),
                    "containers": [container],
                    "volumes": [
                        _host_folder("snapshots", etcd.snapshots.host_path),
                        _secret("tls", ETCD_SECRET),
                    ],
                },
            )
        )
    return tuple(made)


def status_job(etcd: ManagedEtcd) -> Manifest:
    """Asks every member how it is, for the doctor, which reads the pod's log and nothing of etcd.

    Members answer without a quorum too. Source: etcdctl/ctlv3/command/ep_command.go of etcd.
    """
    urls = [client_url(etcd, member) for member in etcd.members]
    container = {
        **_job_container(etcd, "status", urls),
        "command": [f"{_BINARIES}/etcdctl", "endpoint", "status", "--write-out=json"],
    }
    return _cron_job(
        objects.STATUS,
        f"*/{STATUS_MINUTES} * * * *",
        retries=0,
        pod={
            **_pod([member.node for member in etcd.members]),
            "containers": [container],
            "volumes": [_secret("tls", ETCD_SECRET)],
        },
    )


def defragmentation_job(etcd: ManagedEtcd) -> Manifest:
    """Defragments one member after the other, and none while another one does not answer.

    A member answers nobody while it is defragmented. Steps of a pod follow each other and end with
    the first that fails, which stands in for the shell that the image has not.
    """
    urls = [client_url(etcd, member) for member in etcd.members]
    steps: list[Manifest] = []
    for member, url in zip(etcd.members, urls, strict=True):
        suffix = member.name.removeprefix(f"{objects.NAME}-")
        steps += [
            {
                **_job_container(etcd, f"health-{suffix}", urls),
                "command": [f"{_BINARIES}/etcdctl", "endpoint", "health"],
            },
            {
                **_job_container(etcd, f"defrag-{suffix}", [url]),
                "command": [f"{_BINARIES}/etcdctl", "--command-timeout=120s", "defrag"],
            },
        ]
    return _cron_job(
        objects.DEFRAGMENT,
        etcd.defragmentation.schedule,
        retries=0,
        pod={
            **_pod([member.node for member in etcd.members]),
            "initContainers": steps[:-1],
            "containers": steps[-1:],
            "volumes": [_secret("tls", ETCD_SECRET)],
        },
    )


def _job_container(etcd: ManagedEtcd, name: str, endpoints: Sequence[str]) -> Manifest:
    """A container that is a client as Cilium is."""
    return {
        "name": name,
        "image": str(etcd.image),
        "imagePullPolicy": "IfNotPresent",
        "env": _environment(
            {
                "ETCDCTL_ENDPOINTS": ",".join(endpoints),
                "ETCDCTL_CACERT": f"{TLS}/{CA_FILE}",
                "ETCDCTL_CERT": f"{TLS}/{CERTIFICATE_FILE}",
                "ETCDCTL_KEY": f"{TLS}/{KEY_FILE}",
            }
        ),
        "resources": {"requests": {"cpu": "10m", "memory": "64Mi"}},
        "securityContext": _CONFINED,
        "volumeMounts": [{"name": "tls", "mountPath": TLS, "readOnly": True}],
    }


def _cron_job(name: str, schedule: str, *, retries: int, pod: Manifest) -> Manifest:
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": _metadata(name),
        "spec": {
            "schedule": schedule,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": _SECONDS_OF_A_JOB,
            "successfulJobsHistoryLimit": 1,
            "failedJobsHistoryLimit": 1,
            "jobTemplate": {
                "spec": {
                    "backoffLimit": retries,
                    "activeDeadlineSeconds": _SECONDS_OF_A_JOB,
                    "template": {
                        "metadata": {"labels": _labels(objects.JOBS)},
                        "spec": {
                            **pod,
                            "priorityClassName": "system-cluster-critical",
                            "restartPolicy": "Never",
                        },
                    },
                }
            },
        },
    }


_CONFINED: Final[Mapping[str, object]] = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
}


def _pod(nodes: Sequence[str]) -> Manifest:
    """What every pod of etcd has: its node by name, whatever that is tainted with, the node's
    network and resolver, and folders that belong to root."""
    return {
        "hostNetwork": True,
        "dnsPolicy": "Default",
        "enableServiceLinks": False,
        "automountServiceAccountToken": False,
        # a node without a network is not ready, and has taints of Cilium's and of clouds'
        "tolerations": [{"operator": "Exists"}],
        "affinity": {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {
                    # one term each: a term takes one name
                    "nodeSelectorTerms": [
                        {
                            "matchFields": [
                                {"key": "metadata.name", "operator": "In", "values": [node]}
                            ]
                        }
                        for node in nodes
                    ]
                }
            }
        },
        "securityContext": {
            "runAsUser": 0,
            "runAsGroup": 0,
            "seccompProfile": {"type": "RuntimeDefault"},
            # as Cilium's agents: folders of the node are not labelled for containers
            "seLinuxOptions": {"level": "s0", "type": "spc_t"},
        },
    }


def _environment(variables: Mapping[str, str]) -> list[Manifest]:
    return [{"name": name, "value": value} for name, value in variables.items()]


def _host_folder(name: str, path: str) -> Manifest:
    return {"name": name, "hostPath": {"path": path, "type": "DirectoryOrCreate"}}


def _secret(name: str, secret: str) -> Manifest:
    return {"name": name, "secret": {"secretName": secret, "defaultMode": 0o400}}


def _labels(app: str) -> dict[str, str]:
    return {"k8s-app": app}


def _metadata(name: str, *, annotations: Mapping[str, str] | None = None) -> Manifest:
    return {
        "name": name,
        "namespace": objects.NAMESPACE,
        "labels": _labels(objects.NAME),
        **({"annotations": dict(annotations)} if annotations else {}),
    }
