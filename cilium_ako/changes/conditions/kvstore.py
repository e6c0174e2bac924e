"""Conditions of changes of the kvstore."""

from __future__ import annotations

from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.conditions.fact_values import elements
from cilium_ako.changes.conditions.general import switched_off
from cilium_ako.changes.conditions.registry import Change, condition


@condition
def kvstore_off_with_identities(change: Change) -> bool:
    """It goes, and identities are not surely in Kubernetes."""
    return switched_off(change) and change.before.get("identityAllocation") != "crd"


@condition
def kvstore_off_without_identities(change: Change) -> bool:
    """It goes, and identities are in Kubernetes."""
    return switched_off(change) and not kvstore_off_with_identities(change)


@condition
def etcd_becomes_managed(change: Change) -> bool:
    """This program runs etcd from now on, and somebody else did."""
    return change.new == "managed"


@condition
def etcd_becomes_external(change: Change) -> bool:
    """Somebody else's etcd takes the place of this program's."""
    return not etcd_becomes_managed(change)


@condition
def certificates_left_to_others(change: Change) -> bool:
    """Somebody else provides the client certificates from now on."""
    return change.new == "external"


@condition
def certificates_come_from_config(change: Change) -> bool:
    """They come from the stack's secrets from now on."""
    return not certificates_left_to_others(change)


@condition
def authorities_added(change: Change) -> bool:
    """More authorities are trusted, and every old one still is."""
    return set(elements(change.old)) < set(elements(change.new))


@condition
def authorities_removed(change: Change) -> bool:
    """Fewer are trusted, and none that is new."""
    new = set(elements(change.new))
    return bool(new) and new < set(elements(change.old))


@condition
def authorities_replaced(change: Change) -> bool:
    """One comes and another goes."""
    return not authorities_added(change) and not authorities_removed(change)


def _hosts(value: Value | None) -> set[str]:
    """Host and port of every endpoint: https for http is still the same server."""
    return {each.rpartition("://")[2].rstrip("/") for each in elements(value)}


@condition
def some_endpoint_kept(change: Change) -> bool:
    """At least one server stays, under http or https."""
    return bool(_hosts(change.old) & _hosts(change.new))


@condition
def no_endpoint_kept(change: Change) -> bool:
    """No server stays."""
    return not some_endpoint_kept(change)
