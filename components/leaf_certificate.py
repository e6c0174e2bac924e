"""A key pair with a certificate that an authority of the config signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pulumi


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
    import pulumi_tls as tls  # noqa: PLC0415 - only who needs a certificate needs the plugin

    key = tls.PrivateKey(name, algorithm="ECDSA", ecdsa_curve="P256", opts=opts)
    request = tls.CertRequest(
        name,
        private_key_pem=key.private_key_pem,
        subject=tls.CertRequestSubjectArgs(common_name=common_name),
        dns_names=list(names) or None,
        ip_addresses=list(addresses) or None,
        opts=opts,
    )
    signed = tls.LocallySignedCert(
        name,
        cert_request_pem=request.cert_request_pem,
        ca_cert_pem=authority.certificate,
        ca_private_key_pem=authority.key,
        allowed_uses=[
            "digital_signature",
            "key_encipherment",
            *(["server_auth"] if serves else []),
            "client_auth",
        ],
        validity_period_hours=valid_hours,
        early_renewal_hours=renewed_hours,
        opts=opts,
    )
    return LeafCertificate(signed.cert_pem, pulumi.Output.secret(key.private_key_pem))
