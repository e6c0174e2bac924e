"""Whether what is to be taken over can be: asked of the cluster, before anything is imported.

An import has no hook of its own, and reads a release into the state as it is. So as long as a
person has acknowledged that a release is taken over, the program looks before it registers
anything: at whose release it is, whether it is whole, and whether Helm's record holds secrets.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pulumi

from cilium_ako.catalogue import taking
from cilium_ako.catalogue.ako import objects as ako
from cilium_ako.catalogue.ako.features import EXISTING_SECRET
from cilium_ako.catalogue.charts.secret_names import may_hold_secret
from cilium_ako.catalogue.pulumi.deletions import TAKEN_DOWN
from cilium_ako.catalogue.taking import AKO, TAKEN, Taken
from cilium_ako.config.ako import CredentialsFromConfig
from cilium_ako.config.stack import SecretKey, Stack, key_path
from cilium_ako.documents.error import DocumentError
from cilium_ako.rules.problem import Finding
from cilium_ako.shell import quoted
from components.avi_credentials import KEYS_IN_SECRET
from components.engine.installed_release import says, workloads
from components.engine.live_cluster import live_cluster

if TYPE_CHECKING:
    from cilium_ako.doctor.api_server import ApiServer, Json
    from cilium_ako.documents.helm_record import HelmRecord

_SECRET: Final = f"/api/v1/namespaces/{ako.NAMESPACE}/secrets/{ako.SECRET}"

Told = tuple[str, Finding]
"""A rule's id, and what it found."""


def taking_problems(stack: Stack) -> Iterator[Told]:
    """What stands in the way of each release that the stack takes over.

    Nothing is asked where nothing is taken over. Where the cluster cannot be read, a warning says
    so, and the engine finds out by itself.
    """
    wanted = [each for each in TAKEN if each.rule in stack.acknowledge and _has(stack, each)]
    if not wanted or TAKEN_DOWN in stack.acknowledge:
        return
    # start-up time: only a run that takes something over comes here
    from cilium_ako.doctor.read_error import ClusterAccessError, ReadError  # noqa: PLC0415

    try:
        server = live_cluster(stack)
        for taken in wanted:
            yield from _problems(server, taken, stack)
    except (ClusterAccessError, ReadError) as error:
        pulumi.log.warn(f"could not look at what is to be taken over: {error.message}")


def ways_back(stack: Stack, parents: str = "") -> Iterator[str]:
    """The commands that let go of what the stack takes over, without deleting it, last one first.

    AKO goes with Cilium where both do: it depends on it. `parents` are the types of what the
    components stand below, as a URN has them.
    """
    for taken in reversed(TAKEN):
        if taken.rule in stack.acknowledge and _has(stack, taken):
            yield taking.way_back(quoted(stack.name), quoted(_urn(taken, stack.name, parents)))


def _urn(taken: Taken, stack: str, parents: str) -> str:
    below = f"{parents}$" if parents else ""
    return f"urn:pulumi:{stack}::{pulumi.get_project()}::{below}{taken.component}"


def _has(stack: Stack, taken: Taken) -> bool:
    return (stack.ako if taken is AKO else stack.cilium) is not None


def _path(taken: Taken) -> str:
    return key_path("acknowledge", taken.rule)


def _problems(server: ApiServer, taken: Taken, stack: Stack) -> Iterator[Told]:
    from cilium_ako.doctor.helm_records import helm_records, newest  # noqa: PLC0415 - as above

    revision = newest(helm_records(server, taken.namespace, taken.release))
    if revision is None:
        yield from _without_release(server, taken, stack.name)
        return
    try:
        record = revision.record()
    except DocumentError as error:
        finding = f"Helm's record of {taken.release_name} {error.message}"
        yield "taken-release-unfinished", Finding(_path(taken), finding, error.fix)
        return
    if says(record.description, stack.name):
        return  # it was taken over before, and the acknowledgement is still there
    if record.chart != taken.chart:
        yield (
            "taken-release-elsewhere",
            Finding(
                _path(taken),
                f"the release {taken.release_name} is of the chart {record.chart[:60]!r}, whose"
                f" values are others than those of {taken.chart}",
                "leave it to its owner, or install the chart itself in its place",
            ),
        )
        return
    if revision.status != "deployed":
        yield (
            "taken-release-unfinished",
            Finding(
                _path(taken),
                f"revision {revision.number} of {taken.release_name} is {revision.status[:40]}",
                _lines(taking.finished(taken)),
            ),
        )
    yield from _secret_values(record, taken)
    if taken is AKO:
        yield from _other_credentials(server, stack)


