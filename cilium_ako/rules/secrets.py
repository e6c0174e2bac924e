"""Rules about secrets: which are needed, which are not, and whether known ones can work.

No message holds any part of a secret: a message goes to logs.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from cilium_ako.catalogue.cilium import ipsec
from cilium_ako.catalogue.cilium.etcd import CA_FILE, CERTIFICATE_FILE, KEY_FILE
from cilium_ako.config.ako import CredentialsFromConfig
from cilium_ako.config.encryption import ImportedKey, Ipsec
from cilium_ako.config.ipsec_key import ipsec_algorithm, ipsec_key_error
from cilium_ako.config.kvstore import TlsFromConfig, etcd_tls
from cilium_ako.config.mesh import CertificatesFromCa
from cilium_ako.config.stack import SecretKey, Stack, key_path
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.pem import (
    Certificate,
    is_issued_by,
    load_certificates,
    load_private_key,
)
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_ETCD: Final = (SecretKey.ETCD_CA, SecretKey.ETCD_CERT, SecretKey.ETCD_KEY)
_MESH: Final = (SecretKey.MESH_CA, SecretKey.MESH_CA_KEY)
_AVI: Final = (SecretKey.AVI_PASSWORD, SecretKey.AVI_TOKEN, SecretKey.AVI_CA)
_USERNAME: Final = key_path("aviUsername")

_HOW: Final = {
    SecretKey.ETCD_CA: f" < {CA_FILE}",
    SecretKey.ETCD_CERT: f" < {CERTIFICATE_FILE}",
    SecretKey.ETCD_KEY: f" < {KEY_FILE}",
    SecretKey.AVI_CA: " < avi-ca.crt",
    SecretKey.MESH_CA: " < mesh-ca.crt",
    SecretKey.MESH_CA_KEY: " < mesh-ca.key",
}


def _set(key: SecretKey) -> str:
    """The command that sets a secret; without a value Pulumi asks for it."""
    return f"pulumi config set --secret {key_path(key)}{_HOW.get(key, '')}"


def _there(stack: Stack, key: SecretKey) -> bool:
    """Whether a secret is set; an empty one is not."""
    secret = stack.secrets.get(key)
    return secret is not None and (secret.text is None or bool(secret.text.strip()))


def _known(stack: Stack, key: SecretKey) -> str | None:
    """The text of a secret that is set and not hidden."""
    secret = stack.secrets.get(key)
    return secret.text if secret is not None and secret.text and secret.text.strip() else None


def _avi_from_config(stack: Stack) -> bool:
    return stack.ako is not None and isinstance(stack.ako.credentials, CredentialsFromConfig)


def _ipsec_imported(stack: Stack) -> bool:
    encryption = stack.cilium.encryption if stack.cilium is not None else None
    return isinstance(encryption, Ipsec) and isinstance(encryption.key, ImportedKey)


def _etcd_from_config(stack: Stack) -> bool:
    kvstore = stack.cilium.kvstore if stack.cilium is not None else None
    return isinstance(etcd_tls(kvstore), TlsFromConfig)


def _mesh_from_config(stack: Stack) -> bool:
    return stack.mesh is not None and isinstance(stack.mesh.certificates, CertificatesFromCa)


def _missing(stack: Stack) -> Iterator[Finding]:
    if (
        _avi_from_config(stack)
        and not _there(stack, SecretKey.AVI_PASSWORD)
        and not _there(stack, SecretKey.AVI_TOKEN)
    ):
        yield Finding(
            key_path(SecretKey.AVI_PASSWORD),
            "AKO's credentials come from this config, and neither aviPassword nor aviToken is set",
            _set(SecretKey.AVI_PASSWORD),
        )
    if _ipsec_imported(stack) and not _there(stack, SecretKey.IPSEC_KEY):
        yield Finding(
            key_path(SecretKey.IPSEC_KEY),
            "the IPsec key is imported, and ipsecKey is not set",
            _set_ipsec_key(_wanted_id(stack) or 1),
        )
    if _etcd_from_config(stack):
        for key in _ETCD:
            if not _there(stack, key):
                yield Finding(
                    key_path(key),
                    f"etcd's certificates come from this config, and {key} is not set",
                    _set(key),
                )
    if _mesh_from_config(stack) and not any(_there(stack, key) for key in _MESH):
        for key in _MESH:
            yield Finding(
                key_path(key),
                f"the mesh's certificates are signed with this config's authority, and {key} is "
                "not set",
                _set(key),
            )


def missing_secrets(stack: Stack) -> frozenset[SecretKey]:
    """The secrets that a stack's config asks for and does not have."""
    return frozenset(SecretKey(each.path.partition(":")[2]) for each in _missing(stack))


