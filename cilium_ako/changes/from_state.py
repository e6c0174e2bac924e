"""Facts from a state: what `pulumi stack export` writes.

Version 3 and 4 of the format are the same for what is read here. Nothing that is encrypted is
decrypted, and nothing that is a secret is read, also where an export shows it in clear.
Source: pulumi:sdk/go/common/apitype/core.go (UntypedDeployment, DeploymentV3, ResourceV3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.objects import IPSEC_SECRET
from cilium_ako.catalogue.pulumi import wire_format
from cilium_ako.changes.fact_keys import Part
from cilium_ako.changes.facts import NO_FACTS, Facts, Hidden
from cilium_ako.changes.from_release import chart_version, key_facts, release_facts
from cilium_ako.changes.from_values import unknown_version
from cilium_ako.config.stack import PROJECT
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.limits import EXPORT_BYTES
from cilium_ako.shell import quoted

LARGEST: Final = 256 << 20
"""Size in bytes over which an export is refused unread."""

RELEASE: Final = "kubernetes:helm.sh/v3:Release"
SECRET: Final = "kubernetes:core/v1:Secret"  # noqa: S105 - a type's name

_URN: Final = re.compile(r"urn:pulumi:(?P<stack>[^:]+)::(?P<project>[^:]+)::(?P<rest>.+)")
_CHARTS: Final[tuple[Part, ...]] = ("cilium", "ako")


@dataclass(frozen=True, slots=True)
class State:
    """What an export says of a cluster."""

    stack: str
    """The stack that it is of."""
    facts: Facts
    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart, Hidden where they could not be read."""
    decisions: Mapping[str, str] | None
    """The decisions that the components wrote, where they did."""


def read_state(path: Path) -> State:
    """The state in a file. Raises DocumentError where it is none that can be used."""
    try:
        text = text_of(read_option(path, EXPORT_BYTES))
    except DocumentError as error:
        raise DocumentError(f"{path} {error.message}", f"make it with: {_EXPORT}") from None
    return state_of(text, str(path))


_EXPORT: Final = "pulumi stack export --stack STACK --file state.json"


def state_of(text: str, name: str = "the export") -> State:
    """The state in an export's text. Raises DocumentError like `read_state`."""
    deployment = _deployment(text, name)
    resources = [each for each in _listed(deployment.get("resources")) if isinstance(each, dict)]
    stack = _stack(resources, name)
    _interrupted(deployment, name)
    releases = dict(_releases(resources, name))
    if "cilium" not in releases:
        raise DocumentError(
            f"{name} holds no Helm release of the name cilium, so there is nothing to compare with",
            "deploy the stack first, or bring the release in: pulumi import"
            f" {RELEASE} cilium {cilium_objects.RELEASE_NAME}",
        )
    facts = NO_FACTS
    values: dict[str, Mapping[str, object]] = {}
    for part, resource in releases.items():
        inputs = _inputs(resource)
        reason = unknown_version(part, chart_version(part, inputs))
        if reason is not None:
            raise DocumentError(
                f"{name}: the release of {part} cannot be understood: {reason}",
                f"helm list -A shows the chart; set `version` on the Release, `pulumi refresh`, and"
                f" export again ({_EXPORT})",
            )
        facts = facts.merged(release_facts(part, inputs))
        given = inputs.get("values")
        values[part] = given if isinstance(given, Mapping) else {}
    key = _ipsec_key(resources)
    if key is not None and "cilium" in releases:
        # the release says the id as well, and where it is another program's only the Secret does
        said = dict(facts.unknown)
        said.pop("ipsec.keyId", None)
        facts = Facts(facts.known, said if "ipsec.keyId" in key.known else facts.unknown)
        facts = facts.merged(key)
    return State(stack, facts, values, _decisions(resources))


def _deployment(text: str, name: str) -> Mapping[str, object]:
    if not text.strip():
        raise DocumentError(f"{name} is empty", f"make it with: {_EXPORT}")
    try:
        document = load_json(text)
    except DocumentError as error:
        raise DocumentError(
            f"{name} {error.message}; it may have been cut off or edited",
            f"make it anew: {_EXPORT}",
        ) from None
    if not isinstance(document, dict) or "deployment" not in document:
        what = "a checkpoint from a backend's own files" if _is_checkpoint(document) else "none"
        raise DocumentError(
            f"{name} is no stack export" + (f", but {what}" if what != "none" else ""),
            f"make it with: {_EXPORT}",
        )
    version = document.get("version")
    if version not in (3, 4):
        raise DocumentError(
            f"{name} has the format version {version!r}, and 3 and 4 are known here",
            f"export it with a current Pulumi CLI: {_EXPORT}",
        )
    deployment = document["deployment"]
    if not isinstance(deployment, dict):
        raise DocumentError(
            f"{name} holds no deployment that can be read (it is encrypted as a whole, or empty)",
            f"export it where the stack's secrets provider is at hand: {_EXPORT}",
        )
    return deployment


