"""Whether what the program makes for Cilium's operator is made in the cluster's AWS account.

ARNs of a role are known from the config before it is made, its account among them; only AWS knows
whose credentials the provider has.
"""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.config.operator_role import IrsaRole, MadePolicy
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import aws_account
from cilium_ako.shell import set_to
from components.eni.subnet_lookup import Ask, AskError, ask_aws


def account_findings(stack: Stack) -> Iterator[tuple[str, Finding]]:
    """The rule `aws-account-differs`, where the provider's credentials are of another account."""
    return findings(stack, ask_aws)


def findings(stack: Stack, ask: Ask) -> Iterator[tuple[str, Finding]]:
    """The same, of whoever is asked; nothing where nobody answers: making the role then fails."""
    cluster, cilium = stack.cluster, stack.cilium
    if cluster is None or cilium is None:
        return
    role, wanted = cilium.operator_role, aws_account(cluster, cilium)
    if not isinstance(role, MadePolicy) or wanted is None:
        return
    try:
        found = ask("aws:index/getCallerIdentity:getCallerIdentity", {}).get("accountId")
    except AskError:
        return
    if isinstance(found, str) and found and found != wanted:
        said = cluster.aws_account is not None or not isinstance(role, IrsaRole)
        path = key_path("cluster", "awsAccount")
        at = path if said else key_path("cilium", "ipam", "operatorRole", "oidcProviderArn")
        yield (
            "aws-account-differs",
            Finding(
                at,
                f"the AWS provider has credentials of account {found}, and the cluster is in "
                f"{wanted}",
                f"use credentials of {wanted} (AWS_PROFILE, aws:profile), or {set_to(path, found)}",
            ),
        )