@rule("secret-missing")
def secret_missing(stack: Stack) -> Iterator[Finding]:
    """A secret that the config needs is not set."""
    if not stack.offline:
        yield from _missing(stack)


@rule("secret-missing-offline")
def secret_missing_offline(stack: Stack) -> Iterator[Finding]:
    """The same where secrets are hidden: a warning, as another machine may have it."""
    if stack.offline:
        yield from _missing(stack)


@rule("avi-username-missing")
def avi_username_missing(stack: Stack) -> Iterator[Finding]:
    """AKO's credentials are in this config, and aviUsername is not set."""
    if _avi_from_config(stack) and not stack.avi_username.strip():
        yield Finding(
            _USERNAME,
            "AKO's credentials come from this config, and aviUsername is not set",
            set_to(_USERNAME, "admin").replace(" --path", ""),
        )


def _unused(stack: Stack) -> Iterator[tuple[str, str]]:
    """Keys that nothing reads, with the reason. A part that did not parse may yet read them."""
    if not _avi_from_config(stack) and not (stack.ako_asked and stack.ako is None):
        why = "AKO's credentials are external" if stack.ako_asked else "the stack has no AKO"
        if stack.avi_username:
            yield "aviUsername", why
        for key in _AVI:
            if key in stack.secrets:
                yield key, why
    if stack.cilium is None:
        return
    if SecretKey.IPSEC_KEY in stack.secrets and not _ipsec_imported(stack):
        yield SecretKey.IPSEC_KEY, "encryption.key.source is not import"
    if not _etcd_from_config(stack):
        for key in _ETCD:
            if key in stack.secrets:
                yield key, "kvstore.tls.source is not config"
    if not _mesh_from_config(stack):
        for key in _MESH:
            if key in stack.secrets:
                why = "mesh.certificates.source is not ca" if stack.mesh else "there is no mesh"
                yield key, why


@rule("secret-unused")
def secret_unused(stack: Stack) -> Iterator[Finding]:
    """A secret, or aviUsername, is set and nothing reads it."""
    if stack.unseen is not None:
        return  # what is not known here may read it
    for key, why in _unused(stack):
        if key == "aviUsername" or _there(stack, SecretKey(key)):
            path = key_path(key)
            yield Finding(path, f"{key} is set, and {why}", removed(path).replace(" --path", ""))


def _wanted_id(stack: Stack) -> int | None:
    """The id that follows from the rotation of an imported key, where that is given."""
    encryption = stack.cilium.encryption if stack.cilium is not None else None
    if not isinstance(encryption, Ipsec) or not isinstance(encryption.key, ImportedKey):
        return None
    rotation = encryption.key.rotation
    return None if rotation is None else ipsec.key_id(rotation)


def _set_ipsec_key(identity: int, algorithm: str = ipsec.KEY_ALGORITHM) -> str:
    """The command that sets a new key without showing it."""
    key = ipsec.new_key_words(identity, algorithm)
    return f"pulumi config set --secret {key_path(SecretKey.IPSEC_KEY)} {key}"


@rule("ipsec-key-form")
def ipsec_key_form(stack: Stack) -> Iterator[Finding]:
    """The imported IPsec key has a form that agents or kernels refuse."""
    text = _known(stack, SecretKey.IPSEC_KEY)
    if text is not None and _ipsec_imported(stack) and (error := ipsec_key_error(text)):
        yield Finding(
            key_path(SecretKey.IPSEC_KEY),
            f"ipsecKey has the wrong form: {error}",
            _set_ipsec_key(_wanted_id(stack) or 1),
        )


@rule("ipsec-key-id")
def ipsec_key_id(stack: Stack) -> Iterator[Finding]:
    """The imported IPsec key has another id than follows from the rotation."""
    text = _known(stack, SecretKey.IPSEC_KEY)
    wanted = _wanted_id(stack)
    algorithm = None if text is None else ipsec_algorithm(text)
    if text is None or wanted is None or algorithm is None:
        return
    if int(text.split("+")[0]) != wanted:
        yield Finding(
            key_path("cilium", "encryption", "key", "rotation"),
            f"the id in ipsecKey must be {wanted} to follow from the rotation, and it is another",
            _set_ipsec_key(wanted, algorithm),
        )


_LABEL: Final = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_KEYS: Final = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")
_PEM: Final = {
    SecretKey.AVI_CA: ("CERTIFICATE",),
    SecretKey.ETCD_CA: ("CERTIFICATE",),
    SecretKey.ETCD_CERT: ("CERTIFICATE",),
    SecretKey.ETCD_KEY: _KEYS,
    SecretKey.MESH_CA: ("CERTIFICATE",),
    SecretKey.MESH_CA_KEY: _KEYS,
}