def _without_release(server: ApiServer, taken: Taken, stack: str) -> Iterator[Told]:
    """What is there without a release of the program's name: what made it, and the way out."""
    from cilium_ako.doctor.json_access import string_at, string_map_at  # noqa: PLC0415 - as above

    there = workloads(server, taken)
    if not there:
        missing = f"there is no Helm release {taken.release_name}, and no {taken.called} at all"
        fix = f"pulumi config rm --path '{_path(taken)}'"
        yield "taken-release-missing", Finding(_path(taken), missing, fix)
    for each in there:
        namespace = string_at(each, "metadata", "namespace")
        where = f"{taken.kind} {namespace}/{string_at(each, 'metadata', 'name')}"
        annotations = string_map_at(each, "metadata", "annotations")
        release = annotations.get(taking.RELEASE_NAME, "")
        of = annotations.get(taking.RELEASE_NAMESPACE, namespace)
        if namespace != taken.namespace:
            found = f"{where} is not in {taken.namespace}, where this program has {taken.called}"
            ways = taking.moved(taken, quoted(of), quoted(release or taken.release))
            yield "taken-release-elsewhere", Finding(_path(taken), found, _lines(ways))
        elif release and (of, release) != (taken.namespace, taken.release):
            found = f"{where} is of the Helm release {of}/{release}, not of {taken.release_name}"
            ways = taking.renamed(taken, quoted(stack), quoted(release))
            yield "taken-release-elsewhere", Finding(_path(taken), found, _lines(ways))
        else:
            owner = string_map_at(each, "metadata", "labels").get(taking.MANAGED_BY, "")
            found = f"{where} is of no Helm release" + (
                f", and {owner[:40]} manages it" if owner and owner != "Helm" else ""
            )
            ways = taking.made_a_release(
                taken, quoted(stack), managed_by=owner, immutable=not _selects_alike(each, taken)
            )
            yield "taken-release-missing", Finding(_path(taken), found, _lines(ways))


def _selects_alike(workload: Json, taken: Taken) -> bool:
    """Whether a workload selects its pods as the chart's does, which no update can change."""
    from cilium_ako.doctor.json_access import string_map_at  # noqa: PLC0415 - as above

    selected = string_map_at(workload, "spec", "selector", "matchLabels")
    key, _, value = taken.labels.partition("=")
    if taken is AKO:
        return selected.get("app.kubernetes.io/instance", taken.release) == taken.release
    return selected == {key: value}


def _secret_values(record: HelmRecord, taken: Taken) -> Iterator[Told]:
    """Keys of Helm's values that hold a secret, by name."""
    from cilium_ako.charts.helm_values import flatten  # noqa: PLC0415 - as above

    found = [
        key
        for key, value in flatten(record.values)
        if value not in (None, "", [], {}) and may_hold_secret(taken.chart, key)
    ]
    if found:
        yield (
            "taken-values-secret",
            Finding(
                _path(taken),
                f"Helm's values of {taken.release_name} hold {', '.join(sorted(found))[:300]}",
                _lines(taking.without_secret_values()) if taken is AKO else "",
            ),
        )


def _other_credentials(server: ApiServer, stack: Stack) -> Iterator[Told]:
    """Entries of AKO's Secret that the config would change, by name."""
    if stack.ako is None or not isinstance(stack.ako.credentials, CredentialsFromConfig):
        return
    if not EXISTING_SECRET.is_in(stack.ako.version):
        return  # Helm makes it there
    live = server.get(_SECRET)
    if live is None:
        return
    wanted = {"username": stack.avi_username} | {
        entry: stack.secrets[key].text or ""
        for key, entry in KEYS_IN_SECRET.items()
        if key in stack.secrets
    }
    differing = [entry for entry, text in wanted.items() if _entry(live, entry) != text]
    if differing:
        yield (
            "taken-secret-differs",
            Finding(
                key_path("ako", "credentials"),
                f"{', '.join(differing)} of the Secret {ako.NAMESPACE}/{ako.SECRET} is not what the"
                " config says",
                _lines(tuple(_set_from_secret(entry) for entry in differing)),
            ),
        )


def _set_from_secret(entry: str) -> str:
    """The command that brings an entry into the config without showing it."""
    read = (
        f"kubectl -n {ako.NAMESPACE} get secret {ako.SECRET} -o jsonpath='{{.data.{entry}}}'"
        " | base64 -d | pulumi config set"
    )
    if entry == "username":
        return f"{read} {key_path('aviUsername')}"
    by_entry: Mapping[str, SecretKey] = {name: key for key, name in KEYS_IN_SECRET.items()}
    return f"{read} --secret {key_path(by_entry[entry])}"


def _entry(secret: Json, entry: str) -> str | None:
    from cilium_ako.doctor.json_access import string_at  # noqa: PLC0415 - as above

    try:
        return b64decode(string_at(secret, "data", entry), validate=True).decode()
    except (NoBase64, ValueError):
        return None


def _lines(commands: tuple[str, ...]) -> str:
    return "\n".join(commands)
