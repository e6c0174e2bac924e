"""A stack's config as `pulumi config --json` prints it.

It holds what a stack file alone does not: what the stack's environment gives, and the config of a
stack that keeps it in the cloud and has no file. Source: pulumi:pkg/cmd/pulumi/config/config.go
(configValueJSON).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cilium_ako.config.stack import OBJECTS, PROJECT, RawConfig, Secret, key_path
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.limits import CONFIG_BYTES

_HOW: Final = "make it with: pulumi config --json --stack STACK"
_UNKNOWN: Final = "[unknown]"
"""What the CLI prints for a value that it would have to open an environment for."""


def read_config_json(path: Path) -> RawConfig:
    """The config in a file, or `-` for standard input. Raises DocumentError."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        return parse_config_json(text_of(read_option(path, CONFIG_BYTES)))
    except DocumentError as error:
        raise DocumentError(f"{name} {error.message}", error.fix) from None


def parse_config_json(text: str) -> RawConfig:
    """The config in what the CLI printed.

    A secret has its text where the CLI was asked to show it. Raises DocumentError, whose message
    is the end of a sentence about the document.
    """
    try:
        document = load_json(text)
    except DocumentError as error:
        raise DocumentError(error.what, _HOW, error.where) from None
    if not isinstance(document, dict) or not all(map(_is_value, document.values())):
        raise DocumentError("is not what `pulumi config --json` prints", _HOW)
    keys: dict[str, object] = {}
    secrets: dict[str, Secret] = {}
    nested: list[str] = []
    for key, entry in document.items():
        value = entry.get("objectValue", entry.get("value"))
        if not _is_ours(key):
            continue
        if entry["secret"] and key in map(key_path, OBJECTS) and value is not None:
            nested.append(key)
            keys[key] = value
        elif entry["secret"]:
            text_shown = value if isinstance(value, str) else None
            secrets[key] = Secret(text_shown if text_shown != _UNKNOWN else None)
        else:
            keys[key] = value
    unopened = sorted(key for key, value in keys.items() if _has_unknown(value))
    if unopened:
        raise DocumentError(
            f"holds values that were not opened, in {', '.join(unopened)}",
            "make it with: pulumi config --json --open --stack STACK",
        )
    if not keys and not secrets:
        raise DocumentError(f"holds no config of the project {PROJECT}", _HOW)
    return RawConfig(keys, secrets, tuple(nested))


def _is_value(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("secret"), bool)
        and isinstance(entry.get("value"), str | None)
        and entry.keys() <= {"value", "objectValue", "secret"}
    )


def _has_unknown(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(_has_unknown, value))
    return value == _UNKNOWN


def beside_its_file(given: RawConfig, file: RawConfig) -> RawConfig:
    """The config with the ciphertexts of the stack's own file, which the CLI does not print.

    What stands in the file counts for the engine, whatever an environment says. Raises
    DocumentError where the two disagree, since one of them is then of another stack or time.
    """
    other = sorted(
        key
        for key, value in file.keys.items()
        if _is_ours(key)
        and key not in (*given.secrets, *given.nested_secrets)
        and not _holds(given.keys.get(key), value)
    )
    other += sorted(key for key in file.secrets.keys() - given.secrets.keys() if _is_ours(key))
    if other:
        raise DocumentError(
            f"says otherwise than the stack file in {', '.join(other)}: it is of another stack, or"
            " was made before the file was changed",
            _HOW,
        )
    secrets = {
        key: Secret(secret.text, file.secrets[key].sealed) if key in file.secrets else secret
        for key, secret in given.secrets.items()
    }
    return RawConfig(given.keys, secrets, given.nested_secrets, file.sealed_with)


def _is_ours(key: str) -> bool:
    return key.startswith(f"{PROJECT}:")


def _holds(given: object, value: object) -> bool:
    """Whether a value has all that a stack file says of it."""
    if value is None:
        return given in (None, "", "null")
    if isinstance(value, Mapping):
        inner = given if isinstance(given, Mapping) else {}
        return all(_holds(inner.get(key), each) for key, each in value.items())
    if isinstance(value, list):
        return (
            isinstance(given, list) and len(given) == len(value) and all(map(_holds, given, value))
        )
    if isinstance(given, str) and not isinstance(value, str):
        return given == (str(value).lower() if isinstance(value, bool) else str(value))
    return given == value
