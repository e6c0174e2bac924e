"""Facts from a state: what `pulumi stack export` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.etcd import objects as etcd_objects
from cilium_ako.catalogue.pulumi.type_tokens import (
    AKO_COMPONENT,
    CILIUM_COMPONENT,
    HELM_RELEASE,
    KUBERNETES_CONFIG_MAP,
    KUBERNETES_SECRET,
    RANDOM_PASSWORD,
)
from cilium_ako.changes.etcd_client import facts_from_client_secret
from cilium_ako.changes.facts import NO_FACTS, Facts
from cilium_ako.changes.from_aws_state import facts_of_aws
from cilium_ako.changes.from_etcd import facts_from_etcd
from cilium_ako.changes.from_release import (
    chart_version,
    facts_from_key_secret,
    facts_from_release,
)
from cilium_ako.changes.known_versions import why_version_unknown
from cilium_ako.changes.sealed import ELSEWHERE, GENERATED, IN_STATE
from cilium_ako.changes.state_export import (
    HOW_TO_EXPORT,
    StateExport,
    parse_export,
    release_inputs,
    without_secrets,
)
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.limits import EXPORT_BYTES

_WITH_DECISIONS: Final = (CILIUM_COMPONENT, AKO_COMPONENT)
"""Components that write their decisions as an output."""
_SOURCES: Final = {GENERATED: "generate", IN_STATE: "import", ELSEWHERE: "external"}
"""What a stack's config calls the origin of the IPsec key."""


@dataclass(frozen=True, slots=True)
class State:
    """What an export says of a cluster."""

    stack: str
    """The stack that it is of."""
    facts: Facts
    """The facts of both releases, of the IPsec key's Secret and of the etcd that there is."""
    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart, Hidden where they could not be read."""
    decisions: Mapping[str, str] | None
    """The decisions that the components wrote, by name; None where they wrote none."""


def read_state(path: Path) -> State:
    """The state in a file. Raises DocumentError where it is none that can be used."""
    try:
        text = text_of(read_option(path, EXPORT_BYTES))
    except DocumentError as error:
        raise DocumentError(f"{path} {error.message}", f"make it with: {HOW_TO_EXPORT}") from None
    return parse_state(text, str(path))


def parse_state(text: str, name: str = "the export") -> State:
    """The state in an export's text, which errors call by this name.

    Raises DocumentError where it is none that can be used: as `parse_export`, and where it holds
    no release of Cilium, or one of a version that is not known.
    """
    export = parse_export(text, name)
    releases = dict(export.releases())
    if "cilium" not in releases:
        raise DocumentError(
            f"{name} holds no Helm release of the name cilium, so there is nothing to compare with",
            "deploy the stack first, or bring the release in: pulumi import"
            f" {HELM_RELEASE} cilium {cilium_objects.RELEASE_NAME}",
        )
    facts = NO_FACTS
    values: dict[str, Mapping[str, object]] = {}
    for chart, resource in releases.items():
        inputs = release_inputs(resource)
        reason = why_version_unknown(chart, chart_version(chart, inputs))
        if reason is not None:
            raise DocumentError(
                f"{name}: the release of {chart} cannot be understood: {reason}",
                f"helm list -A shows the chart; set `version` on the Release, `pulumi refresh`, and"
                f" export again ({HOW_TO_EXPORT})",
            )
        facts = facts.merged(facts_from_release(chart, inputs))
        given = inputs.get("values")
        values[chart] = given if isinstance(given, Mapping) else {}
    key = _ipsec_key(export)
    if key is not None:
        # the release says the id as well, and where it is another program's only the Secret does
        unknown = dict(facts.unknown)
        if "ipsec.keyId" in key.known:
            unknown.pop("ipsec.keyId", None)
        facts = Facts(facts.known, unknown).merged(key)
    origin = _key_origin(export, facts, ours=key is not None)
    if origin:
        facts = facts.merged(Facts({"ipsec.key": origin, "ipsec.keySource": _SOURCES[origin]}))
    facts = facts.merged(_kvstore(export, facts))
    facts = facts.merged(facts_of_aws(export, facts))
    return State(export.stack, facts, values, _decisions(export))


def _ipsec_key(export: StateExport) -> Facts | None:
    inputs = _inputs_of(export, KUBERNETES_SECRET, cilium_objects.IPSEC_SECRET)
    return None if inputs is None else facts_from_key_secret(_annotations(inputs))


def _kvstore(export: StateExport, facts: Facts) -> Facts:
    """What states say of etcd beside the release: whose it is, its members, its certificates."""
    if facts.get("kvstore.enabled") is not True:
        return NO_FACTS
    members = _inputs_of(export, KUBERNETES_CONFIG_MAP, etcd_objects.NAME)
    client = _inputs_of(export, KUBERNETES_SECRET, cilium_objects.ETCD_SECRET)
    found = Facts({"kvstore.mode": "external" if members is None else "managed"})
    if members is not None:
        data = without_secrets(members.get("data"))
        found = found.merged(facts_from_etcd(data if isinstance(data, Mapping) else {}))
    elif facts.get("kvstore.tls") is True:
        source = "external" if client is None else "config"
        found = found.merged(Facts({"kvstore.tlsSource": source}))
    if members is None and client is not None:
        found = found.merged(facts_from_client_secret(_annotations(client)))
    return found


def _inputs_of(export: StateExport, kind: str, name: str) -> Mapping[str, object] | None:
    """The inputs of the Kubernetes object of a type and a name; None where there is none."""
    for resource in export.of_type(kind):
        inputs = resource.get("inputs")
        metadata = inputs.get("metadata") if isinstance(inputs, dict) else None
        if isinstance(metadata, dict) and metadata.get("name") == name:
            return inputs
    return None


def _annotations(inputs: Mapping[str, object]) -> object:
    metadata = inputs.get("metadata")
    return without_secrets(metadata.get("annotations")) if isinstance(metadata, dict) else None


def _key_origin(export: StateExport, facts: Facts, *, ours: bool) -> str:
    """Who makes the IPsec key; empty where there is none. `ours` says whether its Secret is."""
    if facts.get("encryption.type") != "ipsec":
        return ""
    if not ours:
        return ELSEWHERE
    return GENERATED if any(export.of_type(RANDOM_PASSWORD)) else IN_STATE


def _decisions(export: StateExport) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    for resource in export.resources:
        outputs = resource.get("outputs")
        if resource.get("type") in _WITH_DECISIONS and isinstance(outputs, dict):
            said = without_secrets(outputs.get("decisions"))
            if isinstance(said, Mapping):
                found.update({key: each for key, each in said.items() if isinstance(each, str)})
    return found or None
