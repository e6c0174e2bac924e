"""AKO: its namespace, credentials and release, and the restart that Helm does not do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import pulumi

from cilium_ako.catalogue.ako.value_keys import CREDENTIALS_IN_SECRET_SINCE, LIVE_KEYS
from cilium_ako.changes.release_description import describe
from cilium_ako.charts.chart_source import chart_source
from cilium_ako.charts.decisions import ako_decisions
from cilium_ako.charts.release_values import ako_release_values
from cilium_ako.charts.value_map import leaves
from cilium_ako.config.ako import Ako as AkoSettings
from cilium_ako.config.ako import CredentialsFromConfig
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import SecretKey
from components.avi_credentials import AviCredentials
from components.kubernetes import AVI_NAMESPACE, Namespace, PodTemplateAnnotation
from components.options import component_options
from components.release import helm_release

DIGEST_ANNOTATION = "cilium-ako/values-digest"
"""Annotation of AKO's pods that changes with the values that it reads at its start."""

_FIELDS = {
    SecretKey.AVI_PASSWORD: "password",
    SecretKey.AVI_TOKEN: "authtoken",
    SecretKey.AVI_CA: "certificateAuthorityData",
}
"""The secret config keys, as `avi-secret` and the chart's `avicredentials` both name them."""


class Ako(pulumi.ComponentResource):
    """AKO in `avi-system`. Its outputs are the decisions that its values say."""

    def __init__(
        self,
        name: str,
        *,
        cluster: Cluster,
        cilium: Cilium,
        ako: AkoSettings,
        username: str,
        secrets: Mapping[SecretKey, str],
        provider: pulumi.ProviderResource,
        protect: bool = True,
        hooks: pulumi.ResourceHookBinding | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`opts.depends_on` names the Cilium whose operator must have made its CRDs first."""
        given = opts or pulumi.ResourceOptions()
        super().__init__("cilium-ako:ako:Ako", name, None, component_options(given))
        namespace = Namespace(
            AVI_NAMESPACE, opts=pulumi.ResourceOptions(parent=self, provider=provider)
        )
        values: dict[str, pulumi.Input[object]] = dict(ako_release_values(cluster, cilium, ako))
        digest = values_digest(values)
        before: list[pulumi.Resource] = [namespace]
        if isinstance(ako.credentials, CredentialsFromConfig):
            credentials: dict[str, pulumi.Input[str]] = {
                "username": username,
                **{
                    field: pulumi.Output.secret(secrets[key])
                    for key, field in _FIELDS.items()
                    if secrets.get(key)
                },
            }
            if ako.version >= CREDENTIALS_IN_SECRET_SINCE:
                before.append(
                    AviCredentials(
                        "avi-credentials",
                        texts=credentials,
                        provider=provider,
                        opts=pulumi.ResourceOptions(parent=self, depends_on=[namespace]),
                    )
                )
            else:
                values["avicredentials"] = {
                    **credentials,
                    "username": pulumi.Output.secret(username),
                }
        self.release = helm_release(
            "ako",
            namespace=AVI_NAMESPACE,
            source=chart_source("ako", ako.version, ako.chart),
            values=values,
            description=describe(pulumi.get_stack(), ako=ako.version),
            cluster=cluster,
            opts=pulumi.ResourceOptions(
                parent=self,
                provider=provider,
                depends_on=[*before, *_resources(given.depends_on)],
                protect=protect,
                hooks=hooks,
            ),
        )
        PodTemplateAnnotation(
            "ako-restart",
            stateful_set="ako",
            namespace=AVI_NAMESPACE,
            annotation=DIGEST_ANNOTATION,
            value=digest,
            opts=pulumi.ResourceOptions(parent=self, provider=provider, depends_on=[self.release]),
        )
        self.register_outputs(
            {"decisions": {each.name: each.value for each in ako_decisions(cilium, ako)}}
        )


def values_digest(values: Mapping[str, object]) -> str:
    """A short digest of what AKO reads at its start, for its pods' annotation.

    AKO reads its ConfigMap once, through its environment, and the chart puts no checksum on
    the pods (AKO:helm/ako/templates/statefulset.yaml).
    """
    read_at_start = {key: value for key, value in leaves(values) if key not in LIVE_KEYS}
    text = json.dumps(read_at_start, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _resources(depends_on: object) -> list[pulumi.Resource]:
    if isinstance(depends_on, pulumi.Resource):
        return [depends_on]
    if isinstance(depends_on, list | tuple):
        return [each for each in depends_on if isinstance(each, pulumi.Resource)]
    return []
