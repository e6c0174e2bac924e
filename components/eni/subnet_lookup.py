"""What only AWS knows of the subnets that a stack with IPAM `eni` selects.

Asked under the engine, by the provider's functions and not by `pulumi_aws.ec2`, whose import takes
longer than a preview. Where the stack has no `aws:region`, or AWS refuses, a warning says so; with
one the engine ends a preview where the provider has no credentials.
"""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError
from typing import Any, Final, NamedTuple

import pulumi
from pulumi.runtime.settings import _get_rpc_manager

from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.eni_limits import wanted_of_subnets
from cilium_ako.rules.problem import Finding
from cilium_ako.shell import set_to
from components.engine.plugin_versions import plugin_version

Ask = Callable[[str, Mapping[str, object]], Mapping[str, Any]]
"""Calls a function of the AWS provider, by its token, with inputs spelled as the provider has them.
What it gives may lack anything."""

_MOST_LOOKED_AT: Final = 64
"""Subnets that are looked at one by one; a cluster has a handful."""
_LONGEST: Final = 300
"""How much is told of why AWS could not be asked."""


class AskError(Exception):
    """AWS could not be asked; the text says why."""


class _Subnet(NamedTuple):
    id: str
    vpc: str
    zone: str
    free: int | None


def subnet_findings(stack: Stack) -> Iterator[tuple[str, Finding]]:
    """What is wrong with the subnets that a stack selects, each with the id of its rule."""
    return findings(stack, ask_aws)


def findings(stack: Stack, ask: Ask) -> Iterator[tuple[str, Finding]]:
    """The same, of whoever is asked."""
    cluster, cilium = stack.cluster, stack.cilium
    if cluster is None or cilium is None or not isinstance(cilium.ipam, Eni):
        return
    ipam = cilium.ipam
    if ipam.pod_subnets or not (ipam.subnet_ids or ipam.subnet_tags):
        return  # those that the stack makes are as it says
    path = key_path("cilium", "ipam", "subnetIds" if ipam.subnet_ids else "subnetTags")
    try:
        ids = _selected(ipam, cluster.vpc_id, ask)
        if ids is None:
            return  # nobody answers: a test's engine
        if missing := _missing(ipam, cluster.vpc_id, ids):
            yield "eni-subnets-nothing", Finding(path, missing)
        if not ids:
            return
        subnets = [_look_at(each, ask) for each in ids[:_MOST_LOOKED_AT]]
        by_tags = bool(ipam.subnet_tags) and not ipam.subnet_ids
        everything = by_tags and _is_everything(cluster.vpc_id, subnets, ids, ask)
    except AskError as error:
        yield "eni-subnets-unasked", Finding(path, f"AWS could not be asked: {error}")
        return
    yield from _of_vpcs(path, cluster.vpc_id, subnets)
    if everything:
        yield "eni-subnets-everything", Finding(path, f"these tags select all {len(ids)} subnets")
    zones = {each.zone for each in subnets if each.zone}
    if len(zones) == 1:
        yield (
            "eni-subnets-one-zone",
            Finding(path, f"every subnet that these select is in {', '.join(zones)}"),
        )
    free = [each.free for each in subnets if each.free is not None]
    wanted = wanted_of_subnets(cluster, cilium)
    if len(free) == len(ids) and sum(free) < wanted:
        yield (
            "eni-subnets-full",
            Finding(
                path,
                f"the subnets have {sum(free):,} addresses that are free, and {cluster.max_nodes} "
                f"nodes with {cluster.max_pods_per_node} pods each, and addresses in store, would "
                f"take {wanted:,} (on a running cluster some of them are taken already)",
            ),
        )


def _of_vpcs(
    path: str, vpc_id: str | None, subnets: Sequence[_Subnet]
) -> Iterator[tuple[str, Finding]]:
    vpcs = sorted({each.vpc for each in subnets if each.vpc})
    if len(vpcs) > 1:
        yield (
            "eni-subnets-other-vpc",
            Finding(path, f"the subnets are in {len(vpcs)} VPCs: {', '.join(vpcs)}"),
        )
    elif vpcs and vpc_id is not None and vpcs != [vpc_id]:
        place = key_path("cluster", "vpcId")
        yield (
            "eni-subnets-other-vpc",
            Finding(
                path,
                f"the subnets are in {vpcs[0]}, and the nodes in {vpc_id}",
                f"name subnets of {vpc_id}, or {set_to(place, vpcs[0])}",
            ),
        )


