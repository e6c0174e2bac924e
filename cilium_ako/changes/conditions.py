"""The conditions that the table of transitions names: small, pure and total.

A condition of one fact looks at its old and its new value, and where it needs more of the
cluster, at what was there before: what else a change brings must not make a forbidden one look
allowed. What is not known counts as the worse case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, NamedTuple

from cilium_ako.catalogue.cilium import deny_list, features
from cilium_ako.catalogue.cilium.ipsec import is_key_id, next_key_id
from cilium_ako.catalogue.facts import BY_NAME, Value
from cilium_ako.catalogue.feature import Feature
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.facts import Facts
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json


class Change(NamedTuple):
    """One fact's change; None is absent."""

    fact: str
    old: Value | None
    new: Value | None
    before: Facts
    after: Facts


Condition = Callable[[Change], bool]
Combination = Callable[[Facts, Facts], bool]
Network = IPv4Network | IPv6Network


_NO_RELEASE: Final = Release(0, 0)
"""Sorts before every release: what is not known counts as the worse case."""


def release(value: object) -> Release | None:
    """The release that a fact's value names; None where it is none."""
    return Release.parse(str(value)) if isinstance(value, str | int | float) else None


def _tuple(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


# Switches


def always(change: Change) -> bool:
    """Whatever it is."""
    del change
    return True


def never(change: Change) -> bool:
    """A row that is reached on another way than by its condition."""
    del change
    return False


def switched_on(change: Change) -> bool:
    """It becomes true."""
    return change.new is True


def switched_off(change: Change) -> bool:
    """It becomes false, or is gone."""
    return change.new is False or change.new is None


def not_switched_off(change: Change) -> bool:
    """It becomes anything but false."""
    return not switched_off(change)


def begins(change: Change) -> bool:
    """It was not there."""
    return change.old is None


def ends(change: Change) -> bool:
    """It is no longer there."""
    return change.new is None


# Pools


def _networks(value: Value | None) -> list[Network] | None:
    try:
        return [ip_network(text, strict=False) for text in _tuple(value)]
    except ValueError:
        return None


def _overlap(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)


def _kept(change: Change) -> bool:
    """Every old element is still there, written as it was."""
    return set(_tuple(change.old)) <= set(_tuple(change.new))


def _in_place(change: Change) -> bool:
    old, new = _tuple(change.old), _tuple(change.new)
    return new[: len(old)] == old


def _added_collide(change: Change) -> bool:
    networks = _networks(change.new)
    if networks is None:
        return True
    return any(
        _overlap(one, other)
        for index, one in enumerate(networks)
        for other in networks[index + 1 :]
    )


def appended_apart(change: Change) -> bool:
    """Elements are appended that share nothing with each other and the old ones."""
    return _kept(change) and _in_place(change) and not _added_collide(change)


def appended_overlapping(change: Change) -> bool:
    """All old elements are there, and a new one shares addresses with another, or is no range."""
    return _kept(change) and _added_collide(change)


def reordered(change: Change) -> bool:
    """All old elements are there, in another order."""
    return _kept(change) and not _in_place(change) and not _added_collide(change)


def element_removed(change: Change) -> bool:
    """An old element is gone, and nothing new lies where it was."""
    if _kept(change):
        return False
    new = _networks(change.new)
    lost = _networks(tuple(e for e in _tuple(change.old) if e not in _tuple(change.new)))
    if new is None or lost is None:
        return True
    return any(not any(_overlap(gone, other) for other in new) for gone in lost)


def element_changed(change: Change) -> bool:
    """An old element is gone, and a new one lies where it was."""
    return not _kept(change) and not element_removed(change)


def pool_outside_native_cidr(before: Facts, after: Facts) -> bool:
    """A pool is added that the native routing CIDR does not hold, with masquerade on."""
    native = after.get("routing.tunnel") == "disabled"
    cidr = after.get("routing.nativeCidr")
    if not native or after.get("masquerade.enabled") is not True or not isinstance(cidr, str):
        return False
    old = set(_tuple(before.get("ipam.pools")))
    added = [each for each in _tuple(after.get("ipam.pools")) if each not in old]
    try:
        around = ip_network(cidr, strict=False)
        inside = [ip_network(each, strict=False) for each in added]
    except ValueError:
        return bool(added)
    return any(
        not (isinstance(each, IPv4Network) and isinstance(around, IPv4Network))
        or not each.subnet_of(around)
        for each in inside
    )


# ENI


def choice_widened(change: Change) -> bool:
    """More may be chosen than before; an empty list chooses all."""
    old, new = set(_tuple(change.old)), set(_tuple(change.new))
    return not new or bool(old and old <= new)


def choice_narrowed(change: Change) -> bool:
    """Something that was chosen no longer is."""
    return not choice_widened(change)


def demands_loosened(change: Change) -> bool:
    """Less is asked for than before: all tags of a list must fit."""
    return set(_tuple(change.new)) <= set(_tuple(change.old))


def demands_tightened(change: Change) -> bool:
    """Something is asked for that was not."""
    return not demands_loosened(change)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def lowered(change: Change) -> bool:
    """A number gets smaller."""
    old, new = change.old, change.new
    return (
        isinstance(old, int | float)
        and isinstance(new, int | float)
        and _is_number(old)
        and _is_number(new)
        and new < old
    )


def not_lowered(change: Change) -> bool:
    """It is no number, or one that does not get smaller."""
    return not lowered(change)


def prefixes_and_release_on_1_20(before: Facts, after: Facts) -> bool:
    """Prefix delegation and the release of excess addresses, on a release that mixes them up."""
    del before
    becomes = release(after.get("cilium.version"))
    return (
        after.get("eni.prefixDelegation") is True
        and after.get("eni.releaseExcess") is True
        and becomes is not None
        and deny_list.breaks("eni-prefix-delegation", becomes)
    )


# Routing


def routing_mode_switched(change: Change) -> bool:
    """From a tunnel to native routing, or back."""
    return (change.old == "disabled") != (change.new == "disabled")


def tunnel_changed(change: Change) -> bool:
    """Another tunnel protocol, or another port."""
    return change.fact != "routing.tunnel" or not routing_mode_switched(change)


def _lowest_release(change: Change) -> Release:
    both = (change.before.get("cilium.version"), change.after.get("cilium.version"))
    known = [found for found in map(release, both) if found is not None]
    return min(known) if len(known) == 2 else _NO_RELEASE


def mtu_perhaps_lowered_unnoticed(change: Change) -> bool:
    """Not surely raised (0 is worked out by the agent), and running pods may not notice."""
    raised = (
        _is_number(change.old)
        and _is_number(change.new)
        and change.old != 0
        and change.new != 0
        and not lowered(change)
    )
    return not raised and not features.MTU_OF_RUNNING_PODS.is_in(_lowest_release(change))


def mtu_noticed(change: Change) -> bool:
    """Raised, or pods are told."""
    return not mtu_perhaps_lowered_unnoticed(change)


def masquerading(change: Change) -> bool:
    """Masquerade is on, before or after, or not known."""
    return any(
        each.get("masquerade.enabled") is not False for each in (change.before, change.after)
    )


def switched_on_with_tunnel(change: Change) -> bool:
    """It becomes true where there is a tunnel, or may be."""
    return switched_on(change) and any(
        each.get("routing.tunnel") != "disabled" for each in (change.before, change.after)
    )


def switched_on_without_tunnel(change: Change) -> bool:
    """It becomes true with native routing."""
    return switched_on(change) and not switched_on_with_tunnel(change)


# Services


def turned_on(change: Change) -> bool:
    """Kube-proxy's work is taken over."""
    return change.new is True


def turned_off(change: Change) -> bool:
    """Kube-proxy's work, or some of it, is given back."""
    return change.new is not True


# State


def kvstore_off_with_identities(change: Change) -> bool:
    """It goes, and identities are not surely in Kubernetes."""
    return switched_off(change) and change.before.get("identityAllocation") != "crd"


def kvstore_off_without_identities(change: Change) -> bool:
    """It goes, and identities are in Kubernetes."""
    return switched_off(change) and not kvstore_off_with_identities(change)


_IDENTITY_STEPS: Final = ("crd", "doublewrite-readcrd", "doublewrite-readkvstore", "kvstore")


def identity_neighbour(change: Change) -> bool:
    """One step between neighbours, with the kvstore on and every agent from 1.17 on."""
    if change.old not in _IDENTITY_STEPS or change.new not in _IDENTITY_STEPS:
        return False
    stored = all(each.get("kvstore.enabled") is True for each in (change.before, change.after))
    apart = _IDENTITY_STEPS.index(str(change.old)) - _IDENTITY_STEPS.index(str(change.new))
    return abs(apart) == 1 and stored and features.DOUBLE_WRITE.is_in(_lowest_release(change))


def identity_leap(change: Change) -> bool:
    """Anything else."""
    return not identity_neighbour(change)


def _hosts(value: Value | None) -> set[str]:
    return {each.rpartition("://")[2].rstrip("/") for each in _tuple(value)}


def some_kept(change: Change) -> bool:
    """At least one server stays, under http or https."""
    return bool(_hosts(change.old) & _hosts(change.new))


def none_kept(change: Change) -> bool:
    """No server stays."""
    return not some_kept(change)


def one_member(change: Change) -> bool:
    """One member comes or goes, and all others stay where they are."""
    return len(set(_tuple(change.old)) ^ set(_tuple(change.new))) == 1


def several_members(change: Change) -> bool:
    """More than that."""
    return not one_member(change)


def moved_or_lowered(change: Change) -> bool:
    """A directory that moves, a version that goes down, or what is neither."""
    old, new = release(change.old), release(change.new)
    return old is None or new is None or new < old


def _in_order(change: Change) -> bool:
    fact = change.fact
    on = change.new == "operator" if fact == "identityManagement" else change.new is True
    waits = "rollOut.agents" if on else "rollOut.operator"
    goes = "rollOut.operator" if on else "rollOut.agents"
    return change.after.get(waits) is False and change.after.get(goes) is True


def rolled_in_order(change: Change) -> bool:
    """Only the side that has to be first restarts."""
    return _in_order(change)


def rolled_at_once(change: Change) -> bool:
    """Both sides restart, the wrong one, or none."""
    return not _in_order(change)


# Encryption


def encryption_begins(change: Change) -> bool:
    """From none to some."""
    return change.old == "none"


def encryption_ends(change: Change) -> bool:
    """From some to none."""
    return change.new == "none"


def encryption_swapped(change: Change) -> bool:
    """From one kind to another."""
    return not encryption_begins(change) and not encryption_ends(change)


def next_key(change: Change) -> bool:
    """The id goes up by one; 15 is followed by 1."""
    old, new = change.old, change.new
    if not isinstance(old, int) or not isinstance(new, int) or not is_key_id(old):
        return False
    return new == next_key_id(old)


def other_key(change: Change) -> bool:
    """The id goes anywhere else. One that comes or goes is another owner's, and not judged."""
    return change.old is not None and change.new is not None and not next_key(change)


def _differ(before: Facts, after: Facts, fact: str) -> bool:
    old, new = before.get(fact), after.get(fact)
    return old is not None and new is not None and old != new


def key_and_version(before: Facts, after: Facts) -> bool:
    """The key's id and the version change together."""
    return _differ(before, after, "ipsec.keyId") and _differ(before, after, "cilium.version")


_NO_RESTART: Final = (
    "ako.",
    "ipsec.",
    "operator.",
    "hubble.relay",
    "hubble.ui",
    "cilium.",
    "values.operator.",
    "values.hubble.relay.",
    "values.hubble.ui.",
)


def key_and_restart(before: Facts, after: Facts) -> bool:
    """The key's id changes beside another setting that agents restart for, before 1.19.4."""
    if not _differ(before, after, "ipsec.keyId"):
        return False
    known = release(after.get("cilium.version"))
    if known is not None and features.IPSEC_RESTART_IN_ROTATION.is_in(known):
        return False
    return any(
        before.get(fact) != after.get(fact)
        for fact in {*before.known, *after.known}
        if not fact.startswith(_NO_RESTART)
        and not (fact in BY_NAME and BY_NAME[fact].config_only)
        and before.why_unknown(fact) is None
        and after.why_unknown(fact) is None
    )


def _ipsec_gains(before: Facts, after: Facts, feature: Feature) -> bool:
    was, becomes = release(before.get("cilium.version")), release(after.get("cilium.version"))
    if was is None or becomes is None:
        return False
    with_ipsec = before.get("encryption.type") == after.get("encryption.type") == "ipsec"
    return with_ipsec and not feature.is_in(was) and feature.is_in(becomes)


def global_key_into_1_17(before: Facts, after: Facts) -> bool:
    """A key without its plus sign, over the step that does away with such keys."""
    without = before.get("ipsec.perTunnelKeys") is False
    return without and _ipsec_gains(before, after, features.IPSEC_TUNNEL_KEYS_ALWAYS)


def unseen_key_into_1_17(before: Facts, after: Facts) -> bool:
    """A key of which nobody said whether it has its plus sign, over the same step."""
    unseen = before.get("ipsec.perTunnelKeys") is None
    return unseen and _ipsec_gains(before, after, features.IPSEC_TUNNEL_KEYS_ALWAYS)


def _into_1_18(before: Facts, after: Facts) -> bool:
    tunnel = before.get("routing.tunnel") != "disabled"
    return tunnel and _ipsec_gains(before, after, features.IPSEC_OUTSIDE_TUNNEL)


def ipsec_tunnel_into_1_18_prepared(before: Facts, after: Facts) -> bool:
    """IPsec in a tunnel goes to 1.18 from a 1.17 that understands both."""
    was = release(before.get("cilium.version"))
    prepared = was is not None and features.IPSEC_BOTH_ORDERS_READ.is_in(was)
    return _into_1_18(before, after) and prepared


def ipsec_tunnel_into_1_18_unprepared(before: Facts, after: Facts) -> bool:
    """IPsec in a tunnel goes to 1.18 from one that does not."""
    return _into_1_18(before, after) and not ipsec_tunnel_into_1_18_prepared(before, after)


# Versions


class _Step(NamedTuple):
    minors: int
    patches: int
    leaves_major: bool


def _step(change: Change) -> _Step | None:
    old, new = release(change.old), release(change.new)
    if old is None or new is None:
        return None
    return _Step(new[1] - old[1], new[2] - old[2], old[0] != new[0])


def patch_up(change: Change) -> bool:
    """A later patch of the same minor."""
    step = _step(change)
    return step is not None and not step.leaves_major and step.minors == 0 and step.patches >= 0


def patch_down(change: Change) -> bool:
    """An earlier patch of the same minor."""
    step = _step(change)
    return step is not None and not step.leaves_major and step.minors == 0 and step.patches < 0


def _one_minor(change: Change, direction: int) -> bool:
    step = _step(change)
    return step is not None and not step.leaves_major and step.minors == direction


_L7_IN_USE: Final = ("ingressController", "gatewayAPI", "envoyConfig")


def minor_up_with_ingress(change: Change) -> bool:
    """One minor up, with Cilium's own Ingress or Gateway in use."""
    in_use = any(change.before.get(fact) is True for fact in _L7_IN_USE)
    return _one_minor(change, 1) and in_use


def minor_up(change: Change) -> bool:
    """One minor up, without them."""
    return _one_minor(change, 1) and not minor_up_with_ingress(change)


def minor_down(change: Change) -> bool:
    """One minor down."""
    return _one_minor(change, -1)


def minors_skipped(change: Change) -> bool:
    """Further than to a neighbour."""
    step = _step(change)
    return step is not None and (step.leaves_major or abs(step.minors) > 1)


def into_1_20_0(before: Facts, after: Facts) -> bool:
    """From an older minor to 1.20.0 or 1.20.1."""
    was, becomes = release(before.get("cilium.version")), release(after.get("cilium.version"))
    faulty = deny_list.NODE_CONFIG_NOT_MIGRATED
    if was is None or becomes is None:
        return False
    return faulty.is_in(becomes) and was < faulty.since


def version_up(change: Change) -> bool:
    """A later release."""
    old, new = release(change.old), release(change.new)
    return old is not None and new is not None and new > old


def version_down(change: Change) -> bool:
    """An earlier release, or the same written otherwise."""
    old, new = release(change.old), release(change.new)
    return old is not None and new is not None and new <= old


def compatibility_unseen(change: Change) -> bool:
    """It is below 1.12 on one side, or no release: it flips more than is followed here."""
    return any(
        value not in ("", None) and (release(value) or _NO_RELEASE) < features.OLDEST_COMPATIBILITY
        for value in (change.old, change.new)
    )


def compatibility_seen(change: Change) -> bool:
    """Everything that it flips is a fact of its own."""
    return not compatibility_unseen(change)


# Policies and pods


_STRICTNESS: Final = ("never", "default", "always")


def policy_loosened(change: Change) -> bool:
    """Less is enforced."""
    if change.old not in _STRICTNESS or change.new not in _STRICTNESS:
        return False
    return _STRICTNESS.index(str(change.new)) < _STRICTNESS.index(str(change.old))


def policy_tightened(change: Change) -> bool:
    """More is enforced, or a word that nobody knows."""
    return not policy_loosened(change)


def _tolerations(value: Value | None) -> set[str]:
    try:
        entries = load_json(str(value))
    except DocumentError:
        return set()
    if not isinstance(entries, list):
        return set()
    return {json.dumps(each, sort_keys=True) for each in entries if isinstance(each, Mapping)}


_EVERYTHING: Final = json.dumps({"operator": "Exists"})


def tolerations_widened(change: Change) -> bool:
    """Everything that was tolerated still is."""
    new = _tolerations(change.new)
    return _EVERYTHING in new or (bool(new) and _tolerations(change.old) <= new)


def tolerations_narrowed(change: Change) -> bool:
    """Something no longer is."""
    return not tolerations_widened(change)


# AKO


def _objects_deleted(change: Change) -> bool:
    """AKO was told to delete what it made, in a change before this one."""
    return change.before.get("ako.deleteConfig") is True


def with_objects(change: Change) -> bool:
    """Its objects are still there."""
    return not _objects_deleted(change)


def without_objects(change: Change) -> bool:
    """Its objects were deleted."""
    return _objects_deleted(change)


def ends_with_objects(change: Change) -> bool:
    """It goes, and its objects are still there."""
    return ends(change) and with_objects(change)


def ends_without_objects(change: Change) -> bool:
    """It goes, and its objects went before."""
    return ends(change) and without_objects(change)


COMBINATIONS: Final[Mapping[str, Combination]] = {
    each.__name__: each
    for each in (
        pool_outside_native_cidr,
        prefixes_and_release_on_1_20,
        key_and_version,
        key_and_restart,
        global_key_into_1_17,
        unseen_key_into_1_17,
        ipsec_tunnel_into_1_18_prepared,
        ipsec_tunnel_into_1_18_unprepared,
        into_1_20_0,
    )
}
"""Conditions of combinations by name."""

CONDITIONS: Final[Mapping[str, Condition]] = {
    each.__name__: each
    for each in (
        always,
        never,
        switched_on,
        switched_off,
        not_switched_off,
        begins,
        ends,
        appended_apart,
        appended_overlapping,
        reordered,
        element_removed,
        element_changed,
        choice_widened,
        choice_narrowed,
        demands_loosened,
        demands_tightened,
        lowered,
        not_lowered,
        routing_mode_switched,
        tunnel_changed,
        mtu_perhaps_lowered_unnoticed,
        mtu_noticed,
        masquerading,
        switched_on_with_tunnel,
        switched_on_without_tunnel,
        turned_on,
        turned_off,
        kvstore_off_with_identities,
        kvstore_off_without_identities,
        identity_neighbour,
        identity_leap,
        some_kept,
        none_kept,
        one_member,
        several_members,
        moved_or_lowered,
        rolled_in_order,
        rolled_at_once,
        encryption_begins,
        encryption_ends,
        encryption_swapped,
        next_key,
        other_key,
        patch_up,
        patch_down,
        minor_up,
        minor_up_with_ingress,
        minor_down,
        minors_skipped,
        version_up,
        version_down,
        compatibility_seen,
        compatibility_unseen,
        policy_loosened,
        policy_tightened,
        tolerations_widened,
        tolerations_narrowed,
        with_objects,
        without_objects,
        ends_with_objects,
        ends_without_objects,
    )
}
"""Conditions of one fact's change by name."""