def pem_error(text: str, labels: tuple[str, ...]) -> str:
    """Why a text is not PEM of the kinds given, without any part of it but a known label."""
    wanted = "a private key" if labels is _KEYS else "a certificate"
    found = _LABEL.findall(text)
    if not found:
        return "it has no line -----BEGIN …-----; it may be base64 without it, or a file's name"
    for label in found:
        if label == "ENCRYPTED PRIVATE KEY":
            return "it is a private key with a passphrase, which nobody could give"
        if label == "EC PARAMETERS":
            continue
        if label not in labels:
            kind = "a certificate" if label == "CERTIFICATE" else "a private key"
            known = label == "CERTIFICATE" or label in _KEYS
            return f"it holds {kind if known else 'something else'} instead of {wanted}"
        if f"-----END {label}-----" not in text:
            return "it is cut off: a BEGIN line has no END line"
    if "\n" not in text.strip():
        return "its line breaks are gone"
    try:
        _read(text, labels)
    except DocumentError:
        return "what stands between BEGIN and END is no such thing: it was cut off, or changed"
    return ""


def _read(text: str, labels: tuple[str, ...]) -> None:
    """Raises DocumentError where the content of a PEM text cannot be read."""
    content = text.encode(errors="replace")
    if labels is _KEYS:
        load_private_key(content)
    else:
        load_certificates(content)


def _is_used(stack: Stack, key: SecretKey) -> bool:
    if key in _MESH:
        return _mesh_from_config(stack)
    return _avi_from_config(stack) if key == SecretKey.AVI_CA else _etcd_from_config(stack)


@rule("pem-form")
def pem_form(stack: Stack) -> Iterator[Finding]:
    """A certificate or private key is not PEM, or of the wrong kind."""
    for key, labels in _PEM.items():
        text = _known(stack, key)
        if _is_used(stack, key) and text is not None and (error := pem_error(text, labels)):
            yield Finding(key_path(key), f"{key} is not the right PEM: {error}", _set(key))


def _certificates(stack: Stack) -> Iterator[tuple[SecretKey, tuple[Certificate, ...]]]:
    """The certificates that are known and can be read; what cannot, `pem-form` is about."""
    for key, labels in _PEM.items():
        text = _known(stack, key)
        if _is_used(stack, key) and text is not None and labels is not _KEYS:
            with contextlib.suppress(DocumentError):
                yield key, load_certificates(text.encode(errors="replace"))


def _shown(
    stack: Stack,
) -> Iterator[tuple[SecretKey, tuple[Certificate, ...], tuple[Certificate, ...]]]:
    """Each secret with the certificates in it whose dates count, and those of them valid today."""
    now = datetime.now(tz=UTC)
    for key, certificates in _certificates(stack):
        # a client shows its first certificate, and the rest leads up to an authority; of a bundle
        # of authorities one is enough
        first_alone = key in (SecretKey.ETCD_CERT, SecretKey.MESH_CA)  # the latter's signs
        judged = certificates[:1] if first_alone else certificates
        yield key, judged, tuple(each for each in judged if each.not_before <= now < each.not_after)


@rule("certificate-expired")
def certificate_expired(stack: Stack) -> Iterator[Finding]:
    """A certificate is not valid today."""
    now = datetime.now(tz=UTC)
    for key, judged, valid in _shown(stack):
        if valid:
            continue
        future = [each.not_before for each in judged if each.not_before > now]
        if future:
            what = f"is valid from {min(future).date()} on only"
        else:
            what = f"has expired on {max(each.not_after for each in judged).date()}"
        yield Finding(key_path(key), f"{key} {what}", _set(key))


_SOON: Final = timedelta(days=30)


@rule("certificate-ends-soon")
def certificate_ends_soon(stack: Stack) -> Iterator[Finding]:
    """A certificate that is valid today ends within 30 days."""
    now = datetime.now(tz=UTC)
    for key, _, valid in _shown(stack):
        last = max((each.not_after for each in valid), default=None)
        if last is not None and last - now < _SOON:
            days = (last - now).days
            yield Finding(key_path(key), f"{key} ends on {last.date()}, in {days} days", _set(key))


