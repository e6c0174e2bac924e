"""Cilium's client certificates for etcd, as a Secret."""

from __future__ import annotations

import pulumi

from cilium_ako.charts.cilium import ETCD_SECRET
from components.kubernetes import SYSTEM_NAMESPACE, Secret
from components.options import component_options


class EtcdClientTls(pulumi.ComponentResource):
    """The Secret `cilium-etcd-secrets`, with the file names that the chart mounts.

    Source: Documentation/installation/k8s-install-external-etcd.rst.
    """

    def __init__(
        self,
        name: str,
        *,
        ca: pulumi.Input[str],
        certificate: pulumi.Input[str],
        key: pulumi.Input[str],
        provider: pulumi.ProviderResource,
        hooks: pulumi.ResourceHookBinding | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """All three are PEM texts."""
        super().__init__("cilium-ako:cilium:EtcdClientTls", name, None, component_options(opts))
        Secret(
            ETCD_SECRET,
            namespace=SYSTEM_NAMESPACE,
            texts={
                "etcd-client-ca.crt": ca,
                "etcd-client.crt": certificate,
                "etcd-client.key": key,
            },
            opts=pulumi.ResourceOptions(parent=self, provider=provider, hooks=hooks),
        )
        self.register_outputs({"secretName": ETCD_SECRET})
