"""Telling two IPsec keys apart without showing either.

The digest is an annotation on the key's Secret, so anyone who may read the Secret's metadata
sees it: it is keyed with the cluster's name, so that equal keys of two clusters do not show, and
short, since it only has to differ. The key's own 160 random bits keep it from being guessed.
"""

from __future__ import annotations

import hmac
from typing import Final

KEY_ID_ANNOTATION: Final = "cilium-ako/ipsec-key-id"
"""Annotation of the Secret with the key's id, 1 to 15."""
KEY_DIGEST_ANNOTATION: Final = "cilium-ako/ipsec-key-digest"
"""Annotation of the Secret with the key's digest."""
KEY_ALGORITHM_ANNOTATION: Final = "cilium-ako/ipsec-algorithm"
"""Annotation of the Secret with the key's algorithm and its lengths, or `UNKNOWN_ALGORITHM`."""
UNKNOWN_ALGORITHM: Final = "unknown"
"""In the algorithm's place: the key's text is not known, as in a preview without an engine."""

CILIUM_VERSION_ANNOTATION: Final = "cilium-ako/cilium-version"
"""Annotation of the Secret with the version of Cilium that the key is deployed with."""


def key_digest(key_text: str, salt: str) -> str:
    """16 hex digits that stand for a key: HMAC-SHA256 of its text under the cluster's name.

    White space around the fields does not count, as it does not for the agent
    (pkg/datapath/linux/ipsec/ipsec_linux.go).
    """
    plain = " ".join(key_text.split())
    return hmac.new(salt.encode(), plain.encode(), "sha256").hexdigest()[:16]
