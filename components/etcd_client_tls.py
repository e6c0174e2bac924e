"""Cilium's client certificates for etcd, as a Secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from cilium_ako.catalogue.cilium.etcd import CA_FILE, CERTIFICATE_FILE, KEY_FILE
from cilium_ako.catalogue.cilium.objects import ETCD_SECRET, NAMESPACE
from components.engine.component_options import child_options, component_options
from components.engine.kubernetes_objects import KubernetesSecret


@dataclass(frozen=True, kw_only=True)
class EtcdClientTlsArgs:
    """What `EtcdClientTls` is given."""

    ca: pulumi.Input[str]
    """The CA certificate that signed etcd's server certificates, PEM. A secret."""
    certificate: pulumi.Input[str]
    """The client certificate that agents and operator show to etcd, PEM. A secret."""
    key: pulumi.Input[str]
    """The client certificate's private key, PEM. A secret."""
    annotations: Mapping[str, str] = field(default_factory=dict)
    """What the Secret shows of them, where a guard judges it."""
    hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Secret."""


class EtcdClientTls(pulumi.ComponentResource):
    """The Secret `kube-system/cilium-etcd-secrets`, with the file names that the chart mounts.

    It deliberately makes no certificate: etcd's owner does. The engine forgets the Secret and does
    not delete it: agents mount it until their last restart, and somebody else may provide it from
    then on.
    Source: Documentation/installation/k8s-install-external-etcd.rst.
    """

    secret_name: pulumi.Output[str]
    """The Secret's name, which the chart mounts."""

    def __init__(
        self, name: str, args: EtcdClientTlsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:cilium:EtcdClientTls", name, None, options)
        KubernetesSecret(
            ETCD_SECRET,
            namespace=NAMESPACE,
            annotations=args.annotations,
            texts={
                CA_FILE: args.ca,
                CERTIFICATE_FILE: args.certificate,
                KEY_FILE: args.key,
            },
            opts=child_options(
                self, opts, pulumi.ResourceOptions(hooks=args.hooks, retain_on_delete=True)
            ),
        )
        self.secret_name = pulumi.Output.from_input(ETCD_SECRET)
        self.register_outputs({"secretName": self.secret_name})
