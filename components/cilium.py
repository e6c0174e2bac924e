"""Cilium: its release, and the Secrets that its agents read."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from cilium_ako.changes.release_description import describe
from cilium_ako.charts.chart_source import chart_source
from cilium_ako.charts.decisions import cilium_decisions
from cilium_ako.charts.release_values import cilium_release_values
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium as CiliumSettings
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import GeneratedKey, ImportedKey, Ipsec
from cilium_ako.config.kvstore import TlsFromConfig
from cilium_ako.config.stack import SecretKey
from components.etcd_client_tls import EtcdClientTls
from components.ipsec_key import IpsecKey
from components.kubernetes import SYSTEM_NAMESPACE
from components.options import component_options
from components.release import helm_release


class Cilium(pulumi.ComponentResource):
    """Cilium in `kube-system`. Its outputs are the decisions that its values say."""

    def __init__(
        self,
        name: str,
        *,
        cluster: Cluster,
        cilium: CiliumSettings,
        ako: Ako | None,
        secrets: Mapping[SecretKey, str],
        provider: pulumi.ProviderResource,
        protect: bool = True,
        adopt: bool = False,
        hooks: pulumi.ResourceHookBinding | None = None,
        secret_hooks: pulumi.ResourceHookBinding | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`hooks` go on the release, `secret_hooks` on the Secrets before it.

        With `adopt` a release that is in the cluster already is taken over into the state.
        """
        super().__init__("cilium-ako:cilium:Cilium", name, None, component_options(opts))
        before: list[pulumi.Resource] = []
        key_id: str | None = None
        encryption = cilium.encryption
        if isinstance(encryption, Ipsec) and isinstance(encryption.key, GeneratedKey | ImportedKey):
            key = IpsecKey(
                "ipsec-key",
                key=encryption.key,
                imported=secrets.get(SecretKey.IPSEC_KEY),
                cluster_name=cluster.name,
                provider=provider,
                hooks=secret_hooks,
                opts=pulumi.ResourceOptions(parent=self),
            )
            key_id = key.key_id
            before.append(key)
        if cilium.kvstore is not None and isinstance(cilium.kvstore.tls, TlsFromConfig):
            before.append(
                EtcdClientTls(
                    "etcd-client-tls",
                    ca=pulumi.Output.secret(secrets.get(SecretKey.ETCD_CA, "")),
                    certificate=pulumi.Output.secret(secrets.get(SecretKey.ETCD_CERT, "")),
                    key=pulumi.Output.secret(secrets.get(SecretKey.ETCD_KEY, "")),
                    provider=provider,
                    hooks=secret_hooks,
                    opts=pulumi.ResourceOptions(parent=self),
                )
            )
        self.release = helm_release(
            "cilium",
            namespace=SYSTEM_NAMESPACE,
            source=chart_source("cilium", cilium.version, cilium.chart),
            values=cilium_release_values(cluster, cilium, ako),
            description=describe(pulumi.get_stack(), cilium=cilium.version, ipsec_key_id=key_id),
            cluster=cluster,
            opts=pulumi.ResourceOptions(
                parent=self,
                provider=provider,
                depends_on=before,
                protect=protect,
                import_=f"{SYSTEM_NAMESPACE}/cilium" if adopt else None,
                hooks=hooks,
            ),
        )
        self.register_outputs(
            {"decisions": {each.name: each.value for each in cilium_decisions(cluster, cilium)}}
        )
