"""What the provider `tls` makes of its inputs, for programs that run without an engine.

Certificates are real: by the inputs' own names, addresses, uses and times.
Source: hashicorp/terraform-provider-tls:internal/provider.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cilium_ako.catalogue.pulumi import wire_format

_EXTENDED: Final = {
    "server_auth": ExtendedKeyUsageOID.SERVER_AUTH,
    "client_auth": ExtendedKeyUsageOID.CLIENT_AUTH,
}
_CURVES: Final = {"P256": ec.SECP256R1()}


_MADE: Final[dict[str, tuple[str, dict[str, Any]] | None]] = {}


def tls_outputs(
    token: str, name: str, inputs: Mapping[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """Id and outputs of a resource of the provider, the same each time; None for any other."""
    key = json.dumps([token, name, inputs], sort_keys=True, default=str)
    if key not in _MADE:
        _MADE[key] = made_anew(token, inputs)
    return _MADE[key]


def made_anew(token: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Id and outputs of a resource of the provider that was not there; None for any other."""
    known = {key: _plain(value) for key, value in inputs.items()}
    made = {
        "tls:index/privateKey:PrivateKey": _private_key,
        "tls:index/certRequest:CertRequest": _request,
        "tls:index/selfSignedCert:SelfSignedCert": _self_signed,
        "tls:index/locallySignedCert:LocallySignedCert": _signed,
    }.get(token)
    if made is None:
        return None
    outputs = made(known)
    return f"{token}-id", {**known, **outputs}


def _plain(value: Any) -> Any:
    """A value without the marks of a secret."""
    if isinstance(value, Mapping) and wire_format.SIGNATURE in value:
        return _plain(value["value"])
    return value


def _private_key(inputs: Mapping[str, Any]) -> dict[str, Any]:
    assert inputs["algorithm"] == "ECDSA"
    key = ec.generate_private_key(_CURVES[inputs["ecdsaCurve"]])
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return {"privateKeyPem": text.decode()}


def _key(text: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(text.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _name(inputs: Mapping[str, Any]) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, inputs["subject"]["commonName"])])


def _request(inputs: Mapping[str, Any]) -> dict[str, Any]:
    names: list[x509.GeneralName] = [x509.DNSName(each) for each in inputs.get("dnsNames", ())]
    names += [x509.IPAddress(ip_address(each)) for each in inputs.get("ipAddresses", ())]
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(inputs))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    signed = builder.sign(_key(inputs["privateKeyPem"]), hashes.SHA256())
    return {"certRequestPem": signed.public_bytes(serialization.Encoding.PEM).decode()}


def _builder(inputs: Mapping[str, Any]) -> x509.CertificateBuilder:
    now = datetime.now(tz=UTC)
    return (
        x509.CertificateBuilder()
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=inputs["validityPeriodHours"]))
        .add_extension(
            x509.BasicConstraints(ca=bool(inputs.get("isCaCertificate")), path_length=None),
            critical=True,
        )
        .add_extension(_key_usage(inputs["allowedUses"]), critical=True)
    )


def _key_usage(uses: Sequence[str]) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature="digital_signature" in uses,
        content_commitment=False,
        key_encipherment="key_encipherment" in uses,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign="cert_signing" in uses,
        crl_sign="crl_signing" in uses,
        encipher_only=False,
        decipher_only=False,
    )


def _self_signed(inputs: Mapping[str, Any]) -> dict[str, Any]:
    key, name = _key(inputs["privateKeyPem"]), _name(inputs)
    own = (
        _builder(inputs)
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return {"certPem": own.public_bytes(serialization.Encoding.PEM).decode()}


def _signed(inputs: Mapping[str, Any]) -> dict[str, Any]:
    request = x509.load_pem_x509_csr(inputs["certRequestPem"].encode())
    authority = x509.load_pem_x509_certificate(inputs["caCertPem"].encode())
    extended = [_EXTENDED[each] for each in inputs["allowedUses"] if each in _EXTENDED]
    builder = (
        _builder(inputs)
        .subject_name(request.subject)
        .issuer_name(authority.subject)
        .public_key(request.public_key())
        .add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    )
    for extension in request.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    leaf = builder.sign(_key(inputs["caPrivateKeyPem"]), hashes.SHA256())
    return {"certPem": leaf.public_bytes(serialization.Encoding.PEM).decode()}