@rule("certificate-authority")
def certificate_authority(stack: Stack) -> Iterator[Finding]:
    """etcdCa holds no authority, and is no server's own certificate for an endpoint either."""
    kvstore = stack.cilium.kvstore if stack.cilium is not None else None
    certificates = dict(_certificates(stack)).get(SecretKey.ETCD_CA, ())
    if kvstore is None or not certificates or any(each.is_authority for each in certificates):
        return
    # servers' own certificates may stand there, each of which then counts for its own names
    named = {host for each in certificates for host in each.hosts}
    unnamed = [each.host for each in kvstore.endpoints if not _is_named(each.host.lower(), named)]
    if unnamed:
        yield Finding(
            key_path(SecretKey.ETCD_CA),
            "no certificate in etcdCa is one of an authority, and none has the subject alternative"
            f" name {unnamed[0]} of an endpoint",
            _set(SecretKey.ETCD_CA),
        )


def _is_named(host: str, names: Container[str]) -> bool:
    """Whether names of a certificate hold a host; `*` stands for its first label."""
    return host in names or f"*.{host.partition('.')[2]}" in names


@rule("certificate-issuer")
def certificate_issuer(stack: Stack) -> Iterator[Finding]:
    """The client certificate for etcd does not lead up to an authority in etcdCa."""
    known = dict(_certificates(stack))
    certificates = known.get(SecretKey.ETCD_CA, ())
    chain, authorities = _known(stack, SecretKey.ETCD_CERT), _known(stack, SecretKey.ETCD_CA)
    if chain is None or authorities is None or SecretKey.ETCD_CERT not in known:
        return
    if not any(each.is_authority for each in certificates):
        return
    if not is_issued_by(chain.encode(errors="replace"), authorities.encode(errors="replace")):
        path = key_path(SecretKey.ETCD_CERT)
        what = "etcdCert is not signed by an authority in etcdCa"
        yield Finding(path, what, f"{_set(SecretKey.ETCD_CERT)}\n{_set(SecretKey.ETCD_KEY)}")


@rule("certificate-pair")
def certificate_pair(stack: Stack) -> Iterator[Finding]:
    """The client certificate for etcd is of another private key."""
    known = dict(_certificates(stack))
    key = _known(stack, SecretKey.ETCD_KEY)
    if key is None or SecretKey.ETCD_CERT not in known:
        return
    with contextlib.suppress(DocumentError):
        public_key = load_private_key(key.encode(errors="replace"))
        if known[SecretKey.ETCD_CERT][0].public_key != public_key:
            yield Finding(
                key_path(SecretKey.ETCD_KEY),
                "etcdKey is not the private key of etcdCert",
                f"{_set(SecretKey.ETCD_CERT)}\n{_set(SecretKey.ETCD_KEY)}",
            )


@rule("certificate-usage")
def certificate_usage(stack: Stack) -> Iterator[Finding]:
    """The client certificate for etcd may only be shown by servers."""
    certificates = dict(_certificates(stack)).get(SecretKey.ETCD_CERT, ())
    if certificates and not certificates[0].for_clients:
        path = key_path(SecretKey.ETCD_CERT)
        what = "etcdCert is not for clients: its extended key usage lacks clientAuth"
        yield Finding(path, what, _set(SecretKey.ETCD_CERT))


@rule("mesh-ca-half")
def mesh_ca_half(stack: Stack) -> Iterator[Finding]:
    """One half of the mesh's authority is set, and the other is not."""
    if not _mesh_from_config(stack) or (stack.unseen is not None):
        return
    missing = [key for key in _MESH if not _there(stack, key)]
    if len(missing) == 1:
        (key,) = missing
        there = next(each for each in _MESH if each != key)
        yield Finding(key_path(key), f"{there} is set without {key}", _set(key))


@rule("mesh-ca-pair")
def mesh_ca_pair(stack: Stack) -> Iterator[Finding]:
    """The mesh's authority is of another private key."""
    certificates = dict(_certificates(stack)).get(SecretKey.MESH_CA, ())
    key = _known(stack, SecretKey.MESH_CA_KEY)
    if key is None or not certificates:
        return
    with contextlib.suppress(DocumentError):
        if certificates[0].public_key != load_private_key(key.encode(errors="replace")):
            yield Finding(
                key_path(SecretKey.MESH_CA_KEY),
                "meshCaKey is not the private key of the first certificate in meshCa",
                f"{_set(SecretKey.MESH_CA)}\n{_set(SecretKey.MESH_CA_KEY)}",
            )


@rule("mesh-ca-authority")
def mesh_ca_authority(stack: Stack) -> Iterator[Finding]:
    """The certificate in meshCa may not sign others."""
    certificates = dict(_certificates(stack)).get(SecretKey.MESH_CA, ())
    if certificates and not certificates[0].is_authority:
        path = key_path(SecretKey.MESH_CA)
        what = "the first certificate in meshCa is no authority's: its basic constraints lack CA"
        yield Finding(path, what, _set(SecretKey.MESH_CA))
