"""The managed etcd, before Cilium: authorities, members, budget and jobs."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from cilium_ako.catalogue.etcd import certificates, objects
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.etcd import manifests
from components.engine.component_options import child_options, component_options
from components.engine.kubernetes_objects import KubernetesObject
from components.engine.tls_resources import CertificateRequest
from components.etcd.authority import EtcdAuthority, EtcdAuthorityArgs, bundle, private_key
from components.etcd.member import EtcdMemberArgs, EtcdMemberComponent
from components.etcd_client_tls import EtcdClientTlsArgs

_MINUTES_FOR_ALL_MEMBERS = "15m"


@dataclass(frozen=True, kw_only=True)
class EtcdArgs:
    """What `EtcdComponent` is given: parsed config that the rules have judged fit."""

    cluster_name: str
    """The cluster's name: part of the token that keeps members of two clusters apart."""
    etcd: ManagedEtcd
    """What is asked of etcd."""
    together: bool = False
    """Whether members restart together, as they have to where etcd starts empty."""
    config_map_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the ConfigMap, which comes before everything else."""
    authority_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the authorities' private keys."""
    member_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the members' StatefulSets."""


class EtcdComponent(pulumi.ComponentResource):
    """A dedicated etcd in `kube-system`, one StatefulSet a member, on the host's network.

    The ConfigMap comes first, so that a change that etcd does not survive stops before it. Members
    are updated one after the other. Cilium depends on all of it. One per stack: its names are
    fixed.
    """

    ready: pulumi.Resource
    """What the engine has when all members are ready; whoever needs etcd depends on it."""
    client_bundle: pulumi.Output[str]
    """The authorities of clients, PEM."""
    client_certificate: pulumi.Output[str]
    """Cilium's client certificate, PEM."""
    client_key: pulumi.Output[str]
    """Its private key, PEM; a secret."""

    def __init__(
        self, name: str, args: EtcdArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:etcd:Etcd", name, None, options)
        etcd = args.etcd
        first = KubernetesObject(
            objects.NAME,
            manifests.config_map(etcd),
            child_options(self, opts, pulumi.ResourceOptions(hooks=args.config_map_hooks)),
        )
        own = child_options(self, opts, pulumi.ResourceOptions(depends_on=[first]))
        clients, peers = (
            {
                generation: EtcdAuthority(
                    objects.authority_name(of, generation),
                    EtcdAuthorityArgs(of=of, generation=generation, hooks=args.authority_hooks),
                    own,
                )
                for generation in etcd.authorities.trusted
            }
            for of in (objects.CLIENTS, objects.PEERS)
        )
        signing = etcd.authorities.signing
        self.client_bundle = bundle([*clients.values()])
        peer_bundle = bundle([*peers.values()])
        members: list[pulumi.Resource] = []
        for member in etcd.members:
            made = EtcdMemberComponent(
                member.name,
                EtcdMemberArgs(
                    cluster_name=args.cluster_name,
                    etcd=etcd,
                    member=member,
                    clients=clients[signing],
                    peers=peers[signing],
                    client_bundle=self.client_bundle,
                    peer_bundle=peer_bundle,
                    together=args.together,
                    after=members[-1] if members else None,
                    hooks=args.member_hooks,
                ),
                own,
            )
            members.append(made.stateful_set)
        after_members = child_options(self, opts, pulumi.ResourceOptions(depends_on=members))
        timeouts = pulumi.CustomTimeouts(
            create=_MINUTES_FOR_ALL_MEMBERS, update=_MINUTES_FOR_ALL_MEMBERS
        )
        self.ready = KubernetesObject(
            objects.NAME,
            manifests.disruption_budget(etcd),
            pulumi.ResourceOptions.merge(
                after_members, pulumi.ResourceOptions(custom_timeouts=timeouts)
            ),
        )
        for job in (
            *manifests.snapshot_jobs(etcd),
            manifests.defragmentation_job(etcd),
            manifests.status_job(etcd),
        ):
            KubernetesObject(job["metadata"]["name"], job, after_members)
        key = private_key("etcd-client-key", own)
        request = CertificateRequest("etcd-client-request", key=key, common_name="cilium", opts=own)
        self.client_certificate = clients[signing].signed(
            "etcd-client-certificate", request, certificates.CLIENT_USES, own
        )
        self.client_key = key.pem
        self.register_outputs({"members": [each.node for each in etcd.members]})

    def client_tls(self, hooks: pulumi.ResourceHookBinding) -> EtcdClientTlsArgs:
        """What agents and operator show to this etcd; `hooks` are those of its Secret."""
        return EtcdClientTlsArgs(
            ca=pulumi.Output.secret(self.client_bundle),
            certificate=pulumi.Output.secret(self.client_certificate),
            key=pulumi.Output.secret(self.client_key),
            hooks=hooks,
        )
