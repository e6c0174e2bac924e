"""Cilium: its release, and the Secrets that its agents read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_kubernetes.helm.v3 import Release

from cilium_ako.catalogue.cilium import objects
from cilium_ako.catalogue.kubernetes.objects import (
    AWS_NODE,
    AWS_NODE_ENABLED,
    KUBE_PROXY,
    KUBE_PROXY_ENABLED,
)
from cilium_ako.catalogue.pulumi.deletions import AWS_NODE_KEPT_OFF, KUBE_PROXY_KEPT_OFF
from cilium_ako.changes.release_description import describe
from cilium_ako.charts.chart_source import chart_source
from cilium_ako.charts.decisions import cilium_decisions
from cilium_ako.charts.release_values import cilium_release_values
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import mesh_authentication
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import GeneratedKey, ImportedKey, Ipsec
from cilium_ako.config.kvstore import TlsFromConfig, etcd_tls
from cilium_ako.config.mesh import CertificatesFromCa
from cilium_ako.config.operator_role import MadePolicy
from cilium_ako.config.stack import SecretKey
from components.engine.component_options import child_options, component_options
from components.engine.helm_release import helm_release
from components.engine.kubernetes_objects import DaemonSetKeptOff
from components.etcd_client_tls import EtcdClientTls, EtcdClientTlsArgs
from components.ipsec_key import IpsecKey, IpsecKeyArgs, ipsec_key_id_of


@dataclass(frozen=True, kw_only=True)
class CiliumArgs:
    """What `CiliumComponent` is given: parsed config that the rules have judged fit."""

    cluster: Cluster
    """The cluster: addresses, versions, API server, size."""
    cilium: Cilium
    """What is asked of Cilium."""
    ako: Ako | None = None
    """What is asked of AKO, where it is: some of Cilium's values follow from it."""
    operator_policy: str = ""
    """What the operator must be allowed at EC2, a policy document; for an operator whose role, or
    the policy of it, is made here."""
    secrets: Mapping[SecretKey, str] = field(default_factory=dict, repr=False)
    """The texts of the config's secret keys, in clear; they go into secret inputs only."""
    protect_release: bool = True
    """Whether the engine refuses to delete the release."""
    import_release: bool = False
    """Whether a release `kube-system/cilium` that is there is taken over into the state."""
    release_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Helm release."""
    ipsec_key_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Secret with the IPsec key."""
    etcd_client_tls: EtcdClientTlsArgs | None = None
    """The client certificates for an etcd that this program runs; the config has those for an
    external one."""
    kept_off_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the patches that keep other DaemonSets off nodes."""
    etcd_client_tls_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Secret with etcd's client certificates."""


