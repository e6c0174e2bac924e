"""What to read for a stack, and reading it: several lists at a time, under one deadline.

`READS` is the whole of it, one row per object or list; `deploy/doctor-rbac.yaml` allows these
reads and no other.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.kubernetes.objects import AWS_NODE, KUBE_PROXY, SYSTEM_NAMESPACE
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec
from cilium_ako.config.ipam import Eni
from cilium_ako.config.kvstore import TlsNone
from cilium_ako.doctor import observation as seen
from cilium_ako.doctor import reduce, secret_contents
from cilium_ako.doctor.checks.encryption import secret_name
from cilium_ako.doctor.cluster import RESTARTED, Deadline, Json, Refusal, Source, path_of
from cilium_ako.doctor.observation import Observation, Slot
from cilium_ako.doctor.raw import Raw

SYSTEM: Final = SYSTEM_NAMESPACE
AVI: Final = ako_objects.NAMESPACE
HUBBLE_SECRETS: Final = ("cilium-ca", "hubble-ca-secret", "hubble-server-certs")
MESH_SECRETS: Final = (
    "clustermesh-apiserver-server-cert",
    "clustermesh-apiserver-admin-cert",
    "clustermesh-apiserver-remote-cert",
    "clustermesh-apiserver-local-cert",
)
ETCD_MEMBER_SECRETS: Final = ("cilium-etcd-server", "cilium-etcd-peer")
"""Secrets with the certificates of an etcd's members, where Cilium's etcd runs in the cluster."""
ETCD_MEMBER_LABEL: Final = "k8s-app in (cilium-etcd, etcd-manager-cilium)"
"""Pods of Cilium's own etcd: ours, and kOps' (kOps:pkg/model/components/etcdmanager/model.go)."""

_WORKERS: Final = 3
_CRDS: Final = ("apis", "apiextensions.k8s.io", "v1", "customresourcedefinitions")

ItemT = TypeVar("ItemT")


class Asked(NamedTuple):
    """The parts of a stack that decide what is read."""

    cluster: Cluster
    cilium: Cilium
    ako: Ako | None


class Progress(Protocol):
    """Hears how far reading has come."""

    def count(self, what: str, number: int) -> None:
        """So many objects of a kind were read."""


class Quiet:
    """Says nothing."""

    def count(self, what: str, number: int) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a row of `READS` reads with."""

    source: Source
    asked: Asked
    progress: Progress

    def listed(
        self,
        what: str,
        path: str,
        reduced: Callable[[Json], ItemT | None],
        **query: str,
    ) -> list[ItemT] | None:
        """A list, each object reduced as it comes; None where the server has no such kind."""
        pages = self.source.pages(path, query)
        if pages is None:
            return None
        found: list[ItemT] = []
        for page in pages:
            if page is RESTARTED:
                found.clear()
                continue
            for each in page:
                item = reduced(each)
                if item is not None:
                    found.append(item)
            self.progress.count(what, len(found))
        return found

    def one(self, path: str, reduced: Callable[[Raw], ItemT]) -> ItemT | None:
        """One object, reduced; None where there is none."""
        found = self.source.get(path)
        return None if found is None else reduced(found)

    def secret(self, namespace: str, name: str, reduced: Callable[[Raw], ItemT]) -> ItemT | None:
        """A Secret, of which only what is reduced is kept."""
        return self.one(path_of("api", "v1", "namespaces", namespace, "secrets", name), reduced)


class Read(NamedTuple):
    """One row: what is read into which field, for which stacks."""

    slot: Slot
    what: str
    """What it is called where it cannot be read."""
    read: Callable[[Reader], Any]
    applies: Callable[[Asked], bool] = lambda _asked: True


def _always(_asked: Asked) -> bool:
    return True


def _eni(asked: Asked) -> bool:
    return isinstance(asked.cilium.ipam, Eni)


def _ako(asked: Asked) -> bool:
    return asked.ako is not None


def _ipsec(asked: Asked) -> bool:
    return isinstance(asked.cilium.encryption, Ipsec)


