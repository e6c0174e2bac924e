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
