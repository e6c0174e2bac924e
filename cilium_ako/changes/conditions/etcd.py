"""Conditions of changes of the etcd that this program runs."""

from __future__ import annotations

from cilium_ako.catalogue.etcd.releases import BY_MINOR
from cilium_ako.changes.conditions.fact_values import elements, number_of, release_of
from cilium_ako.changes.conditions.registry import Change, condition
from cilium_ako.changes.facts import Facts


@condition
def one_member_changed(change: Change) -> bool:
    """One member comes or goes, and all others stay where they are."""
    return len(set(elements(change.old)) ^ set(elements(change.new))) == 1


@condition
def several_members_changed(change: Change) -> bool:
    """More than one member comes or goes, or a member gets another address."""
    return not one_member_changed(change)


@condition
def data_moved_or_version_lowered(change: Change) -> bool:
    """Another data directory, or an etcd that is older or no release."""
    old, new = release_of(change.old), release_of(change.new)
    return old is None or new is None or new < old


@condition
def etcd_one_step_up(change: Change) -> bool:
    """A later patch, or the next minor from a patch that leads to it."""
    old, new = release_of(change.old), release_of(change.new)
    if old is None or new is None or new < old:
        return False
    if new.minor_release == old.minor_release:
        return True
    row = BY_MINOR.get(new.minor_release)
    if row is None or row.from_patch is None:
        return False
    return old.minor_release == row.from_patch.minor_release and old >= row.from_patch


@condition
def etcd_leaps_up(change: Change) -> bool:
    """A later release that this one does not lead to."""
    return not data_moved_or_version_lowered(change) and not etcd_one_step_up(change)


def _trusts(facts: Facts, generation: object) -> bool:
    trusted = elements(facts.get("etcd.trustedAuthorities"))
    return str(number_of(facts.get("etcd.signingAuthority"))) in trusted and (
        str(generation) in trusted
    )


@condition
def signing_authority_stays_trusted(change: Change) -> bool:
    """One authority more or less is trusted, and not the one that signs, before and after."""
    moved = set(elements(change.old)) ^ set(elements(change.new))
    signing = change.before.get("etcd.signingAuthority")
    return (
        len(moved) == 1
        and signing == change.after.get("etcd.signingAuthority")
        and _trusts(change.before, signing)
        and _trusts(change.after, signing)
    )


@condition
def both_authorities_trusted(change: Change) -> bool:
    """Another authority signs, and both are trusted, before and after."""
    both = (change.old, change.new)
    return all(
        _trusts(facts, generation) for facts in (change.before, change.after) for generation in both
    )


@condition
def an_authority_is_not_trusted(change: Change) -> bool:
    """Whoever has not restarted yet would meet a certificate of an authority unknown to it."""
    if change.fact == "etcd.signingAuthority":
        return not both_authorities_trusted(change)
    return not signing_authority_stays_trusted(change)
