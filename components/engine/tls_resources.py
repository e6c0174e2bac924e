"""Keys and certificates that the provider `tls` makes, by their type tokens.

The classes of `pulumi_tls` are as long in coming as a good part of a preview. A resource that is
registered by its token has the same inputs and the same state.
Source: pulumi-tls:provider/cmd/pulumi-resource-tls/schema.json; the words of `uses` and what early
renewal does: hashicorp/terraform-provider-tls:docs/resources/locally_signed_cert.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from components.engine.plugin_versions import plugin_version


class _TlsResource(pulumi.CustomResource):
    """A resource of the provider, of which one text is read."""

    pem: pulumi.Output[str]
    """What it makes, PEM."""

    def __init__(
        self,
        kind: str,
        name: str,
        inputs: Mapping[str, pulumi.Input[object]],
        opts: pulumi.ResourceOptions,
        *,
        output: str,
        secret: Sequence[str],
    ) -> None:
        """`kind` such as `PrivateKey`; `output` is the output that is read."""
        super().__init__(
            f"tls:index/{kind[0].lower()}{kind[1:]}:{kind}",
            name,
            {**inputs, output: None},
            pulumi.ResourceOptions.merge(
                opts,
                pulumi.ResourceOptions(
                    version=plugin_version("pulumi-tls"), additional_secret_outputs=[*secret]
                ),
            ),
        )
        made: pulumi.Output[str] = pulumi.Output.from_input(
            getattr(self, output)  # set by the engine, for every key above
        )
        self.pem = made


class PrivateKey(_TlsResource):
    """A private key, which stands in the state as a secret."""

    secret_pem: pulumi.Output[str]
    """What it is, PEM, as a secret of whoever is given it."""

    def __init__(
        self, name: str, *, algorithm: str, curve: str, opts: pulumi.ResourceOptions
    ) -> None:
        """`algorithm` such as `ECDSA`, `curve` such as `P256`."""
        super().__init__(
            "PrivateKey",
            name,
            {"algorithm": algorithm, "ecdsaCurve": curve},
            opts,
            output="privateKeyPem",
            secret=("privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"),
        )
        self.secret_pem = pulumi.Output.secret(self.pem)


class CertificateRequest(_TlsResource):
    """What an authority is asked to sign."""

    def __init__(
        self,
        name: str,
        *,
        key: PrivateKey,
        common_name: str,
        names: Sequence[str] = (),
        addresses: Sequence[str] = (),
        opts: pulumi.ResourceOptions,
    ) -> None:
        """`names` are DNS names, `addresses` IP addresses that the certificate is to be for."""
        super().__init__(
            "CertRequest",
            name,
            {
                "privateKeyPem": key.secret_pem,
                "subject": {"commonName": common_name},
                **({"dnsNames": [*names]} if names else {}),
                **({"ipAddresses": [*addresses]} if addresses else {}),
            },
            opts,
            output="certRequestPem",
            secret=("privateKeyPem",),
        )


class SelfSignedAuthority(_TlsResource):
    """The certificate of an authority that nobody stands above. It is never renewed by itself."""

    def __init__(
        self,
        name: str,
        *,
        key: PrivateKey,
        common_name: str,
        uses: Sequence[str],
        valid_hours: int,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """`uses` in the provider's words."""
        super().__init__(
            "SelfSignedCert",
            name,
            {
                "privateKeyPem": key.secret_pem,
                "subject": {"commonName": common_name},
                "isCaCertificate": True,
                "setSubjectKeyId": True,
                "allowedUses": [*uses],
                "validityPeriodHours": valid_hours,
            },
            opts,
            output="certPem",
            secret=("privateKeyPem",),
        )


class SignedCertificate(_TlsResource):
    """A certificate that an authority signs, anew at an update in its last hours."""

    def __init__(
        self,
        name: str,
        *,
        request: CertificateRequest,
        authority: pulumi.Input[str],
        authority_key: pulumi.Input[str],
        uses: Sequence[str],
        valid_hours: int,
        renewed_hours: int,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """`authority` is its certificate, PEM; `uses` in the provider's words."""
        super().__init__(
            "LocallySignedCert",
            name,
            {
                "certRequestPem": request.pem,
                "caCertPem": authority,
                "caPrivateKeyPem": pulumi.Output.secret(authority_key),
                "allowedUses": [*uses],
                "validityPeriodHours": valid_hours,
                "earlyRenewalHours": renewed_hours,
            },
            opts,
            output="certPem",
            secret=("caPrivateKeyPem",),
        )
