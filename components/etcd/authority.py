"""An authority that signs certificates of the managed etcd, by `pulumi-tls`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from cilium_ako.catalogue.etcd import certificates
from cilium_ako.catalogue.etcd.objects import authority_name
from components.engine.component_options import child_options, component_options
from components.engine.tls_resources import (
    CertificateRequest,
    PrivateKey,
    SelfSignedAuthority,
    SignedCertificate,
)


@dataclass(frozen=True, kw_only=True)
class EtcdAuthorityArgs:
    """What `EtcdAuthority` is given."""

    of: str
    """Whose certificates it signs, in one word."""
    generation: int
    """Which one it is of those that follow each other."""
    hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the private key."""


class EtcdAuthority(pulumi.ComponentResource):
    """A private key and a certificate that others are signed with.

    It is never renewed by itself: another one takes over in two rolls, by a bundle of both.
    """

    certificate: pulumi.Output[str]
    """The certificate, PEM."""

    def __init__(
        self, name: str, args: EtcdAuthorityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:etcd:EtcdAuthority", name, None, options)
        self._key = private_key(
            f"{name}-key",
            child_options(self, opts, pulumi.ResourceOptions(hooks=args.hooks)),
        )
        self.certificate = SelfSignedAuthority(
            f"{name}-certificate",
            key=self._key,
            common_name=authority_name(args.of, args.generation),
            uses=certificates.AUTHORITY_USES,
            valid_hours=certificates.AUTHORITY_HOURS,
            opts=child_options(self, opts),
        ).pem
        self.register_outputs({"certificate": self.certificate})

    def signed(
        self,
        name: str,
        request: CertificateRequest,
        uses: Sequence[str],
        opts: pulumi.ResourceOptions,
    ) -> pulumi.Output[str]:
        """A certificate of this authority, PEM, that an `up` makes anew before it ends."""
        return SignedCertificate(
            name,
            request=request,
            authority=self.certificate,
            authority_key=self._key.pem,
            uses=uses,
            valid_hours=certificates.LEAF_HOURS,
            renewed_hours=certificates.RENEWED_HOURS,
            opts=opts,
        ).pem


def private_key(name: str, opts: pulumi.ResourceOptions) -> PrivateKey:
    """A private key, which leaves the state as a secret only."""
    return PrivateKey(name, algorithm=certificates.ALGORITHM, curve=certificates.CURVE, opts=opts)


def bundle(authorities: Sequence[EtcdAuthority]) -> pulumi.Output[str]:
    """The certificates of some authorities, PEM, one below the other."""
    return pulumi.Output.all(*(each.certificate for each in authorities)).apply(
        lambda known: "".join(f"{text.strip()}\n" for text in known)
    )
