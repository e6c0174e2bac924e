"""The JSON Schema of a stack file, for editors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter

from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.mesh import Mesh
from cilium_ako.config.stack import PROJECT, SecretKey

PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("cluster", Cluster),
    ("cilium", Cilium),
    ("ako", Ako),
    ("mesh", Mesh),
)
SECRETS = {
    SecretKey.AVI_PASSWORD: "the Avi Controller's password (or `aviToken`)",
    SecretKey.AVI_TOKEN: "an Avi Controller auth token",
    SecretKey.AVI_CA: "the Avi Controller's CA certificate, PEM",
    SecretKey.IPSEC_KEY: "the IPsec key, with `encryption.key.source: import`",
    SecretKey.ETCD_CA: "etcd's CA certificate, PEM, with `kvstore.tls.source: config`",
    SecretKey.ETCD_CERT: "the client certificate for etcd, PEM",
    SecretKey.ETCD_KEY: "the client certificate's private key, PEM",
    SecretKey.MESH_CA: "the mesh's CA certificate, PEM, with `mesh.certificates.source: ca`; while "
    "it changes, the new one first and the old one behind it",
    SecretKey.MESH_CA_KEY: "the private key of the first certificate in `meshCa`, PEM",
    SecretKey.KUBECONFIG: "the kubeconfig; `KUBECONFIG` or `~/.kube/config` otherwise",
}


def json_schema() -> dict[str, Any]:
    """The schema of a stack file, for editors."""
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for key, model in PARTS:
        schema = described_schema(model)
        definitions.update(schema.pop("$defs", {}))
        properties[f"{PROJECT}:{key}"] = schema
    acknowledge = TypeAdapter(dict[str, Acknowledgement]).json_schema(
        ref_template="#/$defs/{model}"
    )
    definitions.update(acknowledge.pop("$defs", {}))
    properties[f"{PROJECT}:acknowledge"] = acknowledge
    properties[f"{PROJECT}:aviUsername"] = {"type": "string"}
    for secret, text in SECRETS.items():
        properties[f"{PROJECT}:{secret}"] = {
            "description": f"Secret: {text}.",
            "type": "object",
            "properties": {"secure": {"type": "string"}},
            "required": ["secure"],
            "additionalProperties": False,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A stack file of cilium-ako",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": properties,
                "patternProperties": {f"^(?!{PROJECT}:)[^:]+:": {}},
                "additionalProperties": False,
            },
            "environment": {
                "description": "Environments of Pulumi ESC: their names, or a definition.",
                "oneOf": [
                    {"type": "array", "items": {"type": "string"}},
                    {
                        "type": "object",
                        "properties": {"imports": {"type": "array"}, "values": {"type": "object"}},
                    },
                ],
            },
        },
        # what is absent may come from an environment
        "if": {"not": {"required": ["environment"]}},
        "then": {
            "properties": {
                "config": {"required": [f"{PROJECT}:cluster", f"{PROJECT}:cilium"]},
            },
        },
        "$defs": dict(sorted(definitions.items())),
    }


def described_schema(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema, with the text below each attribute as its description."""
    return model.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