def _kvstore(asked: Asked) -> bool:
    return asked.cilium.kvstore is not None


def _tls(asked: Asked) -> bool:
    return asked.cilium.kvstore is not None and not isinstance(asked.cilium.kvstore.tls, TlsNone)


def _hubble(asked: Asked) -> bool:
    return asked.cilium.hubble.enabled or asked.cluster.id != 0


def _core(namespace: str, kind: str, *name: str) -> str:
    return path_of("api", "v1", "namespaces", namespace, kind, *name)


def _apps(namespace: str, kind: str, name: str) -> str:
    return path_of("apis", "apps", "v1", "namespaces", namespace, kind, name)


def _by_name(found: Iterable[Any] | None) -> Mapping[str, Any] | None:
    return None if found is None else {each.name: each for each in found}


def _nodes(reader: Reader) -> Any:
    return _by_name(reader.listed("Nodes", "/api/v1/nodes", reduce.node)) or {}


def _cilium_nodes(reader: Reader) -> Any:
    path = "/apis/cilium.io/v2/ciliumnodes"
    return _by_name(reader.listed("CiliumNodes", path, reduce.cilium_node))


def _overrides(reader: Reader) -> Any:
    for version in ("v2", "v2alpha1"):
        path = f"/apis/cilium.io/{version}/ciliumnodeconfigs"
        found = reader.listed("CiliumNodeConfigs", path, reduce.override)
        if found is not None:
            return tuple(found)
    return ()


def _pods(what: str, namespace: str, labels: str) -> Callable[[Reader], Any]:
    def read(reader: Reader) -> Any:
        path = _core(namespace, "pods")
        return tuple(reader.listed(what, path, reduce.pod, labelSelector=labels) or ())

    return read


def _kube_proxy_pods(reader: Reader) -> int:
    # one is enough to know; the next page is not asked for
    pages = reader.source.pages(
        _core(SYSTEM, "pods"), {"labelSelector": "k8s-app=kube-proxy", "limit": "1"}
    )
    return len(next(iter(pages), [])) if pages is not None else 0


def _workload(namespace: str, kind: str, name: str) -> Callable[[Reader], Any]:
    return lambda reader: reader.one(_apps(namespace, kind, name), reduce.workload)


def _crd(name: str) -> Callable[[Reader], Any]:
    return lambda reader: reader.one(path_of(*_CRDS, name), reduce.stored_versions)


def _services(reader: Reader) -> Any:
    return tuple(reader.listed("Services", "/api/v1/services", reduce.service) or ())


def _ipsec_secret(reader: Reader) -> Any:
    encryption = reader.asked.cilium.encryption
    name = secret_name(encryption) if isinstance(encryption, Ipsec) else ""
    return reader.secret(SYSTEM, name, secret_contents.ipsec)


def _etcd_secret(reader: Reader) -> Any:
    name = cilium_objects.ETCD_SECRET
    return reader.secret(SYSTEM, name, lambda raw: secret_contents.etcd(raw, name))


def _certificates(reader: Reader, names: Iterable[str]) -> tuple[seen.Certificate, ...]:
    found: list[seen.Certificate] = []
    for name in names:
        # each in its turn: the name must reach the reduction of its own Secret
        def reduced(raw: Raw, name: str = name) -> tuple[seen.Certificate, ...]:
            return secret_contents.certificates(raw, name)

        found.extend(reader.secret(SYSTEM, name, reduced) or ())
    return tuple(found)


def _hubble_secrets(reader: Reader) -> Any:
    names = [*HUBBLE_SECRETS, *(MESH_SECRETS if reader.asked.cluster.id != 0 else ())]
    return _certificates(reader, names)


def _events(reader: Reader) -> Any:
    def of_ako(raw: Raw) -> seen.Event | None:
        event = reduce.event(raw)
        return event if event.object.startswith("ako") else None

    return tuple(reader.listed("Events", _core(AVI, "events"), of_ako) or ())


