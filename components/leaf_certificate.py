"""A key pair with a certificate that an authority of the config signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pulumi

from cilium_ako.catalogue.etcd.certificates import ALGORITHM, CLIENT_USES, CURVE, MEMBER_USES
from components.engine.tls_resources import CertificateRequest, PrivateKey, SignedCertificate


class Authority(NamedTuple):
    """Who signs."""

    certificate: pulumi.Input[str]
    """Its certificate alone, PEM."""
    key: pulumi.Input[str]
    """The private key of that certificate, PEM. A secret."""


class LeafCertificate(NamedTuple):
    """What was made."""

    certificate: pulumi.Output[str]
    """The certificate, PEM."""
    key: pulumi.Output[str]
    """Its private key, PEM. A secret."""


def leaf_certificate(
    name: str,
    authority: Authority,
    *,
    common_name: str,
    names: Sequence[str] = (),
    addresses: Sequence[str] = (),
    serves: bool,
    valid_hours: int,
    renewed_hours: int,
    opts: pulumi.ResourceOptions,
) -> LeafCertificate:
    """Registers a private key, a request and a signed certificate, all called `name`.

    Every certificate is one for clients; with `serves` it is one for servers as well: etcd shows
    its own to itself. The first update in the last `renewed_hours` of its `valid_hours` signs it
    anew, and so does another authority.
    Source: pulumi-tls and terraform-provider-tls, locally_signed_cert.
    """
    key = PrivateKey(name, algorithm=ALGORITHM, curve=CURVE, opts=opts)
    request = CertificateRequest(
        name, key=key, common_name=common_name, names=names, addresses=addresses, opts=opts
    )
    signed = SignedCertificate(
        name,
        request=request,
        authority=authority.certificate,
        authority_key=authority.key,
        uses=MEMBER_USES if serves else CLIENT_USES,
        valid_hours=valid_hours,
        renewed_hours=renewed_hours,
        opts=opts,
    )
    return LeafCertificate(signed.pem, key.secret_pem)
