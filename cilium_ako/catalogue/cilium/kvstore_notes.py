"""What whoever keeps Cilium's state in an etcd should know before the first `pulumi up`.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.etcd.certificates import LEAF_HOURS, RENEWED_HOURS

Of = Literal["any kvstore", "managed etcd"]
"""Of which stacks something is to be said."""


class Note(NamedTuple):
    """Something to be said of a stack with a kvstore."""

    of: Of
    text: str
    """In sentences. `{snapshots}` stands for the folder of a node."""
    source: str


NOTES: Final = (
    Note(
        of="any kvstore",
        text=(
            "A kvstore pays only beyond what Cilium's scalability report covers, which keeps all"
            " state in Kubernetes: below that it is one more thing that can fail."
        ),
        source=(
            "Documentation/operations/performance/scalability/report.rst;"
            " Documentation/installation/k8s-install-external-etcd.rst"
        ),
    ),
    Note(
        of="any kvstore",
        text=(
            "identityAllocation crd keeps identities in Kubernetes. On a running cluster they move"
            " by neighbours alone, one change each: crd, doublewrite-readcrd,"
            " doublewrite-readkvstore, kvstore, and back the same way. That needs Cilium 1.17 or"
            " later, a restart of the operator and then of all agents at each step (at the last one"
            " to crd the agents first), and before the next step the operator's metrics"
            " cilium_operator_doublewrite_*_only_count at 0."
        ),
        source="Documentation/operations/upgrade.rst, Double Write",
    ),
    Note(
        of="managed etcd",
        text=(
            "Snapshots of etcd stay on the members' nodes, in {snapshots}: to copy them off the"
            " nodes is yours. After a total loss etcd starts empty all the same, and agents write"
            " their state anew (docs/etcd.md)."
        ),
        source="Documentation/network/concepts/kvstore.rst",
    ),
    Note(
        of="managed etcd",
        text=(
            f"Certificates of etcd last {LEAF_HOURS // 24} days and are made anew by a `pulumi up`"
            f" in the last {RENEWED_HOURS // 24} of them, and by nothing else: run one every other"
            " month at least. Nothing restarts for it; the doctor warns."
        ),
        source="pulumi-tls' schema, earlyRenewalHours",
    ),
)
"""In the order in which they are said."""
