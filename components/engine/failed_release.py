"""What to do about a Helm release that failed in the middle.

Helm's own words leave out how to get out of a pending release, and what a release waited for. An
error hook of the engine's says both, from the cluster where it can be read. It tries again only
where the API server refused connections, and never because of what a chart says.
Source: pulumi:sdk/python/lib/pulumi/resource_hooks.py (ErrorHook).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import pulumi

from cilium_ako.catalogue.ako import objects as ako
from cilium_ako.catalogue.cilium import objects as cilium
from cilium_ako.catalogue.pulumi.release_failures import FAILURES, RETRY_PAUSES, ReleaseFailure
from cilium_ako.config.stack import Stack
from cilium_ako.shell import quoted
from components.engine.live_cluster import live_cluster
from components.engine.wording import tell_error


class _Release(NamedTuple):
    namespace: str
    name: str


_RELEASES: Final = {
    cilium.RELEASE: _Release(cilium.NAMESPACE, cilium.RELEASE),
    ako.RELEASE: _Release(ako.NAMESPACE, ako.RELEASE),
}
"""By the resource's name."""


def failed_release_hook(stack_name: str, stack: Stack) -> pulumi.ErrorHook:
    """Registers the hook, once per program; bind it to both releases."""

    async def explain(args: pulumi.ErrorHookArgs) -> bool:
        release = _RELEASES.get(args.name)
        failure = failure_of(args.errors[0]) if args.errors else None
        if release is None or failure is None:
            return False
        pause = retry_pause(args.errors)
        if pause is not None:
            tries = len(_refused(args.errors))
            pulumi.log.warn(
                f"{release.namespace}/{release.name}: {failure.meaning} Trying again in"
                f" {pause:g} s ({tries} of {len(RETRY_PAUSES)})."
            )
            await asyncio.sleep(pause)
            return True
        # the cluster is read in a thread: this one answers the engine meanwhile
        lines = await asyncio.to_thread(_advice, failure, release, stack_name, stack)
        tell_error("\n".join(lines))
        return False

    return pulumi.ErrorHook("cilium-ako-failed-release", explain)


def failure_of(error: str) -> ReleaseFailure | None:
    """The row of the catalogue that an error belongs to; None where no row knows it."""
    return next((row for row in FAILURES if re.search(row.pattern, error)), None)


def retry_pause(errors: Sequence[str]) -> float | None:
    """Seconds to wait before another try; None where there is to be none.

    `errors` are those of one operation so far, the newest first.
    """
    newest = failure_of(errors[0]) if errors else None
    if newest is None or newest.remedy != "retry":
        return None
    tried = len(_refused(errors)) - 1
    return RETRY_PAUSES[tried] if tried < len(RETRY_PAUSES) else None


def _refused(errors: Sequence[str]) -> list[str]:
    rows = ((each, failure_of(each)) for each in errors)
    return [each for each, row in rows if row is not None and row.remedy == "retry"]


def _advice(failure: ReleaseFailure, release: _Release, stack_name: str, stack: Stack) -> list[str]:
    lines = [f"Helm release {release.namespace}/{release.name}: {failure.meaning}", ""]
    again = f"    pulumi up --stack {quoted(stack_name)}"
    if failure.remedy == "roll-back":
        return lines + _roll_back(release, stack) + [again]
    if failure.remedy == "look":
        return lines + _not_ready(release, stack) + [again]
    return [*lines, "When the API server answers (kubectl get --raw /readyz):", "", again]


def _roll_back(release: _Release, stack: Stack) -> list[str]:
    helm = f"helm{_context(stack, '--kube-context')} -n {release.namespace}"
    revision = _last_deployed(release, stack)
    lines = [
        "Make sure that no other pulumi or helm works on it: then wait for that one. Else look at"
        " its history, and put Helm's record right:",
        "",
        f"    {helm} history {release.name}",
    ]
    if revision == "none":
        return [
            *lines,
            f"    {helm} uninstall {release.name}   # where its one revision is pending-install",
        ]
    return [*lines, f"    {helm} rollback {release.name} {revision}"]


def _not_ready(release: _Release, stack: Stack) -> list[str]:
    kubectl = f"kubectl{_context(stack, '--context')} -n {release.namespace}"
    seen = _unready(release, stack)
    lines = ["Not ready now:", "", *(f"    {line}" for line in seen), ""] if seen else []
    return [
        *lines,
        "Look at what keeps it, mend that, and go on:",
        "",
        f"    {kubectl} get pods -o wide",
        f"    {kubectl} get events --sort-by=.lastTimestamp",
    ]


def _context(stack: Stack, option: str) -> str:
    context = stack.cluster.kubeconfig_context if stack.cluster is not None else ""
    return f" {option} {quoted(context)}" if context else ""


def _last_deployed(release: _Release, stack: Stack) -> str:
    """Helm's last good revision, `none`, or what a person has to fill in."""
    from cilium_ako.doctor.helm_records import last_deployed  # noqa: PLC0415 - only after a failure

    # an explanation that fails would take the place of the error that it explains
    try:
        found = last_deployed(live_cluster(stack), release.namespace, release.name)
    except Exception:
        return "REVISION   # the last one whose STATUS is deployed"
    return "none" if found is None else str(found)


def _unready(release: _Release, stack: Stack) -> list[str]:
    from cilium_ako.doctor.read_error import ClusterAccessError, ReadError  # noqa: PLC0415
    from cilium_ako.doctor.rollout import unready_lines  # noqa: PLC0415 - only after a failure

    try:
        return list(unready_lines(live_cluster(stack), release.namespace, release.name))
    except (ClusterAccessError, ReadError) as error:
        return [f"(the cluster could not be read: {error.message})"]
    except Exception as error:  # as above; its text could hold anything
        return [f"(the cluster could not be read: {type(error).__name__})"]
