"""The text of an IPsec key: what it is made of, and what is wrong with it, without any part of it.

Agents of different releases differ in what they let pass (pkg/datapath/linux/ipsec); what passes
here works with all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cilium_ako.catalogue.cilium import ipsec

_KEY_ID: Final = re.compile(r"([1-9][0-9]?)\+")
_HEX: Final = re.compile(r"[0-9a-f]*")
_AEAD_FIELDS: Final = 4
"""Id, algorithm, key, length of the integrity check."""
_PAIR_FIELDS: Final = 5
"""Id, and an algorithm with its key for authentication, and another for encryption."""


def ipsec_key_error(text: str) -> str:
    """What is wrong with the form of an IPsec key; empty if nothing."""
    if text.endswith("\n") and text.count("\n") == 1:
        return "it ends with a line break"
    if "\n" in text or "\r" in text:
        return "it has more than one line"
    fields = text.split(" ")
    if "" in fields:
        return "it has a blank too many, at an end or between two parts"
    if len(fields) not in (_AEAD_FIELDS, _PAIR_FIELDS):
        return (
            f"it has {len(fields)} parts instead of four (id, algorithm, key and length of the"
            " integrity check) or five (id, and an algorithm with its key for authentication and"
            " for encryption)"
        )
    identity, *rest = fields
    if not identity.endswith("+"):
        return "its first part, the id, has no + at its end: one key would serve all tunnels"
    number = _KEY_ID.fullmatch(identity)
    if number is None or not ipsec.is_key_id(int(number[1])):
        return (
            f"its first part, the id, is not a number from 1 to {ipsec.LAST_KEY_ID} followed by +"
        )
    return _aead_error(*rest) if len(fields) == _AEAD_FIELDS else _pair_error(*rest)


def ipsec_algorithm(text: str) -> str | None:
    """The algorithm of a key and its lengths in bits, as the fact `ipsec.algorithm` has it.

    None where the key has not the form that agents take.
    """
    if ipsec_key_error(text):
        return None
    fields = text.split(" ")
    if len(fields) == _AEAD_FIELDS:
        return f"{fields[1]} {fields[3]}"
    _, authentication, its_key, encryption, other_key = fields
    return f"{authentication} {4 * len(its_key)} {encryption} {4 * len(other_key)}"


def _aead_error(algorithm: str, key: str, check: str) -> str:
    if algorithm != ipsec.ALGORITHM:
        return f"its second part, the algorithm, is not {ipsec.ALGORITHM}"
    if error := _digits_error("third part, the key,", key, (ipsec.KEY_DIGITS,)):
        return error
    if check != str(ipsec.CHECK_BITS):
        return f"its fourth part, the length of the integrity check, is not {ipsec.CHECK_BITS}"
    return ""


def _pair_error(authentication: str, its_key: str, encryption: str, other_key: str) -> str:
    if authentication != ipsec.AUTHENTICATION:
        return (
            "its second part, the algorithm of authentication, is not"
            f" {ipsec.AUTHENTICATION}, as it is in a key of five parts"
        )
    if error := _digits_error(
        "third part, the key of authentication,", its_key, (ipsec.AUTHENTICATION_DIGITS,)
    ):
        return error
    if encryption != ipsec.ENCRYPTION:
        return f"its fourth part, the algorithm of encryption, is not {ipsec.ENCRYPTION}"
    return _digits_error("fifth part, the key of encryption,", other_key, ipsec.ENCRYPTION_DIGITS)


def _digits_error(called: str, key: str, lengths: Sequence[int]) -> str:
    if _HEX.fullmatch(key) is None:
        return f"its {called} has other characters than 0-9 and a-f"
    if len(key) not in lengths:
        *others, last = map(str, lengths)
        wanted = f"{', '.join(others)} or {last}" if others else last
        return f"its {called} has {len(key)} hexadecimal digits instead of {wanted}"
    return ""
