"""Stalled Stacks woken: the one thing here that writes to a hub, one annotation each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import NamedTuple

from cilium_ako.catalogue.pulumi.operator import RESOURCES, WAKING_ANNOTATION
from cilium_ako.doctor.api_server import ApiServer, path_of
from cilium_ako.doctor.connection import open_client
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
        from kubernetes.client import ApiException  # noqa: PLC0415 - start-up time

        api, group, version, kind = RESOURCES
        path = path_of(api, group, version, "namespaces", stack.namespace, kind, stack.name)
        value = f"{hub.now:%Y-%m-%dT%H:%M:%SZ}"
        method, url, headers, body, post, *_ = client.param_serialize(
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
            answer = client.call_api(
                method, url, headers, body, post, _request_timeout=deadline.left()
            ).response
            answer.read()
        except ApiException as error:
            return f"the server answered {error.status}"
        return "" if answer.status == 200 else _refusal(answer.status, answer.data)

    return hub, [Nudged(each, write(each)) for each in chosen]


def _refusal(status: int, body: bytes) -> str:
    if status == 403:
        return "no permission to patch it (403); deploy/fleet-rbac.yaml has the right for it"
    try:
        reason = json.loads(body).get("reason", "")
    except (ValueError, AttributeError):
        reason = ""
    return f"the server answered {status}{f', {reason}' if reason else ''}"
