"""Can Cilium reach its etcd, and has that etcd its quorum?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium.etcd import CA_FILE, CERTIFICATE_FILE, KEY_FILE
from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.catalogue.etcd.objects import (
    PEER_CERTIFICATE,
    SERVER_CERTIFICATE,
    SNAPSHOT,
    STATUS,
)
from cilium_ako.catalogue.etcd.runbooks import REPLACE_MEMBER
from cilium_ako.changes.from_etcd import FACT_KEYS, facts_from_etcd
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.drift import value_text
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observation import (
    EtcdJobPod,
    EtcdStatus,
    Observation,
    Pod,
    SecretCertificate,
)

_ENDS_SOON: Final = timedelta(days=30)
_STALE: Final = timedelta(minutes=30)
_MOST_BEHIND: Final = 1000
"""Entries: agents of a large cluster write some hundred in a second."""


def _has_tls(view: ClusterView) -> bool:
    kvstore = view.cilium.kvstore
    return kvstore is not None and kvstore.has_tls


def _has_managed_etcd(view: ClusterView) -> bool:
    return isinstance(view.cilium.kvstore, ManagedEtcd)


def _has_kvstore(view: ClusterView) -> bool:
    return view.cilium.kvstore is not None


@check("etcd-secret", "etcd_secret", when=_has_tls)
def etcd_secret(view: ClusterView) -> Iterator[RawFinding]:
    """The client certificates are not all there, no pair, or end soon."""
    secret = view.observation.etcd_secret
    if secret is None:
        yield RawFinding("it is not there")
        return
    if secret.missing:
        yield RawFinding(f"it lacks {', '.join(secret.missing)}")
    unreadable = [each.key for each in secret.certificates if each.ends is None]
    if unreadable:
        yield RawFinding(f"{', '.join(unreadable)} is no certificate")
    elif not secret.pair:
        yield RawFinding(f"{CERTIFICATE_FILE} and {KEY_FILE} do not belong together")
    elif not secret.for_clients:
        yield RawFinding(f"{CERTIFICATE_FILE} is not for clients")
    elif not secret.signed:
        # etcd may trust another authority for its clients than its servers have
        what = f"{CERTIFICATE_FILE} is not signed by an authority in {CA_FILE}"
        yield RawFinding(what, severity="warn")
    yield from _ending(view.observation, secret.certificates)


@check("managed-etcd", "etcd_pods", "etcd_member_certificates", when=_has_kvstore)
def managed_etcd(view: ClusterView) -> Iterator[RawFinding]:
    """Members of an etcd that runs in the cluster, where there is one, are in danger."""
    kvstore = view.cilium.kvstore
    pods = [pod for pod in view.observation.etcd_pods if not pod.terminating]
    managed = kvstore if isinstance(kvstore, ManagedEtcd) else None
    if kvstore is None or (not pods and managed is None):
        return
    members = max(len(pods), len(kvstore.endpoints))
    quorum = members // 2 + 1
    ready = sum(1 for pod in pods if pod.ready)
    if ready < quorum:
        yield RawFinding(f"{ready} of {members} members are ready, a quorum is {quorum}")
    elif managed is not None:
        yield from _lost_members(managed, pods)
    places = Counter(pod.node for pod in pods if pod.node)
    crowded = sorted(node for node, count in places.items() if count > 1)
    if crowded:
        yield RawFinding(f"several members are on {', '.join(crowded)}", severity="warn")
    certificates = view.observation.etcd_member_certificates
    yield from _ending(view.observation, certificates)
    if managed is not None:
        yield from _misnamed(managed, certificates)


def _lost_members(etcd: ManagedEtcd, pods: Sequence[Pod]) -> Iterator[RawFinding]:
    """Members that are missing or not ready, while the others have their quorum."""
    for member in etcd.members:
        pod = next((each for each in pods if each.name == f"{member.name}-0"), None)
        if pod is None:
            what = f"the member {member.node} ({member.address}) has no pod"
        elif pod.ready:
            continue
        else:
            why = pod.waiting_reason or "it sees no leader, or does not answer"
            what = f"{pod.name} on {pod.node or 'no node'} is not ready: {why}"
        yield RawFinding(what, node=member.node, severity="warn", steps=REPLACE_MEMBER)


def _misnamed(etcd: ManagedEtcd, certificates: Iterable[SecretCertificate]) -> Iterator[RawFinding]:
    """Members whose certificates are not for the address that they are found at."""
    shown = (SERVER_CERTIFICATE, PEER_CERTIFICATE)
    known = [each for each in certificates if each.key in shown and each.ends is not None]
    for member in etcd.members:
        address = str(member.address)
        wrong = [
            each.key for each in known if each.secret == member.name and address not in each.hosts
        ]
        if wrong:
            yield RawFinding(
                f"{' and '.join(wrong)} without the address {address}",
                object=f"Secret {NAMESPACE}/{member.name}",
            )


@check("etcd-drift", "etcd_config", when=_has_managed_etcd)
def etcd_drift(view: ClusterView) -> Iterator[RawFinding]:
    """etcd was told something else than the stack says."""
    config = view.observation.etcd_config
    if config is None:
        yield RawFinding("it is not there")
        return
    live = facts_from_etcd(config.data)
    for fact in FACT_KEYS:
        said, expected = live.get(fact), view.stack_facts.get(fact)
        if expected is not None and said != expected:
            what = f"{fact} is {value_text(said)}, the stack has {value_text(expected)}"
            yield RawFinding(what, severity="warn" if fact == "etcd.quota" else None)


@check("etcd-job-failed", "etcd_job_pods", when=_has_managed_etcd)
def etcd_job_failed(view: ClusterView) -> Iterator[RawFinding]:
    """The last run of a job ended with an error."""
    last: dict[str, EtcdJobPod] = {}
    for pod in view.observation.etcd_job_pods:
        job = _job_of(pod.name)
        if job not in last or _begun(last[job]) < _begun(pod):
            last[job] = pod
    for job, pod in sorted(last.items()):
        if pod.failed:
            container, status = pod.failed[0]
            yield RawFinding(
                f"{pod.name}: {container} ended with status {status}",
                object=f"CronJob {NAMESPACE}/{job}",
            )


def _job_of(pod: str) -> str:
    """The CronJob of a pod, whose name goes on with a time and a random word."""
    return pod.rsplit("-", 2)[0]


def _begun(pod: EtcdJobPod) -> float:
    return pod.started.timestamp() if pod.started is not None else 0.0


@check("etcd-snapshot-old", "etcd_cron_jobs", when=_has_managed_etcd)
def etcd_snapshot_old(view: ClusterView) -> Iterator[RawFinding]:
    """A snapshot of the schedule is older than two of its times."""
    kvstore = view.cilium.kvstore
    if not isinstance(kvstore, ManagedEtcd):
        return
    found = {each.name: each for each in view.observation.etcd_cron_jobs}
    # every slot comes round once in this time
    round_trip = timedelta(days=kvstore.snapshots.keep / len(kvstore.snapshots.schedule.hours))
    for number in range(kvstore.snapshots.keep):
        name = f"{SNAPSHOT}-{number}"
        job = found.get(name)
        if job is None or job.suspended:
            what = "it is not there" if job is None else "it is suspended"
            yield RawFinding(what, object=f"CronJob {NAMESPACE}/{name}")
            continue
        last = job.last_success or job.created
        if last is None or view.observation.now - last <= 2 * max(round_trip, timedelta(days=1)):
            continue
        said = f"the last is of {last:%Y-%m-%d %H:%M}" if job.last_success else "none was written"
        yield RawFinding(said, object=f"CronJob {NAMESPACE}/{name}")


def _fresh_status(view: ClusterView) -> EtcdStatus | None:
    """What members said of themselves within the last half hour."""
    status = view.observation.etcd_status
    if status is None or status.taken is None or view.observation.now - status.taken > _STALE:
        return None
    return status


@check("etcd-no-leader", "etcd_status", "etcd_pods", when=_has_managed_etcd)
def etcd_no_leader(view: ClusterView) -> Iterator[RawFinding]:
    """Members follow no leader, or not the same one."""
    status = _fresh_status(view)
    if status is None:
        return
    alone = [each.endpoint for each in status.members if not each.leader]
    if alone:
        yield RawFinding(f"{', '.join(alone)} without a leader at {status.taken:%H:%M}")
    elif len({each.leader for each in status.members}) > 1:
        yield RawFinding(f"members follow different leaders at {status.taken:%H:%M}")


@check("etcd-alarm", "etcd_status", when=_has_managed_etcd)
def etcd_alarm(view: ClusterView) -> Iterator[RawFinding]:
    """An alarm is on."""
    status = _fresh_status(view)
    said = " ".join(error for each in status.members for error in each.errors) if status else ""
    for alarm, means in (("NOSPACE", "etcd is read-only"), ("CORRUPT", "data differ")):
        if alarm in said:
            yield RawFinding(f"the alarm {alarm} is on: {means}")


@check("etcd-quota", "etcd_status", when=_has_managed_etcd)
def etcd_quota(view: ClusterView) -> Iterator[RawFinding]:
    """A database is nearly as large as it may be."""
    status, kvstore = _fresh_status(view), view.cilium.kvstore
    if status is None or not isinstance(kvstore, ManagedEtcd):
        return
    quota = kvstore.quota.in_bytes
    for each in status.members:
        if each.size * 5 > quota * 4:
            used = f"{each.size >> 20} MiB of {quota >> 20}"
            yield RawFinding(f"the database of {each.endpoint} has {used}")


@check("etcd-lag", "etcd_status", when=_has_managed_etcd)
def etcd_lag(view: ClusterView) -> Iterator[RawFinding]:
    """A member is behind."""
    status = _fresh_status(view)
    newest = max((each.last_entry for each in status.members), default=0) if status else 0
    for each in status.members if status else ():
        behind = newest - min(each.last_entry, each.applied_entry)
        if behind > _MOST_BEHIND:
            yield RawFinding(
                f"{each.endpoint} is {behind} entries behind, at revision {each.revision}"
            )


@check("etcd-status-old", "etcd_status", "etcd_cron_jobs", when=_has_managed_etcd)
def etcd_status_old(view: ClusterView) -> Iterator[RawFinding]:
    """Nobody has asked members, or none of them answered."""
    status = view.observation.etcd_status
    if _fresh_status(view) is not None:
        return
    job = next((each for each in view.observation.etcd_cron_jobs if each.name == STATUS), None)
    made = None if job is None else job.created
    if status is None and made is not None and view.observation.now - made <= _STALE:
        return  # it had no time to
    said = f"of {status.taken:%Y-%m-%d %H:%M}" if status and status.taken else "none"
    yield RawFinding("it is not there" if job is None else f"the last answer is {said}")


def _ending(
    observation: Observation, certificates: tuple[SecretCertificate, ...]
) -> Iterator[RawFinding]:
    for each in certificates:
        if each.ends is None or each.ends - observation.now >= _ENDS_SOON:
            continue
        is_over = each.ends <= observation.now
        yield RawFinding(
            f"{each.key} {'ended' if is_over else 'ends'} on {each.ends:%Y-%m-%d}",
            object=f"Secret {NAMESPACE}/{each.secret}",
            severity=None if is_over else "warn",
        )
