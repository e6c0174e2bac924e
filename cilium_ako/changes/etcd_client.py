"""Telling authorities and client certificates of etcd apart, by their fingerprints.

A certificate is no secret, since it is shown to whoever connects; its private key leaves no trace
here. The fingerprints stand as annotations on the Secret that agents mount, so that a state and a
hook can tell one authority more from another authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.facts import Facts, Hidden
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.pem import fingerprints

AUTHORITIES_ANNOTATION: Final = "cilium-ako/etcd-authorities"
"""Annotation of the Secret: the fingerprints of every authority in it, with commas."""
CERTIFICATE_ANNOTATION: Final = "cilium-ako/etcd-client-certificate"
"""Annotation of the Secret: the fingerprint of the client's certificate."""
UNKNOWN: Final = "unknown"
"""In a fingerprint's place: the text is not known, as in a preview without an engine."""

_FACTS: Final = {
    "kvstore.authorities": AUTHORITIES_ANNOTATION,
    "kvstore.clientFingerprint": CERTIFICATE_ANNOTATION,
}


def client_annotations(authorities: str, certificate: str) -> dict[str, str]:
    """The annotations of a Secret with these texts, PEM."""
    shown = _fingerprints(certificate)[:1]
    return {
        AUTHORITIES_ANNOTATION: ",".join(sorted(set(_fingerprints(authorities)))) or UNKNOWN,
        CERTIFICATE_ANNOTATION: ",".join(shown) or UNKNOWN,
    }


def facts_from_client_texts(authorities: str, certificate: str) -> Facts:
    """The facts of the texts in a stack's secrets, PEM; none where they cannot be read."""
    return facts_from_client_secret(client_annotations(authorities, certificate))


def facts_from_client_secret(annotations: object) -> Facts:
    """The facts of the Secret, from its annotations; its data is never looked at.

    Hidden makes a fact unknown, as a value does that is known only after an update. A Secret that
    is older than its annotations has no such facts. Nothing is raised.
    """
    known: dict[str, Value] = {}
    unknown: dict[str, str] = {}
    if isinstance(annotations, Hidden):
        return Facts({}, dict.fromkeys(_FACTS, annotations.reason))
    given = annotations if isinstance(annotations, Mapping) else {}
    for fact, key in _FACTS.items():
        said = given.get(key)
        if isinstance(said, Hidden):
            unknown[fact] = said.reason
        elif isinstance(said, str) and said != UNKNOWN:
            known[fact] = tuple(said.split(",")) if fact == "kvstore.authorities" else said
    return Facts(known, unknown)


def _fingerprints(text: str) -> tuple[str, ...]:
    try:
        return fingerprints(text.encode(errors="replace"))
    except DocumentError:
        return ()
