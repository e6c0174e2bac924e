"""Secrets of two sides: whether they could differ, from what is encrypted and never from its text.

A stack file shows a ciphertext, which is another one for another text and each time that the same
text is encrypted anew. So an equal ciphertext is an equal secret, and another one may be anything.
A state shows where the IPsec key came from and its digest (`key_digest`), and of all others
nothing.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.ako.objects import EXTERNAL
from cilium_ako.catalogue.facts import BY_NAME, FactDefinition
from cilium_ako.changes.facts import Facts, everything_of

SEALED_WITH: Final = "secrets.sealedWith"
"""The fact that stands for what a stack file's secrets are encrypted with; every stack has it."""
GENERATED: Final = "generated"
"""In a ciphertext's place: this program makes the secret."""
ELSEWHERE: Final = "external"
"""In a ciphertext's place: somebody else makes the secret."""
IN_STATE: Final = "imported"
"""In a ciphertext's place: it came from a stack's secret, and a state holds its digest alone."""

_IPSEC_KEY: Final = "ipsec.key"
_FINGERPRINTS: Final = {
    "kvstore.ca": "kvstore.authorities",
    "kvstore.clientCertificate": "kvstore.clientFingerprint",
    # a pair: another key has another certificate, and one that does not fit is refused
    "kvstore.clientKey": "kvstore.clientFingerprint",
}
"""The fact by which two texts of a secret are told apart, where both sides have it."""
_WORDS: Final = {
    GENERATED: "is made by this program (source: generate)",
    ELSEWHERE: "is put into the cluster by somebody else (source: external)",
    IN_STATE: "is a secret of the stack (source: import)",
}


def same_ciphertext(fact: str, old: Facts, new: Facts) -> bool:
    """Whether both sides have the same secret for certain."""
    before, after = old.get(fact), new.get(fact)
    if before is None or before != after:
        return False
    return before in (GENERATED, ELSEWHERE) or old.get(SEALED_WITH) == new.get(SEALED_WITH)


def why_secret_may_differ(definition: FactDefinition, old: Facts, new: Facts) -> str | None:
    """Why a secret may be another one, as the end of a sentence.

    None where it is the same, where a side does not show it, and where another change tells of it.
    """
    fact = definition.name
    if any(everything_of(fact) in side.unknown for side in (old, new)):
        return None  # told once for the whole chart
    if any(old.get(other) != new.get(other) for other in definition.depends_on):
        return None
    if not all(_shows(fact, side) for side in (old, new)) or _told_otherwise(fact, old, new):
        return None
    for side in (old, new):
        if fact in side.unknown:
            return side.unknown[fact]
    before, after = old.get(fact), new.get(fact)
    if before == after is None or same_ciphertext(fact, old, new):
        return None
    return _reason(before, after, re_encrypted=_re_encrypted(old, new))


def not_shown_by_a_state(new: Facts) -> list[str]:
    """The secrets of a stack, by their config keys, that cannot be held against any state."""
    return [
        definition.path
        for fact, definition in BY_NAME.items()
        if definition.kind == "sealed"
        and fact != _IPSEC_KEY
        and (fact in new.unknown or new.get(fact) not in (None, ELSEWHERE))
    ]


def _shows(fact: str, side: Facts) -> bool:
    """Whether a side could tell of a secret; of what a stack has not it tells by its absence."""
    return fact in side.known or fact in side.unknown or SEALED_WITH in side.known


def _told_otherwise(fact: str, old: Facts, new: Facts) -> bool:
    """Whether another fact's change, or its equality, says all that there is to say."""
    if fact == _IPSEC_KEY:
        fact = "ipsec.keyId"
        readable = all(side.why_unknown(fact) is None for side in (old, new))
        if readable and old.get(fact) != new.get(fact):
            return True  # a rotation, or another owner
        source = "ipsec.keySource"
        if all(source in side.known for side in (old, new)) and old.get(source) != new.get(source):
            return True
        return "ipsec.keyDigest" in old.known and "ipsec.keyDigest" in new.known
    shown = _FINGERPRINTS.get(fact)
    if shown is not None and all(shown in side.known for side in (old, new)):
        return True
    sources = [side.get("ako.credentials") == EXTERNAL for side in (old, new)]
    return fact.startswith("ako.") and sources[0] != sources[1]


def _re_encrypted(old: Facts, new: Facts) -> bool:
    one, other = old.get(SEALED_WITH), new.get(SEALED_WITH)
    return one is not None and other is not None and one != other


def _reason(before: object, after: object, *, re_encrypted: bool) -> str:
    if before == IN_STATE and after not in _WORDS:
        return "the state has the key's digest alone, and the stack's secret is not decrypted here"
    if before in _WORDS or after in _WORDS:
        was = _WORDS.get(str(before), _WORDS[IN_STATE])
        becomes = _WORDS.get(str(after), _WORDS[IN_STATE])
        return f"before, it {was}, and now it {becomes}: it may be another one"
    if re_encrypted:
        return (
            "it was re-encrypted (encryptionsalt, encryptedkey or secretsprovider of the stack file"
            " changed too), so that every ciphertext is another one; compare with what is"
            " deployed: --state FILE"
        )
    if before is None:
        return "there was none before"
    if after is None:
        return "it is taken away"
    return "its ciphertext is another one, and what is encrypted may be the same or not"