def _ingress_classes(reader: Reader) -> Any:
    path = "/apis/networking.k8s.io/v1/ingressclasses"
    return tuple(reader.listed("IngressClasses", path, reduce.ingress_class) or ())


def _aws_secret(reader: Reader) -> bool:
    # whether it is there is all that matters, so its values are not even sent
    path = _core(SYSTEM, "secrets", cilium_objects.AWS_SECRET)
    return reader.source.get(path, metadata_only=True) is not None


def _version(reader: Reader) -> str:
    found = reader.source.get("/version") or {}
    version = found.get("gitVersion")
    return version if isinstance(version, str) else ""


_LEASE: Final = path_of(
    "apis",
    "coordination.k8s.io",
    "v1",
    "namespaces",
    SYSTEM,
    "leases",
    cilium_objects.OPERATOR_LEASE,
)
_ROLE: Final = path_of("apis", "rbac.authorization.k8s.io", "v1", "clusterroles", "ako-cr")
_ACCOUNT: Final = _core(SYSTEM, "serviceaccounts", cilium_objects.OPERATOR)

READS: Final[tuple[Read, ...]] = (
    # the long ones first, so that the short ones run beside them
    Read("nodes", "Nodes", _nodes),
    Read("cilium_nodes", "CiliumNodes", _cilium_nodes),
    Read("agent_pods", "agent pods", _pods("agent pods", SYSTEM, "k8s-app=cilium")),
    Read("services", "Services", _services),
    Read("server_version", "the server's version", _version),
    Read("node_crd", "the CRD of CiliumNode", _crd("ciliumnodes.cilium.io")),
    Read("config_crd", "the CRD of CiliumNodeConfig", _crd("ciliumnodeconfigs.cilium.io")),
    Read("overrides", "CiliumNodeConfigs", _overrides),
    Read(
        "cilium_config",
        f"ConfigMap {cilium_objects.NAMESPACE}/{cilium_objects.CONFIG_MAP}",
        lambda reader: reader.one(
            _core(SYSTEM, "configmaps", cilium_objects.CONFIG_MAP), reduce.config
        ),
    ),
    Read(
        "agents",
        f"DaemonSet {cilium_objects.NAMESPACE}/{cilium_objects.AGENTS}",
        _workload(SYSTEM, "daemonsets", "cilium"),
    ),
    Read(
        "operator",
        f"Deployment {cilium_objects.NAMESPACE}/{cilium_objects.OPERATOR}",
        _workload(SYSTEM, "deployments", cilium_objects.OPERATOR),
    ),
    Read(
        "operator_pods",
        "operator pods",
        _pods("operator pods", SYSTEM, f"name={cilium_objects.OPERATOR}"),
    ),
    Read(
        "lease",
        f"Lease {cilium_objects.NAMESPACE}/{cilium_objects.OPERATOR_LEASE}",
        lambda reader: reader.one(_LEASE, reduce.lease),
    ),
    Read(
        "kube_proxy",
        f"DaemonSet {SYSTEM_NAMESPACE}/{KUBE_PROXY}",
        _workload(SYSTEM, "daemonsets", KUBE_PROXY),
    ),
    Read("kube_proxy_pods", "kube-proxy pods", _kube_proxy_pods),
    Read(
        "aws_node",
        f"DaemonSet {SYSTEM_NAMESPACE}/{AWS_NODE}",
        _workload(SYSTEM, "daemonsets", AWS_NODE),
        _eni,
    ),
    Read(
        "operator_account",
        f"ServiceAccount {cilium_objects.NAMESPACE}/{cilium_objects.OPERATOR}",
        lambda reader: reader.one(_ACCOUNT, reduce.all_annotations),
        _eni,
    ),
    Read(
        "aws_secret",
        f"Secret {cilium_objects.NAMESPACE}/{cilium_objects.AWS_SECRET}",
        _aws_secret,
        _eni,
    ),
    Read("ipsec_secret", "the IPsec key's Secret", _ipsec_secret, _ipsec),
    Read(
        "etcd_secret",
        f"Secret {cilium_objects.NAMESPACE}/{cilium_objects.ETCD_SECRET}",
        _etcd_secret,
        _tls,
    ),
    Read("hubble_secrets", "Secrets of Hubble", _hubble_secrets, _hubble),
    Read("etcd_pods", "etcd pods", _pods("etcd pods", SYSTEM, ETCD_MEMBER_LABEL), _kvstore),
    Read(
        "etcd_member_secrets",
        "Secrets of etcd's members",
        lambda reader: _certificates(reader, ETCD_MEMBER_SECRETS),
        _kvstore,
    ),
    Read(
        "ako_config",
        f"ConfigMap {ako_objects.NAMESPACE}/{ako_objects.CONFIG_MAP}",
        lambda reader: reader.one(_core(AVI, "configmaps", ako_objects.CONFIG_MAP), reduce.config),
        _ako,
    ),
    Read(
        "ako",
        f"StatefulSet {ako_objects.NAMESPACE}/{ako_objects.STATEFUL_SET}",
        _workload(AVI, "statefulsets", "ako"),
        _ako,
    ),
    Read("ako_pods", "AKO's pods", _pods("AKO's pods", AVI, "app.kubernetes.io/name=ako"), _ako),
    Read("ako_events", f"Events of {ako_objects.NAMESPACE}", _events, _ako),
    Read("ako_role", "ClusterRole ako-cr", lambda reader: reader.one(_ROLE, reduce.role), _ako),
    Read(
        "avi_secret",
        f"Secret {ako_objects.NAMESPACE}/{ako_objects.SECRET}",
        lambda reader: reader.secret(AVI, ako_objects.SECRET, secret_contents.avi),
        _ako,
    ),
    Read("ingress_classes", "IngressClasses", _ingress_classes, _ako),
)
"""Everything that is read, the long lists first."""

