"""Helm's own records of a release in a cluster: a Secret for each revision.

Read with the deployer's own rights; the doctor's (`deploy/doctor-rbac.yaml`) see none of them.
Source: helm:pkg/storage/driver/secrets.go (labels `owner`, `name`, `status`, `version`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cilium_ako.doctor.api_server import Json, ObjectSource, listed, path_of
from cilium_ako.doctor.json_access import string_at
from cilium_ako.documents.helm_record import HelmRecord, read_record


class StoredRevision(NamedTuple):
    """One revision of a release."""

    number: int
    status: str
    """As Helm spells it: `deployed`, `failed`, `pending-upgrade`."""
    entry: str
    """The packed record; `record` opens it."""

    def record(self) -> HelmRecord:
        """What Helm wrote down. Raises DocumentError where it cannot be read."""
        return read_record(self.entry)


def helm_records(source: ObjectSource, namespace: str, release: str, **labels: str) -> list[Json]:
    """The records of a release, as far as they have these labels too. Raises ReadError."""
    wanted = {"owner": "helm", "name": release, **labels}
    return listed(
        source,
        path_of("api", "v1", "namespaces", namespace, "secrets"),
        labelSelector=",".join(f"{label}={value}" for label, value in wanted.items()),
    )


def last_deployed(source: ObjectSource, namespace: str, release: str) -> int | None:
    """The revision that Helm has as deployed; None where there is none. Raises ReadError."""
    found = revisions(helm_records(source, namespace, release, status="deployed"))
    return max((each.number for each in found), default=None)


def newest(records: Iterable[Json]) -> StoredRevision | None:
    """The newest revision among records of one release; None where there is none."""
    return max(revisions(records), default=None)


def revisions(records: Iterable[Json]) -> Iterator[StoredRevision]:
    """The revisions in records, those left out that say no number."""
    for each in records:
        number = string_at(each, "metadata", "labels", "version")
        if number.isdecimal():
            status = string_at(each, "metadata", "labels", "status")
            yield StoredRevision(int(number), status, string_at(each, "data", "release"))
