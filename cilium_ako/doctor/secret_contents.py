"""What is wrong with a Secret, without saying what is in it.

Only names of entries, key ids and dates leave this module. No message and no exception carries
any part of a value.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.catalogue.cilium import cluster_mesh as mesh_files
from cilium_ako.catalogue.cilium.etcd import CA_FILE, CERTIFICATE_FILE, CLIENT_FILES, KEY_FILE
from cilium_ako.catalogue.cilium.features import IPSEC_KEY_WITH_WHITE_SPACE
from cilium_ako.catalogue.cilium.ipsec import (
    ALGORITHM,
    LAST_KEY_ID,
    TAKEN_CHECK_BITS,
    TAKEN_KEY_DIGITS,
    is_key_id,
)
from cilium_ako.config.ipsec_key import ipsec_algorithm
from cilium_ako.doctor import observation as observed
from cilium_ako.doctor.json_access import JsonObject, string_map_at
from cilium_ako.doctor.projections import data_changed
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml
from cilium_ako.documents.pem import is_issued_by, load_certificates, load_private_key

_KEY_ID: Final = re.compile(r"(\d{1,3})(\+?)")
_HEX: Final = re.compile(r"(0x)?([0-9a-fA-F]{2})+")


def ipsec(document: JsonObject) -> observed.IpsecSecret:
    """The Secret with the IPsec key, judged as the agent judges it.

    Source: pkg/datapath/linux/ipsec/ipsec_linux.go, LoadIPSecKeys, parseSPI, decodeIPSecKey.
    """
    changed = data_changed(document)
    content = _decoded(document).get("keys")
    if content is None:
        return observed.IpsecSecret(("it has no entry `keys`",), (), changed)
    try:
        lines = [line for line in content.decode("ascii").split("\n") if line.strip()]
    except UnicodeDecodeError:
        return observed.IpsecSecret(("its text is not ASCII",), (), changed)
    problems = [] if lines else ["it is empty"]
    ids: list[int] = []
    for position, line in enumerate(lines, start=1):
        key_id, faults = _ipsec_line(line)
        problems.extend(f"line {position}: {fault}" for fault in faults)
        if key_id is not None:
            if key_id in ids:
                problems.append(f"line {position}: the id {key_id} stands twice")
            ids.append(key_id)
    # agents split at white space, so that more of it changes nothing
    algorithm = ipsec_algorithm(" ".join(lines[-1].split())) if lines else None
    return observed.IpsecSecret(tuple(problems), tuple(ids), changed, algorithm)


def _ipsec_line(line: str) -> tuple[int | None, list[str]]:
    """The key id of a line, and what is wrong with the line."""
    faults = []
    fields = line.split()
    if line != " ".join(fields):
        faults.append(
            "white space at an end or doubled, at which agents before"
            f" {IPSEC_KEY_WITH_WHITE_SPACE.since} stop"
        )
    match = _KEY_ID.fullmatch(fields[0])
    if match is None:
        return None, [*faults, "it does not begin with a key id"]
    key_id = int(match[1])
    if not is_key_id(key_id):
        faults.append(f"its id is not among 1 to {LAST_KEY_ID}")
    if not match[2]:
        faults.append("no + behind the id, so one key serves all pairs of nodes")
    # "rfc4106(gcm(aes)) <hex> 128", or authentication and encryption with a key each
    if len(fields) == 4:
        faults.extend(_aead_faults(*fields[1:]))
    elif len(fields) in (5, 6):
        keys = (fields[2], fields[4])
        faults.extend("a key is not hexadecimal" for key in keys if _HEX.fullmatch(key) is None)
    else:
        faults.append("it has not the fields id, algorithm, key and length")
    return key_id, faults


def _aead_faults(algorithm: str, key: str, length: str) -> Iterator[str]:
    if not algorithm.startswith("rfc"):
        yield "its algorithm is none that the agent takes"
    if _HEX.fullmatch(key) is None:
        yield "its key is not hexadecimal"
    elif algorithm == ALGORITHM and len(key.removeprefix("0x")) not in TAKEN_KEY_DIGITS:
        yield f"its key has not the length that {ALGORITHM} needs"
    if length.lstrip("0") not in map(str, TAKEN_CHECK_BITS):
        *others, last = map(str, TAKEN_CHECK_BITS)
        yield f"its length is not {', '.join(others)} or {last}"


def etcd(document: JsonObject, name: str) -> observed.EtcdSecret:
    """The Secret with the client certificates for etcd."""
    values = _decoded(document)
    missing = tuple(key for key in CLIENT_FILES if not values.get(key, b"").strip())
    return observed.EtcdSecret(
        missing=missing,
        pair=bool(missing) or _is_pair(values[CERTIFICATE_FILE], values[KEY_FILE]),
        for_clients=bool(missing) or _is_for_clients(values[CERTIFICATE_FILE]),
        signed=bool(missing) or _is_signed(values[CERTIFICATE_FILE], values[CA_FILE]),
        certificates=tuple(_certificates(values, name, (CA_FILE, CERTIFICATE_FILE))),
    )


def certificates(document: JsonObject, name: str) -> tuple[observed.SecretCertificate, ...]:
    """Every certificate of a Secret."""
    values = _decoded(document)
    return tuple(_certificates(values, name, tuple(k for k in values if k.endswith(".crt"))))


def mesh(document: JsonObject, name: str) -> observed.MeshSecret:
    """A Secret with a certificate of a mesh."""
    values = _decoded(document)
    files = (mesh_files.CA_FILE, mesh_files.CERTIFICATE_FILE, mesh_files.KEY_FILE)
    missing = tuple(key for key in files if not values.get(key, b"").strip())
    authorities, certificate, key = (values.get(each, b"") for each in files)
    return observed.MeshSecret(
        name=name,
        missing=missing,
        pair=bool(missing) or _is_pair(certificate, key),
        signed=bool(missing) or _is_signed(certificate, authorities),
    )


def mesh_peers(document: JsonObject) -> dict[str, tuple[str, ...]]:
    """The URLs of each peer of a mesh, by its name. Certificates beside them are not looked at."""
    found: dict[str, tuple[str, ...]] = {}
    for name, content in _decoded(document).items():
        if "." in name:
            continue
        try:
            config = load_kubernetes_yaml(content.decode(errors="replace"))
        except DocumentError:
            config = None
        urls = config.get("endpoints") if isinstance(config, Mapping) else None
        found[name] = tuple(map(str, urls)) if isinstance(urls, list) else ()
    return found


def avi(document: JsonObject) -> observed.AviSecret:
    """Which of AKO's credentials are there."""
    values = _decoded(document)
    return observed.AviSecret(frozenset(key for key, value in values.items() if value.strip()))


