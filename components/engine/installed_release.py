"""What there is of Cilium or AKO in the cluster before this stack makes it, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pulumi

from cilium_ako.catalogue.taking import Taken
from cilium_ako.changes.release_description import parse_description
from cilium_ako.config.stack import Stack
from cilium_ako.documents.error import DocumentError
from components.engine.live_cluster import live_cluster

if TYPE_CHECKING:
    from cilium_ako.doctor.api_server import ApiServer, Json


class InstalledRelease(NamedTuple):
    """What there is of it."""

    what: str = ""
    """As a sentence without its end; empty where there is nothing, or where it cannot be seen."""
    owned: bool = False
    """Whether this stack installed it."""


NOTHING = InstalledRelease()


def installed_release(taken: Taken, stack: Stack) -> InstalledRelease:
    """What the cluster has, by its workload and by Helm's record; nothing is raised."""
    # Only a hook of the engine's comes here, and only when something is created.
    from cilium_ako.doctor.read_error import ClusterAccessError, ReadError  # noqa: PLC0415

    try:
        return _seen(live_cluster(stack), taken, stack.name)
    except (ClusterAccessError, ReadError) as error:
        pulumi.log.warn(
            f"could not look whether the cluster already runs {taken.article} {taken.called}:"
            f" {error.message}"
        )
        return NOTHING


def _seen(server: ApiServer, taken: Taken, stack: str) -> InstalledRelease:
    from cilium_ako.doctor.helm_records import helm_records  # noqa: PLC0415 - as above

    found = ""
    if server.get(_workload_path(taken), metadata_only=True) is not None:
        found = f"{taken.namespace}/{taken.workload}"
    records = helm_records(server, taken.namespace, taken.release)
    if not found and not records:
        found = _elsewhere(server, taken)
    if found:
        what = f"runs {taken.article} {taken.called} ({taken.kind} {found})"
    elif records:
        what = f"has a Helm release {taken.release_name}"
    else:
        return NOTHING
    owned = any(_is_of(each, stack) for each in records)
    return InstalledRelease(f"the cluster already {what}", owned)


def _workload_path(taken: Taken) -> str:
    return f"/apis/apps/v1/namespaces/{taken.namespace}/{taken.plural}/{taken.workload}"


def _elsewhere(server: ApiServer, taken: Taken) -> str:
    """A workload with its labels in any namespace, as `namespace/name`; empty without one."""
    from cilium_ako.doctor.json_access import string_at  # noqa: PLC0415 - as above

    for each in workloads(server, taken):
        return f"{string_at(each, 'metadata', 'namespace')}/{string_at(each, 'metadata', 'name')}"
    return ""


def workloads(server: ApiServer, taken: Taken) -> list[Json]:
    """Every workload with its labels, in any namespace. Raises ReadError."""
    from cilium_ako.doctor.api_server import listed  # noqa: PLC0415 - as above

    return listed(server, f"/apis/apps/v1/{taken.plural}", labelSelector=taken.labels)


def _is_of(record: Json, stack: str) -> bool:
    """Whether a record of Helm's is of a release that this stack installed."""
    from cilium_ako.doctor.json_access import string_at  # noqa: PLC0415 - as above
    from cilium_ako.documents.helm_record import read_record  # noqa: PLC0415

    try:
        return says(read_record(string_at(record, "data", "release")).description, stack)
    except DocumentError:
        return False


def says(description: str, stack: str) -> bool:
    """Whether a release's description says that this stack deployed it."""
    pairs = parse_description(description)
    return pairs is not None and pairs.get("stack") == stack