class CiliumComponent(pulumi.ComponentResource):
    """Cilium in `kube-system`: one Helm release, and before it the Secrets that agents mount.

    It deliberately does not own the CRDs (Cilium's operator registers them), nor any policy, pool
    or BGP object, nor kube-proxy. One per stack: release and Secrets have fixed names.
    """

    release: Release
    """The Helm release; whoever needs Cilium's CRDs depends on it."""
    release_name: pulumi.Output[str]
    """`kube-system/cilium`, as `helm -n kube-system` and an import spell it."""
    version: pulumi.Output[str]
    """The chart's version, which is Cilium's."""
    decisions: pulumi.Output[Mapping[str, str]]
    """What the config decides, by the names that a preview prints."""

    def __init__(
        self, name: str, args: CiliumArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:cilium:Cilium", name, None, options)
        cluster, cilium = args.cluster, args.cilium
        before, key_id = self._secrets(args, opts)
        before += self._operator_role(args, opts)
        before += self._without_aws_node(args, opts)
        self.release = helm_release(
            objects.RELEASE,
            namespace=objects.NAMESPACE,
            source=chart_source("cilium", cilium.version, cilium.chart),
            values=cilium_release_values(cluster, cilium, args.ako),
            description=describe(pulumi.get_stack(), cilium=cilium.version, ipsec_key_id=key_id),
            cluster=cluster,
            opts=child_options(
                self,
                opts,
                pulumi.ResourceOptions(
                    depends_on=before,
                    protect=args.protect_release,
                    import_=objects.RELEASE_NAME if args.import_release else None,
                    hooks=args.release_hooks,
                ),
            ),
        )
        self._without_kube_proxy(args)
        self.release_name = pulumi.Output.from_input(objects.RELEASE_NAME)
        self.version = pulumi.Output.from_input(str(cilium.version))
        self.decisions = pulumi.Output.from_input(
            {each.name: each.value for each in cilium_decisions(cluster, cilium)}
        )
        self.register_outputs(
            {
                "decisions": self.decisions,
                "releaseName": self.release_name,
                "version": self.version,
            }
        )

    def _secrets(
        self, args: CiliumArgs, opts: pulumi.ResourceOptions | None
    ) -> tuple[list[pulumi.Resource], str | None]:
        """The components that must be there before the release, and the IPsec key's id."""
        made: list[pulumi.Resource] = []
        key_id: str | None = None
        encryption, kvstore = args.cilium.encryption, args.cilium.kvstore
        if isinstance(encryption, Ipsec) and isinstance(encryption.key, GeneratedKey | ImportedKey):
            imported = args.secrets.get(SecretKey.IPSEC_KEY)
            key_id = ipsec_key_id_of(encryption.key, imported)
            key = IpsecKeyArgs(
                key=encryption.key,
                imported=imported,
                cluster_name=args.cluster.name,
                cilium_version=str(args.cilium.version),
                hooks=args.ipsec_key_hooks,
            )
            made.append(IpsecKey("ipsec-key", key, child_options(self, opts)))
        tls = args.etcd_client_tls
        if isinstance(etcd_tls(kvstore), TlsFromConfig):
            from cilium_ako.changes.etcd_client import (  # noqa: PLC0415 - start-up time
                client_annotations,
            )

            ca = args.secrets.get(SecretKey.ETCD_CA, "")
            certificate = args.secrets.get(SecretKey.ETCD_CERT, "")
            tls = EtcdClientTlsArgs(
                ca=pulumi.Output.secret(ca),
                certificate=pulumi.Output.secret(certificate),
                key=pulumi.Output.secret(args.secrets.get(SecretKey.ETCD_KEY, "")),
                annotations=client_annotations(ca, certificate),
                hooks=args.etcd_client_tls_hooks,
            )
        if tls is not None:
            made.append(EtcdClientTls("etcd-client-tls", tls, child_options(self, opts)))
        mesh = args.cilium.mesh
        if mesh is not None and isinstance(mesh.certificates, CertificatesFromCa):
            from components.mesh_certificates import (  # noqa: PLC0415 - few stacks are in a mesh
                MeshCertificates,
                MeshCertificatesArgs,
            )

            certificates = MeshCertificatesArgs(
                mesh=mesh,
                cluster_name=args.cluster.name,
                authentication=mesh_authentication(args.cilium),
                ca=args.secrets.get(SecretKey.MESH_CA, ""),
                ca_key=args.secrets.get(SecretKey.MESH_CA_KEY, ""),
            )
            made.append(
                MeshCertificates("mesh-certificates", certificates, child_options(self, opts))
            )
        return made, key_id

    def _operator_role(
        self, args: CiliumArgs, opts: pulumi.ResourceOptions | None
    ) -> Iterator[pulumi.Resource]:
        """What an operator with `eni` has at AWS, which it must have before it starts."""
        role = args.cilium.operator_role
        if isinstance(role, MadePolicy):
            from components.eni.operator_role import (  # noqa: PLC0415 - start-up time
                OperatorRole,
                OperatorRoleArgs,
            )

            role_args = OperatorRoleArgs(
                cluster=args.cluster,
                cilium=args.cilium,
                role=role,
                policy=args.operator_policy,
            )
            yield OperatorRole("operator-role", role_args, child_options(self, opts))

    def _without_aws_node(
        self, args: CiliumArgs, opts: pulumi.ResourceOptions | None
    ) -> Iterator[pulumi.Resource]:
        """What keeps Amazon's CNI plugin off nodes, before agents come."""
        if args.cluster.aws_node == "kept-off":
            hooks = pulumi.ResourceOptions(hooks=args.kept_off_hooks)
            yield DaemonSetKeptOff(
                AWS_NODE_KEPT_OFF,
                daemon_set=AWS_NODE,
                namespace=objects.NAMESPACE,
                label=AWS_NODE_ENABLED,
                opts=child_options(self, opts, hooks),
            )

    def _without_kube_proxy(self, args: CiliumArgs) -> None:
        """Keeps kube-proxy off nodes once agents stand in its place, and not before."""
        if args.cluster.kube_proxy == "kept-off" and args.cilium.kube_proxy_replacement:
            after = pulumi.ResourceOptions(depends_on=[self.release], hooks=args.kept_off_hooks)
            DaemonSetKeptOff(
                KUBE_PROXY_KEPT_OFF,
                daemon_set=KUBE_PROXY,
                namespace=objects.NAMESPACE,
                label=KUBE_PROXY_ENABLED,
                opts=child_options(self, None, after),
            )
