"""A stack's state as `pulumi stack export` writes it: whose it is, and its resources.

Versions 3 and 4 of the format are the same for what is read here. Nothing that is encrypted is
decrypted, and nothing that is a secret is read, also where an export shows it in clear.
Source: pulumi:sdk/go/common/apitype/core.go (UntypedDeployment, DeploymentV3, ResourceV3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.pulumi import wire_format
from cilium_ako.catalogue.pulumi.type_tokens import HELM_RELEASE, KUBERNETES_SECRET
from cilium_ako.changes.facts import Hidden
from cilium_ako.config.stack import PROJECT
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json
from cilium_ako.shell import quoted

HOW_TO_EXPORT: Final = "pulumi stack export --stack STACK --file state.json"
"""The command that makes an export."""

_URN: Final = re.compile(r"urn:pulumi:(?P<stack>[^:]+)::(?P<project>[^:]+)::(?P<rest>.+)")
_CHARTS: Final[tuple[Chart, ...]] = ("cilium", "ako")

Resource = Mapping[str, Any]
"""A resource as the export has it: `urn`, `type`, `inputs`, `outputs`, and more."""


@dataclass(frozen=True, slots=True)
class StateExport:
    """What an export holds."""

    name: str
    """What it is called in errors."""
    stack: str
    """The stack that it is of."""
    resources: tuple[Resource, ...]
    """Every resource, in the order of the export."""

    def of_type(self, kind: str) -> Iterator[Resource]:
        """The resources of a type, but for those that only wait to be deleted."""
        for each in self.resources:
            if each.get("type") == kind and not each.get("delete"):
                yield each

    def releases(self) -> Iterator[tuple[Chart, Resource]]:
        """The Helm Release of each chart that is there.

        Raises DocumentError where there are two of a chart, or an update of one did not end.
        """
        for chart in _CHARTS:
            found = [each for each in self.of_type(HELM_RELEASE) if _release_name(each) == chart]
            if len(found) > 1:
                raise DocumentError(
                    f"{self.name} holds {len(found)} releases of the name {chart}",
                    "look for what the stack should not manage: pulumi stack --show-urns",
                )
            for resource in found:
                _must_have_ended(chart, resource, self.name)
                yield chart, resource


def parse_export(text: str, name: str) -> StateExport:
    """The export in a text, which errors call by this name.

    Raises DocumentError where it is none, is of another project or empty, or an earlier run was
    interrupted while it changed what is read here.
    """
    deployment = _deployment(text, name)
    resources = tuple(each for each in _list(deployment.get("resources")) if isinstance(each, dict))
    stack = _stack(resources, name)
    _must_not_be_interrupted(deployment, name)
    return StateExport(name, stack, resources)


def release_inputs(resource: Resource) -> dict[str, object]:
    """The inputs of a Helm Release, `without_secrets`; its version also where only the status says
    it."""
    raw = resource.get("inputs")
    inputs = without_secrets(raw) if isinstance(raw, dict) else {}
    found = dict(inputs) if isinstance(inputs, Mapping) else {}
    outputs = resource.get("outputs")
    status = outputs.get("status") if isinstance(outputs, dict) else None
    if not found.get("version") and isinstance(status, dict):
        version = without_secrets(status.get("version"))
        if isinstance(version, str):
            found["version"] = version
    found.setdefault("name", _release_name(resource))
    return found


def without_secrets(raw: object) -> object:
    """A value of an export with what is secret or unknown in it as Hidden."""
    if isinstance(raw, dict):
        mark = raw.get(wire_format.SIGNATURE)
        if mark == wire_format.SECRET:
            return Hidden("it is encrypted in the export")
        if mark is not None:
            return Hidden("it is no plain value")
        return {key: without_secrets(value) for key, value in raw.items() if key != "__defaults"}
    if isinstance(raw, list):
        return [without_secrets(each) for each in raw]
    if raw == wire_format.UNKNOWN:
        return Hidden("it was not known yet when the export was made")
    return raw


def _deployment(text: str, name: str) -> Mapping[str, object]:
    if not text.strip():
        raise DocumentError(f"{name} is empty", f"make it with: {HOW_TO_EXPORT}")
    try:
        document = load_json(text)
    except DocumentError as error:
        raise DocumentError(
            f"{name} {error.message}; it may have been cut off or edited",
            f"make it anew: {HOW_TO_EXPORT}",
        ) from None
    if not isinstance(document, dict) or "deployment" not in document:
        what = "a checkpoint from a backend's own files" if _is_checkpoint(document) else "none"
        raise DocumentError(
            f"{name} is no stack export" + (f", but {what}" if what != "none" else ""),
            f"make it with: {HOW_TO_EXPORT}",
        )
    version = document.get("version")
    if version not in (3, 4):
        raise DocumentError(
            f"{name} has the format version {version!r}, and 3 and 4 are known here",
            f"export it with a current Pulumi CLI: {HOW_TO_EXPORT}",
        )
    deployment = document["deployment"]
    if not isinstance(deployment, dict):
        raise DocumentError(
            f"{name} holds no deployment that can be read (it is encrypted as a whole, or empty)",
            f"export it where the stack's secrets provider is at hand: {HOW_TO_EXPORT}",
        )
    return deployment


def _is_checkpoint(document: object) -> bool:
    return isinstance(document, dict) and "checkpoint" in document


def _stack(resources: tuple[Resource, ...], name: str) -> str:
    found: set[tuple[str, str]] = set()
    for resource in resources:
        match = _URN.fullmatch(str(resource.get("urn", "")))
        if match is not None:
            found.add((match["project"], match["stack"]))
    if not found:
        raise DocumentError(
            f"{name} holds no resources: nothing was deployed from that stack, or it is of another"
            " one",
            f"check the stack's name: {HOW_TO_EXPORT}",
        )
    others = sorted(project for project, _ in found if project != PROJECT)
    if others:
        raise DocumentError(
            f"{name} is of the project {others[0]}, not of {PROJECT}",
            f"run this in the project's directory: {HOW_TO_EXPORT}",
        )
    return sorted(stack for _, stack in found)[0]


def _must_not_be_interrupted(deployment: Mapping[str, object], name: str) -> None:
    for operation in _list(deployment.get("pending_operations")):
        resource = operation.get("resource") if isinstance(operation, dict) else None
        if isinstance(resource, dict) and resource.get("type") in (HELM_RELEASE, KUBERNETES_SECRET):
            raise DocumentError(
                f"{name}: an earlier run was interrupted while it changed"
                f" {str(resource.get('urn')).rpartition('::')[2]}, so nobody knows what is there",
                "run `pulumi refresh`, look at the cluster, and export again",
            )


def _release_name(resource: Resource) -> str:
    inputs = resource.get("inputs")
    given = inputs.get("name") if isinstance(inputs, dict) else None
    return given if isinstance(given, str) else str(resource.get("urn", "")).rpartition("::")[2]


def _must_have_ended(chart: Chart, resource: Resource, name: str) -> None:
    outputs = resource.get("outputs")
    status = outputs.get("status") if isinstance(outputs, dict) else None
    if not isinstance(status, dict):
        return
    said, namespace = status.get("status"), status.get("namespace")
    if not isinstance(said, str) or not said.startswith(("pending-", "uninstalling")):
        return
    at = quoted(namespace) if isinstance(namespace, str) else "NAMESPACE"
    raise DocumentError(
        f"{name}: the Helm release {chart} is stuck in {said}: an update of it did not end",
        f"helm -n {at} history {chart}; then helm -n {at} rollback {chart} to the last revision"
        " that was deployed, `pulumi refresh`, and export again",
    )


def _list(raw: object) -> list[Any]:
    return raw if isinstance(raw, list) else []
