"""docs/etcd.md: the managed etcd, and its runbooks."""

from __future__ import annotations

from collections.abc import Sequence

from cilium_ako.catalogue.cilium.kvstore_notes import NOTES
from cilium_ako.catalogue.etcd import ports, runbooks
from cilium_ako.catalogue.etcd.flags import FLAGS
from cilium_ako.catalogue.etcd.objects import NAME, NAMESPACE
from cilium_ako.catalogue.etcd.releases import IMAGE, MINORS

_BEGINNING = """# An etcd for Cilium, run here

Generated from `cilium_ako/catalogue/etcd/` by `make docs`.

```yaml
cilium-ako:cilium:
  kvstore:
    mode: managed
    members:
      - {node: cp-1, address: 192.168.10.11}
      - {node: cp-2, address: 192.168.10.12}
      - {node: cp-3, address: 192.168.10.13}
```

A dedicated etcd, as kOps has one for Cilium, and for Cilium alone. All other keys have defaults
([config.md](config.md)). Before the first `pulumi up`:
"""

_WHAT = f"""
## What it is

Agents need etcd before there is a network of pods, so nothing of it needs one: every member is a
StatefulSet of one pod in `{NAMESPACE}`, on the host's network, at its node's address, with the
node's resolver, tolerating every taint. What the agents' pods need of Pod Security (privileged) is
enough for it.

| port | where | open it |
|---|---|---|
| {ports.CLIENT} | the node's address, TLS with client certificates | from all nodes |
| {ports.PEER} | the node's address, TLS with members' certificates | between members |
| {ports.METRICS} | the loopback address: probes and metrics | no |

- **Certificates.** One authority signs what clients and members show to clients, another what
  members show each other; a certificate of the one opens nothing of the other. Keys are made by
  `pulumi-tls` and stay, encrypted, in the state.
- **Order.** First the ConfigMap `{NAME}`, which the guard judges, then authorities and members,
  then the PodDisruptionBudget, which waits until all are ready, then Cilium. Members that change
  restart one after the other, each only when the one before is ready, which it is with a quorum.
- **A member that comes or goes restarts no other one**: the list of members is in the ConfigMap,
  and is read only by a member without data.
- **Probes.** Alive is who answers for itself; ready is who has the quorum. So a lost quorum has no
  member killed.
- **Data** are in `data-GENERATION` below `dataDirectory` on the node, for root alone (0700).
- **Snapshots**: one CronJob for each that is kept, since etcd's image has no shell that could
  delete the oldest. They go to the members' nodes by turns, and each is written over at its next
  time. `keep` is what the times of a day or of a week divide into.
- **Defragmentation**: one member after the other, and none while another one does not answer. It
  takes no turn for the leader: whoever leads pauses for the moment that it takes.
- `{runbooks.ETCDCTL} …` asks the member in POD; its environment has address and certificates.

Image: `{IMAGE}` where none is named. Releases:
"""


def etcd() -> str:
    """How the managed etcd is run, with every runbook."""
    lines = [_BEGINNING.rstrip(), ""]
    lines += [f"- {note.text.replace('{snapshots}', '`snapshots.hostPath`')}" for note in NOTES]
    lines += [_WHAT.rstrip(), ""]
    lines += [f"- {row.minor}: {row.oldest} and later. {row.why}" for row in MINORS]
    lines += ["", "Every member has, beside what follows from the config:", ""]
    lines += ["| flag | why | source |", "|---|---|---|"]
    lines += [f"| `{flag.text}` | {flag.why} | {flag.source} |" for flag in FLAGS]
    lines += ["", _DOCTOR.strip(), "", "## Runbooks"]
    for title, beginning, steps in _RUNBOOKS:
        lines += ["", f"### {title}", "", beginning, "", *_steps(steps)]
    lines += ["", _END.strip(), ""]
    return "\n".join(lines)


def _steps(steps: Sequence[str]) -> list[str]:
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


_RUNBOOKS = (
    (
        "A member is lost, and its data with it",
        "The others go on. A member without data refuses to start as if nothing were: its old self"
        " is still counted. With its data on the node there is nothing to do but to bring the node"
        " back.",
        runbooks.REPLACE_MEMBER,
    ),
    (
        "One member more",
        "From three to five are two changes. The count is even in between: acknowledge"
        " `etcd-members-even`, and take that out again at the end.",
        runbooks.ADD_MEMBER,
    ),
    (
        "One member less",
        "etcd first, then the config: the other way round the quorum counts a member that is gone.",
        runbooks.REMOVE_MEMBER,
    ),
    (
        "All is lost: start empty",
        "Established traffic, policies and Services go on without etcd; no identity and no node is"
        " made, and no agent starts. Running agents write all that they know into an empty etcd. An"
        " old snapshot has leases that nobody renews and revisions that go back, and watches stall"
        " on it.",
        runbooks.START_EMPTY,
    ),
    (
        "A snapshot is brought back all the same",
        "A restored etcd is another generation, beside the old data.",
        runbooks.RESTORE,
    ),
    (
        "No more writes: database space exceeded",
        "Compaction runs by itself, and so does defragmentation once a week; what fills etcd all"
        " the same writes faster than that, or is more than the quota.",
        runbooks.FREE_SPACE,
    ),
    (
        "Another authority, in two rolls",
        "Certificates are read at every handshake, authorities at the start alone. So both are"
        " trusted before the new one signs, and until nothing of the old one is shown any more."
        " `OLD` and `NEW` are numbers, the new one higher by one.",
        runbooks.CHANGE_AUTHORITY,
    ),
    (
        "Another release",
        "One minor at a time, and forwards only.",
        runbooks.UPDATE,
    ),
)

_DOCTOR = """
## What the doctor sees of it

`cilium-ako doctor` asks the API server alone: no port of etcd, and no command in a pod.

| what | where from |
|---|---|
| members that are missing or not ready (ready is who reads through a leader), two on one node | \
their pods |
| what etcd was told, against the stack | the ConfigMap `cilium-etcd` |
| days that certificates still have, and the address in them | the Secrets \
`cilium-etcd-ADDRESS`; grant them by name, see `deploy/doctor-rbac.yaml` |
| leader, alarms (NOSPACE: read-only), size, lag | the log of the job `cilium-etcd-status`, \
which asks every member every ten minutes; needs `pods/log` in kube-system, which is optional |
| jobs that failed, snapshots that are old | CronJobs and their pods |

It cannot see more than that: how fast a disk is, what a member measures (its metrics are on the
node's loopback address), what happened between two answers of the job, and of an etcd that others
run anything but the client certificates in `cilium-etcd-secrets`, and the pods of one that is in
the cluster. Ask such an etcd itself: `etcdctl endpoint status --cluster`.
"""

_END = """
## From an external etcd, or without any

An etcd that runs already is not taken over: to go from `external` to `managed` is to go to another
store (`kvstore-replaced`). Go by `crd`: bring identities there by neighbours, switch the kvstore
off, then on again as `managed`. On a cluster without a kvstore, switching it on is `kvstore-on`
([transitions.md](transitions.md)).

Where nodes come and go by themselves (EKS, node groups that scale), no member can stay: use `crd`,
or an etcd outside of the cluster.
"""