def _decoded(document: JsonObject) -> dict[str, bytes]:
    """A Secret's values; one that is no base64 is empty."""
    values: dict[str, bytes] = {}
    for key, value in string_map_at(document, "data").items():
        try:
            values[key] = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            values[key] = b""
    return values


def _certificates(
    values: Mapping[str, bytes], name: str, keys: tuple[str, ...]
) -> Iterator[observed.SecretCertificate]:
    for key in keys:
        content = values.get(key, b"")
        if not content.strip():
            continue
        try:
            chain = load_certificates(content)
        except DocumentError:
            yield observed.SecretCertificate(name, key, None)
            continue
        # a bundle serves until its last authority ends, a chain until its first certificate does
        ends = [each.not_after for each in chain]
        end = max(ends) if "ca" in key else ends[0]
        yield observed.SecretCertificate(name, key, end, chain[0].hosts)


def _is_for_clients(certificate: bytes) -> bool:
    """True also where it cannot be read, which is told otherwise."""
    try:
        return load_certificates(certificate)[0].for_clients
    except DocumentError:
        return True


def _is_signed(certificate: bytes, authorities: bytes) -> bool:
    """The same; authorities that are none are servers' own certificates, which sign nobody."""
    try:
        known = load_certificates(authorities)
        return not any(each.is_authority for each in known) or is_issued_by(
            certificate, authorities
        )
    except DocumentError:
        return True


def _is_pair(certificate: bytes, key: bytes) -> bool:
    try:
        return load_certificates(certificate)[0].public_key == load_private_key(key)
    except DocumentError:
        return False