LABELS: Final = {row.slot: row.what for row in READS}
"""What a field of an observation is called."""


def observe(
    source: Source, asked: Asked, deadline: Deadline, progress: Progress | None = None
) -> Observation:
    """Everything that the stack makes worth looking at.

    Whatever cannot be read stands in `unread`; nothing is raised. Work that outlives the deadline
    is left behind in a daemon thread.
    """
    reader = Reader(source, asked, progress or Quiet())
    rows = [row for row in READS if row.applies(asked)]
    waiting: queue.SimpleQueue[Read] = queue.SimpleQueue()
    for row in rows:
        waiting.put(row)
    lock = threading.Lock()
    results: dict[Slot, Any] = {}
    refusals: dict[Slot, Refusal] = {}

    def work() -> None:
        while True:
            try:
                row = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                value = row.read(reader)
            except Refusal as refusal:
                with lock:
                    refusals[row.slot] = refusal
            else:
                with lock:
                    results[row.slot] = value

    threads = [threading.Thread(target=work, daemon=True) for _ in range(_WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        # a little longer than any single request may take, so that it can say itself what failed
        thread.join(max(0.0, deadline.remaining()) + 0.5)
    with lock:
        done = dict(results)
        unread = {slot: (refusal.kind, refusal.message) for slot, refusal in refusals.items()}
    for row in rows:
        if row.slot not in done and row.slot not in unread:
            unread[row.slot] = ("timeout", "no answer in time")
    return Observation(
        now=source.now(),
        unread=unread,
        asked=frozenset(row.slot for row in rows),
        **done,
    )


class Counting:
    """Says on a stream how far reading has come, from the second second on, once a second."""

    def __init__(self, write: Callable[[str], None], *, after: float = 1.0) -> None:
        self._write = write
        self._next = time.monotonic() + after
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def count(self, what: str, number: int) -> None:
        """So many objects of a kind were read."""
        with self._lock:
            self._numbers[what] = number
            if time.monotonic() < self._next:
                return
            self._next = time.monotonic() + 1.0
            told = ", ".join(f"{count:,} {name}" for name, count in self._numbers.items())
        self._write(f"reading: {told}")
