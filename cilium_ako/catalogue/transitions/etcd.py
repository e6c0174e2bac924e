"""Changes of the etcd that this program runs: members, data, releases, authorities.

Paths are of etcd's repository, with `Documentation/` those of Cilium's.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.etcd.objects import STARTED_EMPTY
from cilium_ako.catalogue.etcd.runbooks import (
    CHANGE_AUTHORITY,
    FREE_SPACE,
    MEMBER_BY_MEMBER,
    START_EMPTY,
    UPDATE,
)
from cilium_ako.catalogue.transitions.row import Transition

_MEMBERS: Final = "server/etcdserver/api/membership/cluster.go; etcd practice"
_ONE_AFTER_THE_OTHER: Final = (
    "Members restart one after the other, each only while all others are ready; agents go on with"
    " another member."
)

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="etcd-member-changed",
        facts=("etcd.members",),
        when="one_member_changed",
        impact="rolling",
        consequence="The quorum has to hold at each step.",
        runbook=MEMBER_BY_MEMBER,
        source=_MEMBERS,
    ),
    Transition(
        id="etcd-members-replaced",
        facts=("etcd.members",),
        when="several_members_changed",
        impact="forbidden",
        consequence="Two members at once, or a member at another address, cost the quorum.",
        runbook=("put the list back, and change one member at a time:", *MEMBER_BY_MEMBER),
        source=_MEMBERS,
    ),
    Transition(
        id="etcd-data-lost",
        facts=("etcd.dataDirectory", "etcd.version"),
        when="data_moved_or_version_lowered",
        impact="forbidden",
        consequence="A member without its data, or older than its data, does not come back.",
        runbook=("put it back", "replace members one by one:", *MEMBER_BY_MEMBER),
        source=_MEMBERS,
    ),
    Transition(
        id="etcd-updated",
        facts=("etcd.version",),
        when="etcd_one_step_up",
        impact="rolling",
        consequence=_ONE_AFTER_THE_OTHER,
        runbook=UPDATE,
        source="Documentation/upgrades; server/etcdserver/api/membership/downgrade.go",
    ),
    Transition(
        id="etcd-version-leap",
        facts=("etcd.version",),
        when="etcd_leaps_up",
        impact="forbidden",
        consequence=(
            "Members of two releases that are more than one minor apart do not work together, and"
            " from a patch that is too old the new one takes learners for voters."
        ),
        runbook=(
            "go to the newest patch of the minor that runs, then to the next minor:",
            *UPDATE,
        ),
        source="CHANGELOG/CHANGELOG-3.6.md; etcd-io/etcd#19557",
    ),
    Transition(
        id=STARTED_EMPTY,
        facts=("etcd.generation",),
        when="always",
        impact="forbidden",
        consequence=(
            "etcd starts with nothing in it. Agents write their part anew; until they have,"
            " identities and nodes are missing, and established traffic may be dropped. Right after"
            " a total loss, and at no other time."
        ),
        runbook=START_EMPTY,
        source="Documentation/network/concepts/kvstore.rst; pkg/kvstore/allocator/allocator.go",
    ),
    Transition(
        id="etcd-peer-port-changed",
        facts=("etcd.peerPort",),
        when="always",
        impact="forbidden",
        consequence=(
            "The members have each other's old addresses written down, and find no other one again."
        ),
        runbook=("put it back", "replace members one by one:", *MEMBER_BY_MEMBER),
        source=_MEMBERS,
    ),
    Transition(
        id="etcd-authority-trusted",
        facts=("etcd.trustedAuthorities",),
        when="signing_authority_stays_trusted",
        impact="rolling",
        consequence=(
            f"{_ONE_AFTER_THE_OTHER} Agents and operator read authorities at their start alone:"
            " they have to be restarted before the next step."
        ),
        runbook=CHANGE_AUTHORITY,
        source="pkg/kvstore/etcd.go (getClientCertificateReloader); client/pkg/transport",
    ),
    Transition(
        id="etcd-authority-signs",
        facts=("etcd.signingAuthority",),
        when="both_authorities_trusted",
        impact="safe",
        consequence=(
            "Certificates are made anew and read at the next handshake; both authorities are"
            " trusted."
        ),
        runbook=CHANGE_AUTHORITY,
        source="client/pkg/transport; pkg/kvstore/etcd.go (getClientCertificateReloader)",
    ),
    Transition(
        id="etcd-authority-untrusted",
        facts=("etcd.trustedAuthorities", "etcd.signingAuthority"),
        when="an_authority_is_not_trusted",
        impact="forbidden",
        consequence=(
            "Members, agents and operator that have not restarted yet refuse certificates of an"
            " authority that they do not know: etcd loses its quorum, and agents lose etcd."
        ),
        runbook=("one step at a time:", *CHANGE_AUTHORITY),
        source="client/pkg/transport; pkg/kvstore/etcd.go (getClientCertificateReloader)",
    ),
    Transition(
        id="etcd-quota-raised",
        facts=("etcd.quota",),
        when="number_not_lowered",
        impact="rolling",
        consequence=_ONE_AFTER_THE_OTHER,
        runbook=("pulumi up",),
        source="server/storage/quota.go",
    ),
    Transition(
        id="etcd-quota-lowered",
        facts=("etcd.quota",),
        when="number_lowered",
        impact="disruptive",
        consequence=(
            f"{_ONE_AFTER_THE_OTHER} A database that is larger than the quota takes no more writes:"
            " agents die of “database space exceeded”."
        ),
        runbook=("defragment first:", *FREE_SPACE),
        source="server/storage/quota.go; kubernetes/kops#10663",
    ),
)
