"""Facts of IPAM `eni` from a state: what the program made in AWS, and so where its operator's
permissions come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.pulumi.type_tokens import (
    AWS_ROLE,
    AWS_SUBNET,
    OPERATOR_ROLE_COMPONENT,
    POD_IDENTITY_ASSOCIATION,
    POD_SUBNETS_COMPONENT,
)
from cilium_ako.changes.facts import NO_FACTS, Facts
from cilium_ako.changes.state_export import Resource, StateExport

NO_ROLE: Final = "control-plane"
"""Where the operator's permissions come from without an `operatorRole`."""


def facts_of_aws(export: StateExport, facts: Facts) -> Facts:
    """The facts of what is in AWS, for a state whose releases say `facts`; none without `eni`."""
    if facts.get("ipam.mode") != "eni":
        return NO_FACTS
    subnets = [each.get("inputs") for each in _made(export, POD_SUBNETS_COMPONENT, AWS_SUBNET)]
    known: dict[str, Value] = {
        "eni.operatorRoleSource": _source(export, facts),
        "eni.podSubnets": tuple(
            str(each["cidrBlock"])
            for each in subnets
            if isinstance(each, dict) and each.get("cidrBlock")
        ),
    }
    return Facts(known)


def _source(export: StateExport, facts: Facts) -> str:
    """The word that `operatorRole.source` has, or NO_ROLE."""
    if not any(export.of_type(OPERATOR_ROLE_COMPONENT)):
        return "existing" if facts.get("eni.operatorRole") else NO_ROLE
    if any(_made(export, OPERATOR_ROLE_COMPONENT, POD_IDENTITY_ASSOCIATION)):
        return "pod-identity"
    return "irsa" if any(_made(export, OPERATOR_ROLE_COMPONENT, AWS_ROLE)) else "node-role"


def _made(export: StateExport, component: str, kind: str) -> Iterator[Resource]:
    """Resources of a type that are of a component."""
    for each in export.of_type(kind):
        if f"{component}$" in str(each.get("urn", "")):
            yield each
