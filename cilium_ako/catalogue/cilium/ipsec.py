"""Cilium's IPsec keys: their form, and how their ids are counted.

Source: Documentation/security/network/encryption-ipsec.rst, pkg/datapath/linux/ipsec of each
minor.
"""

from __future__ import annotations

from typing import Final

ALGORITHM: Final = "rfc4106(gcm(aes))"
"""The algorithm that this program makes keys for: encryption and authentication in one."""

KEY_DIGITS: Final = 40
"""Hexadecimal digits of such a key: 16 bytes of key and 4 of salt."""

CHECK_BITS: Final = 128
"""Length of its integrity check, in bits."""

KEY_ALGORITHM: Final = f"{ALGORITHM} {CHECK_BITS}"
"""What the fact `ipsec.algorithm` is of a key that this program makes."""

AUTHENTICATION: Final = "hmac(sha256)"
"""The algorithm of authentication of keys that are imported with one for each end."""

AUTHENTICATION_DIGITS: Final = 64
"""Hexadecimal digits of its key."""

ENCRYPTION: Final = "cbc(aes)"
"""The algorithm of encryption of such keys."""

ENCRYPTION_DIGITS: Final = (32, 48, 64)
"""Hexadecimal digits of its key: AES-128, AES-192 or AES-256."""

TAKEN_KEY_DIGITS: Final = (40, 56, 72)
"""Digits that kernels take with that algorithm: of AES-128, AES-192 or AES-256, and salt."""

TAKEN_CHECK_BITS: Final = (96, 128, 256)
"""Lengths of the integrity check that agents take, with any algorithm."""

LAST_KEY_ID: Final = 15
"""Ids fill four bits, and 0 means no key: they go from 1 to 15."""

MOST_NODES: Final = 65535
"""Nodes that keys can be told apart for: a node id has 16 bits, and 0 means none."""


def key_id(rotation: int) -> int:
    """The id (SPI) of the key of a rotation, counted from 1: 1 to 15, then 1 again.

    >>> key_id(1), key_id(15), key_id(16)
    (1, 15, 1)
    """
    return (rotation - 1) % LAST_KEY_ID + 1


def next_key_id(identity: int) -> int:
    """The id that follows an id: 15 is followed by 1."""
    return identity % LAST_KEY_ID + 1


def is_key_id(identity: int) -> bool:
    """Whether a number can be a key's id."""
    return 1 <= identity <= LAST_KEY_ID


def new_key_words(identity: int, algorithm: str = KEY_ALGORITHM) -> str:
    """What a shell makes a new key of, in quotes: shown to nobody, and in no history.

    `algorithm` is the present key's, as the fact `ipsec.algorithm` has it: a rotation keeps it.
    """
    parts = algorithm.split(" ")
    if parts[0] == AUTHENTICATION:
        keys = (f"{parts[at]} $(openssl rand -hex {int(parts[at + 1]) // 8})" for at in (0, 2))
        return f'"{identity}+ {" ".join(keys)}"'
    return f'"{identity}+ {ALGORITHM} $(openssl rand -hex {KEY_DIGITS // 2}) {CHECK_BITS}"'