def _selected(ipam: Eni, vpc_id: str | None, ask: Ask) -> list[str] | None:
    """The ids of the subnets that a stack selects and that are there; None without an answer.

    Tags select in the node's VPC alone, so subnets of others may have them. Source:
    pkg/aws/eni/instances.go (FindSubnetByTags).
    """
    filters = [_filter(f"tag:{name}", value) for name, value in sorted(ipam.subnet_tags.items())]
    if ipam.subnet_ids:
        filters.append({"name": "subnet-id", "values": list(ipam.subnet_ids)})
    elif vpc_id is not None:
        filters.append(_filter("vpc-id", vpc_id))
    return _ids(filters, ask)


def _missing(ipam: Eni, vpc_id: str | None, ids: Sequence[str]) -> str:
    """Which subnets are not there; empty where all are."""
    if ipam.subnet_ids:
        gone = sorted(set(ipam.subnet_ids) - set(ids))
        tagged = " with these tags" if ipam.subnet_tags else ""
        return f"{', '.join(gone)}: there is no such subnet{tagged} in this region" if gone else ""
    where = f"in {vpc_id}" if vpc_id else "in this region"
    return "" if ids else f"no subnet {where} has these tags"


def _is_everything(
    vpc_id: str | None, subnets: Sequence[_Subnet], ids: Sequence[str], ask: Ask
) -> bool:
    """Whether tags select every subnet of the VPC, of which there are several."""
    vpc = vpc_id or next((each.vpc for each in subnets if each.vpc), "")
    if not vpc or len(ids) == 1:
        return False
    every = _ids([_filter("vpc-id", vpc)], ask)
    return bool(every) and set(every or ()) <= set(ids)


def _filter(name: str, value: str) -> Mapping[str, object]:
    return {"name": name, "values": [value]}


def _ids(filters: Sequence[Mapping[str, object]], ask: Ask) -> list[str] | None:
    answer = ask("aws:ec2/getSubnets:getSubnets", {"filters": filters})
    found = answer.get("ids")
    return sorted(map(str, found)) if isinstance(found, Sequence) else None


def _look_at(subnet: str, ask: Ask) -> _Subnet:
    answer = ask("aws:ec2/getSubnet:getSubnet", {"id": subnet})
    free = answer.get("availableIpAddressCount")
    return _Subnet(
        subnet,
        str(answer.get("vpcId") or ""),
        str(answer.get("availabilityZone") or ""),
        int(free) if isinstance(free, int | float) else None,
    )


def ask_aws(token: str, inputs: Mapping[str, object]) -> Mapping[str, Any]:
    """Asks the AWS provider that `aws:*` configures. Raises AskError."""
    if not pulumi.Config("aws").get("region"):
        raise AskError("aws:region is not set")
    try:
        plugin = plugin_version("pulumi-aws")
    except PackageNotFoundError:
        raise AskError("the package pulumi-aws is left out") from None
    try:
        result = pulumi.runtime.invoke(token, dict(inputs), pulumi.InvokeOptions(version=plugin))
    except Exception as error:
        _forget(error)
        words = " ".join(str(error).split())
        raise AskError(words[:_LONGEST]) from None
    return result.value if isinstance(result.value, Mapping) else {}


def _forget(error: Exception) -> None:
    """Takes a failed call out of the SDK's list: at its end it ends the program, caught or not.

    Source: sdk/python/lib/pulumi/runtime/rpc_manager.py and stack.py of Pulumi.
    """
    calls = _get_rpc_manager()
    if calls.unhandled_exception is error:
        calls.unhandled_exception = calls.exception_traceback = None
    calls.rpcs[:] = [
        each
        for each in calls.rpcs
        if not (isinstance(each, Future) and each.done() and each.exception() is error)
    ]
