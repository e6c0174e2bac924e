"""Helm's own records of a release in a cluster: a Secret for each revision.

Read with the deployer's own rights; the doctor's (`deploy/doctor-rbac.yaml`) see none of them.
Source: helm:pkg/storage/driver/secrets.go (labels `owner`, `name`, `status`, `version`).
"""

from __future__ import annotations

from cilium_ako.doctor.api_server import Json, ObjectSource, listed, path_of
from cilium_ako.doctor.json_access import string_at


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
    revisions = [
        int(version)
        for each in helm_records(source, namespace, release, status="deployed")
        if (version := string_at(each, "metadata", "labels", "version")).isdecimal()
    ]
    return max(revisions, default=None)
