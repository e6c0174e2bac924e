"""A member of the managed etcd: its certificates and its StatefulSet."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from cilium_ako.catalogue.etcd import certificates, objects
from cilium_ako.config.managed_etcd import EtcdMember, ManagedEtcd
from cilium_ako.etcd.arguments import LOOPBACK
from cilium_ako.etcd.manifests import stateful_set
from components.engine.component_options import child_options, component_options
from components.engine.kubernetes_objects import KubernetesObject, KubernetesSecret
from components.engine.tls_resources import CertificateRequest
from components.etcd.authority import EtcdAuthority, private_key


@dataclass(frozen=True, kw_only=True)
class EtcdMemberArgs:
    """What `EtcdMemberComponent` is given."""

    cluster_name: str
    """The cluster's name: part of the token that keeps members of two clusters apart."""
    etcd: ManagedEtcd
    """All of the etcd that it is a member of."""
    member: EtcdMember
    """Which of them it is."""
    clients: EtcdAuthority
    """Signs what it shows to clients."""
    peers: EtcdAuthority
    """Signs what it shows to other members."""
    client_bundle: pulumi.Input[str]
    """Whose clients it lets in, PEM."""
    peer_bundle: pulumi.Input[str]
    """Whose members it talks to, PEM."""
    together: bool = False
    """Whether members restart together, and not one after the other."""
    after: pulumi.Resource | None = None
    """The member that is updated before it."""
    hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the StatefulSet."""


class EtcdMemberComponent(pulumi.ComponentResource):
    """One key, two certificates, the Secret with them, and a StatefulSet of one pod.

    Its data stay on the node when it goes.
    """

    stateful_set: KubernetesObject
    """The StatefulSet; the member that is updated after it depends on it."""

    def __init__(
        self, name: str, args: EtcdMemberArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:etcd:EtcdMember", name, None, options)
        own = child_options(self, opts)
        key = private_key(f"{name}-key", own)
        request = CertificateRequest(
            f"{name}-request",
            key=key,
            common_name=name,
            addresses=[str(args.member.address), LOOPBACK],
            opts=own,
        )
        uses = certificates.MEMBER_USES
        secret = KubernetesSecret(
            name,
            namespace=objects.NAMESPACE,
            texts={
                objects.SERVER_CERTIFICATE: args.clients.signed(
                    f"{name}-server", request, uses, own
                ),
                objects.SERVER_KEY: key.pem,
                objects.CLIENT_AUTHORITIES: args.client_bundle,
                objects.PEER_CERTIFICATE: args.peers.signed(f"{name}-peer", request, uses, own),
                objects.PEER_KEY: key.pem,
                objects.PEER_AUTHORITIES: args.peer_bundle,
            },
            labels={"k8s-app": objects.NAME},
            opts=own,
        )
        before = [secret] if args.after is None else [secret, args.after]
        self.stateful_set = KubernetesObject(
            name,
            stateful_set(args.cluster_name, args.etcd, args.member, together=args.together),
            child_options(self, opts, pulumi.ResourceOptions(depends_on=before, hooks=args.hooks)),
        )
        self.register_outputs({"node": args.member.node})
