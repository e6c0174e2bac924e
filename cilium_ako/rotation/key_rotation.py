"""The next rotation of a stack's IPsec key, as an edit of its stack file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.cilium.ipsec import (
    AUTHENTICATION,
    ENCRYPTION,
    KEY_ALGORITHM,
    key_id,
    new_key_words,
    next_key_id,
)
from cilium_ako.config.encryption import ExternalKey, GeneratedKey, ImportedKey, Ipsec
from cilium_ako.config.stack import PROJECT, SecretKey, Stack, key_path
from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.documents.yaml_edit import with_entry
from cilium_ako.shell import quoted

_KEY: Final = ("encryption", "key")
ROTATION_PATH: Final = key_path("cilium", *_KEY, "rotation")
"""Where a stack's config says the rotation."""


class NotRotatedError(Exception):
    """A stack's key cannot be rotated here. `message` says why and `fix` what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class KeyRotation(NamedTuple):
    """A rotation that is to be made."""

    rotation: int | None
    """The next rotation; None where the stack counts none, and only a new secret is needed."""
    old_id: int | None
    """The present key's id; None where it is not known."""
    new_id: int | None
    """The next key's id; None where the present one is not known."""
    commands: tuple[str, ...]
    """What a person has to type for the key itself."""
    note: str = ""
    """What was taken for granted of the key; empty where nothing was."""


def next_rotation(
    stack: Stack, present_id: int | None, algorithm: str | None = None
) -> KeyRotation:
    """The rotation after the one that a stack's config has.

    `present_id` and `algorithm` are those of the key in the cluster, where somebody has looked.
    Raises NotRotatedError where the stack has no IPsec key, or somebody else has it.
    """
    encryption = None if stack.cilium is None else stack.cilium.encryption
    if not isinstance(encryption, Ipsec):
        raise NotRotatedError(
            "its config has no IPsec, so there is no key to rotate (WireGuard's agents make and"
            " exchange their own)",
            f"see `encryption` in its config: {key_path('cilium', 'encryption')}",
        )
    match encryption.key:
        case ExternalKey(name=name):
            raise NotRotatedError(
                f"its key is in the Secret {name} of somebody else, who has to rotate it",
                f"have them replace the entry `keys` of {name} with the next id and a new key (15"
                " is followed by 1), never deleting the Secret first, and look afterwards:"
                f" cilium-ako doctor {quoted(stack.name)}",
            )
        case GeneratedKey(rotation=rotation):
            return KeyRotation(rotation + 1, key_id(rotation), key_id(rotation + 1), ())
        case ImportedKey(rotation=rotation):
            return _imported(stack.name, rotation, present_id, algorithm)


def _imported(
    stack: str, rotation: int | None, present_id: int | None, algorithm: str | None
) -> KeyRotation:
    old = present_id if rotation is None else key_id(rotation)
    if old is None:
        raise NotRotatedError(
            "the id of its key stands in an encrypted secret, and its config counts no rotations",
            "give --live or --state FILE, which say the id, or count them:"
            f" {ROTATION_PATH} = the id",
        )
    new = next_key_id(old)
    command = (
        f"pulumi config set --stack {quoted(stack)} --secret {key_path(SecretKey.IPSEC_KEY)}"
        f" {new_key_words(new, algorithm or KEY_ALGORITHM)}"
    )
    note = ""
    if algorithm is None:
        note = (
            f"the present key is taken to be of {KEY_ALGORITHM}, since nobody looked; a rotation"
            f" keeps the algorithm: with {AUTHENTICATION} and {ENCRYPTION} give --live or --state"
            " FILE, which say it"
        )
    return KeyRotation(None if rotation is None else rotation + 1, old, new, (command,), note)


def edited_stack_file(text: str, rotation: int) -> str:
    """A stack file's text with another rotation, and nothing else changed.

    Raises DocumentError where it cannot be set alone.
    """
    document = load_go_yaml(text)
    config = document.get("config") if isinstance(document, dict) else None
    config = config if isinstance(config, dict) else {}
    name = next(
        (each for each in (f"{PROJECT}:cilium", f"{PROJECT}:config:cilium") if each in config),
        f"{PROJECT}:cilium",
    )
    path = ("config", name, *_KEY)
    if _has_key(config.get(name)):
        return with_entry(text, (*path, "rotation"), rotation)
    return with_entry(text, path, {"source": "generate", "rotation": rotation})


def _has_key(cilium: object) -> bool:
    found = cilium
    for step in _KEY:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found is not None