def _is_checkpoint(document: object) -> bool:
    return isinstance(document, dict) and "checkpoint" in document


def _stack(resources: list[dict[str, Any]], name: str) -> str:
    found: set[tuple[str, str]] = set()
    for resource in resources:
        match = _URN.fullmatch(str(resource.get("urn", "")))
        if match is not None:
            found.add((match["project"], match["stack"]))
    if not found:
        raise DocumentError(
            f"{name} holds no resources: nothing was deployed from that stack, or it is of another"
            " one",
            f"check the stack's name: {_EXPORT}",
        )
    others = sorted(project for project, _ in found if project != PROJECT)
    if others:
        raise DocumentError(
            f"{name} is of the project {others[0]}, not of {PROJECT}",
            f"run this in the project's directory: {_EXPORT}",
        )
    return sorted(stack for _, stack in found)[0]


def _interrupted(deployment: Mapping[str, object], name: str) -> None:
    for operation in _listed(deployment.get("pending_operations")):
        resource = operation.get("resource") if isinstance(operation, dict) else None
        if isinstance(resource, dict) and resource.get("type") in (RELEASE, SECRET):
            raise DocumentError(
                f"{name}: an earlier run was interrupted while it changed"
                f" {str(resource.get('urn')).rpartition('::')[2]}, so nobody knows what is there",
                "run `pulumi refresh`, look at the cluster, and export again",
            )


def _releases(resources: list[dict[str, Any]], name: str) -> Iterator[tuple[Part, dict[str, Any]]]:
    for part in _CHARTS:
        found = [
            each
            for each in resources
            if each.get("type") == RELEASE and not each.get("delete") and _named(each) == part
        ]
        if len(found) > 1:
            raise DocumentError(
                f"{name} holds {len(found)} releases of the name {part}",
                "look for what the stack should not manage: pulumi stack --show-urns",
            )
        for resource in found:
            _pending(part, resource, name)
            yield part, resource


def _named(resource: Mapping[str, object]) -> str:
    inputs = resource.get("inputs")
    given = inputs.get("name") if isinstance(inputs, dict) else None
    return given if isinstance(given, str) else str(resource.get("urn", "")).rpartition("::")[2]


def _pending(part: Part, resource: Mapping[str, object], name: str) -> None:
    outputs = resource.get("outputs")
    status = outputs.get("status") if isinstance(outputs, dict) else None
    if not isinstance(status, dict):
        return
    said, namespace = status.get("status"), status.get("namespace")
    if not isinstance(said, str) or not said.startswith(("pending-", "uninstalling")):
        return
    at = quoted(namespace) if isinstance(namespace, str) else "NAMESPACE"
    raise DocumentError(
        f"{name}: the Helm release {part} is stuck in {said}: an update of it did not end",
        f"helm -n {at} history {part}; then helm -n {at} rollback {part} to the last revision that"
        " was deployed, `pulumi refresh`, and export again",
    )


def _inputs(resource: Mapping[str, object]) -> dict[str, object]:
    raw = resource.get("inputs")
    inputs = readable(raw) if isinstance(raw, dict) else {}
    found = dict(inputs) if isinstance(inputs, Mapping) else {}
    outputs = resource.get("outputs")
    status = outputs.get("status") if isinstance(outputs, dict) else None
    if not found.get("version") and isinstance(status, dict):
        version = readable(status.get("version"))
        if isinstance(version, str):
            found["version"] = version
    found.setdefault("name", _named(resource))
    return found


def _ipsec_key(resources: list[dict[str, Any]]) -> Facts | None:
    for resource in resources:
        if resource.get("type") != SECRET or resource.get("delete"):
            continue
        inputs = resource.get("inputs")
        metadata = inputs.get("metadata") if isinstance(inputs, dict) else None
        if isinstance(metadata, dict) and metadata.get("name") == IPSEC_SECRET:
            return key_facts(readable(metadata.get("annotations")))
    return None


def _decisions(resources: list[dict[str, Any]]) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    for resource in resources:
        kind = resource.get("type")
        outputs = resource.get("outputs")
        if kind in ("cilium-ako:cilium:Cilium", "cilium-ako:ako:Ako") and isinstance(outputs, dict):
            said = readable(outputs.get("decisions"))
            if isinstance(said, Mapping):
                found.update({key: each for key, each in said.items() if isinstance(each, str)})
    return found or None


def readable(raw: object) -> object:
    """A value of an export with what is secret or unknown in it as Hidden."""
    if isinstance(raw, dict):
        mark = raw.get(wire_format.SIGNATURE)
        if mark == wire_format.SECRET:
            return Hidden("it is encrypted in the export")
        if mark is not None:
            return Hidden("it is no plain value")
        return {key: readable(value) for key, value in raw.items() if key != "__defaults"}
    if isinstance(raw, list):
        return [readable(each) for each in raw]
    if raw == wire_format.UNKNOWN:
        return Hidden("it was not known yet when the export was made")
    return raw


def _listed(raw: object) -> list[Any]:
    return raw if isinstance(raw, list) else []
