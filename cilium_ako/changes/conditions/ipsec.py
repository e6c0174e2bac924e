"""Conditions of changes of the IPsec key, and of upgrades with IPsec."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.ipsec import is_key_id, next_key_id
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.catalogue.feature import Feature
from cilium_ako.changes.conditions.fact_values import cilium_release, upgrade_brings
from cilium_ako.changes.conditions.registry import Change, combination, condition
from cilium_ako.changes.facts import Facts


@condition
def next_key_id_follows(change: Change) -> bool:
    """The id goes up by one; the highest is followed by 1."""
    old, new = change.old, change.new
    if not isinstance(old, int) or not isinstance(new, int) or not is_key_id(old):
        return False
    return new == next_key_id(old)


@condition
def key_id_jumps(change: Change) -> bool:
    """The id goes anywhere else. One that comes or goes is another owner's, and not judged."""
    return change.old is not None and change.new is not None and not next_key_id_follows(change)


_OURS: Final = ("generate", "import")
"""Sources of a key that this program puts into the cluster."""


def _stays_ours(change: Change) -> bool:
    return change.old in _OURS and change.new in _OURS


def _id_follows(change: Change) -> bool:
    old, new = (each.get("ipsec.keyId") for each in (change.before, change.after))
    return isinstance(old, int) and is_key_id(old) and new == next_key_id(old)


@condition
def same_key_from_elsewhere(change: Change) -> bool:
    """It is imported instead of made here or the other way round, and is the same by its digest."""
    old, new = (each.get("ipsec.keyDigest") for each in (change.before, change.after))
    return _stays_ours(change) and old is not None and old == new


@condition
def key_from_elsewhere_with_the_next_id(change: Change) -> bool:
    """The same, with the id that follows."""
    return _stays_ours(change) and _id_follows(change) and not same_key_from_elsewhere(change)


@condition
def key_is_imported_under_its_id(change: Change) -> bool:
    """A key that was made here is imported from now on, and may be another one."""
    known = same_key_from_elsewhere(change) or _id_follows(change)
    return _stays_ours(change) and change.new == "import" and not known


@condition
def key_is_made_anew_under_its_id(change: Change) -> bool:
    """A key that was imported is made here from now on, and its id does not follow."""
    known = same_key_from_elsewhere(change) or _id_follows(change)
    return _stays_ours(change) and change.new == "generate" and not known


@condition
def key_comes_from_others(change: Change) -> bool:
    """It was somebody else's."""
    return change.old not in _OURS


@condition
def key_goes_to_others(change: Change) -> bool:
    """It becomes somebody else's."""
    return change.old in _OURS and change.new not in _OURS


def _differs(before: Facts, after: Facts, fact: str) -> bool:
    """Whether a fact is known on both sides and not the same."""
    old, new = before.get(fact), after.get(fact)
    return old is not None and new is not None and old != new


@combination
def key_and_version_change(before: Facts, after: Facts) -> bool:
    """The key's id and Cilium's version change together."""
    return _differs(before, after, "ipsec.keyId") and _differs(before, after, "cilium.version")


_NO_AGENT_RESTARTS: Final = (
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
"""Beginnings of facts whose change restarts no agent, or is another row's."""


@combination
def key_changes_beside_restart(before: Facts, after: Facts) -> bool:
    """The key's id changes beside another setting that agents restart for, which they may not."""
    if not _differs(before, after, "ipsec.keyId"):
        return False
    becomes = cilium_release(after)
    if becomes is not None and features.IPSEC_RESTART_IN_ROTATION.is_in(becomes):
        return False
    return any(
        before.get(fact) != after.get(fact)
        for fact in {*before.known, *after.known}
        if not fact.startswith(_NO_AGENT_RESTARTS)
        and not (fact in BY_NAME and BY_NAME[fact].config_only)
        and before.why_unknown(fact) is None
        and after.why_unknown(fact) is None
    )


def _brings_with_ipsec(before: Facts, after: Facts, feature: Feature) -> bool:
    """Whether Cilium with IPsec goes from a release without a feature to one with it."""
    with_ipsec = before.get("encryption.type") == after.get("encryption.type") == "ipsec"
    return with_ipsec and upgrade_brings(before, after, feature)


@combination
def upgrade_drops_global_key(before: Facts, after: Facts) -> bool:
    """A key without its plus sign, over the upgrade that does away with such keys."""
    without_plus = before.get("ipsec.perTunnelKeys") is False
    return without_plus and _brings_with_ipsec(before, after, features.IPSEC_TUNNEL_KEYS_ALWAYS)


@combination
def upgrade_with_unseen_key_kind(before: Facts, after: Facts) -> bool:
    """A key of which nobody said whether it has its plus sign, over the same upgrade."""
    unseen = before.get("ipsec.perTunnelKeys") is None
    return unseen and _brings_with_ipsec(before, after, features.IPSEC_TUNNEL_KEYS_ALWAYS)


def _esp_moves_outside(before: Facts, after: Facts) -> bool:
    in_tunnel = before.get("routing.tunnel") != "disabled"
    return in_tunnel and _brings_with_ipsec(before, after, features.IPSEC_OUTSIDE_TUNNEL)


@combination
def esp_moves_outside_prepared(before: Facts, after: Facts) -> bool:
    """ESP goes from inside the tunnel to outside, and the release before reads both."""
    was = cilium_release(before)
    prepared = was is not None and features.IPSEC_BOTH_ORDERS_READ.is_in(was)
    return _esp_moves_outside(before, after) and prepared


@combination
def esp_moves_outside_unprepared(before: Facts, after: Facts) -> bool:
    """ESP goes from inside the tunnel to outside, and the release before does not read that."""
    return _esp_moves_outside(before, after) and not esp_moves_outside_prepared(before, after)
