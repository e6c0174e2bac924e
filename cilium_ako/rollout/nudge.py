"""Stalled Stacks woken: the one thing here that writes to a hub, one annotation each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cilium_ako.catalogue.pulumi.operator import RESOURCES, WAKING_ANNOTATION
from cilium_ako.doctor.api_server import ApiServer, exchange, path_of, refusal_text
from cilium_ako.doctor.connection import open_client
from cilium_ako.doctor.read_error import ReadError
from cilium_ako.message import Message
from cilium_ako.rollout.hub import Hub, HubStack, read_hub


class Nudged(NamedTuple):
    """What became of a nudge."""

    stack: HubStack
    failure: str
    """Why it was not written; empty where it was."""


def nudge(
    names: Iterable[str],
    context: str,
    seconds: float,
    notify: Callable[[Message], None] | None = None,
) -> tuple[Hub, list[Nudged]]:
    """Annotates the Stalled Stacks, of these stacks alone where any are named.

    Raises ClusterAccessError where the hub cannot be read.
    """
    client, deadline = open_client(context or None, seconds, notify=notify)
    hub = read_hub(ApiServer(client, deadline))
    wanted = set(names)
    chosen = [each for each in hub.stacks if each.stalled and (not wanted or each.name in wanted)]

    def write(stack: HubStack) -> str:
        api, group, version, kind = RESOURCES
        path = path_of(api, group, version, "namespaces", stack.namespace, kind, stack.name)
        value = f"{hub.now:%Y-%m-%dT%H:%M:%SZ}"
        method, url, headers, content, *_ = client.param_serialize(
            "PATCH",
            path,
            header_params={
                "Accept": "application/json",
                "Content-Type": "application/merge-patch+json",
            },
            body={"metadata": {"annotations": {WAKING_ANNOTATION: value}}},
            auth_settings=["BearerToken"],
        )
        try:
            status, _, body = exchange(client, deadline, method, url, headers, content)
        except ReadError as error:
            return error.message
        return "" if status == 200 else _refusal(status, body)

    return hub, [Nudged(each, write(each)) for each in chosen]


def _refusal(status: int, body: bytes) -> str:
    if status == 403:
        return "no permission to patch it (403); deploy/fleet-rbac.yaml has the right for it"
    return refusal_text(status, body)
