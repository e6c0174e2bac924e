"""Stack files: where they are, and the config that stands in them as the engine would read it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeGuard

from cilium_ako.config.stack import PROJECT, RawConfig, Secret, SecretKey
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.documents.limits import CONFIG_BYTES


@dataclass(frozen=True, slots=True)
class StackFile:
    """A stack file on disk: the stack's name, and the path as it was asked for."""

    name: str
    path: Path
    project: Path
    """The directory that relative chart paths start from: where `Pulumi.yaml` is."""
    config: RawConfig | None = field(default=None, repr=False)
    """The config as `pulumi config --json` prints it, where that counts; there may be no file."""


def find_project(start: Path) -> Path | None:
    """The nearest directory at or above `start` that holds a `Pulumi.yaml`."""
    for directory in (start, *start.parents):
        if (directory / "Pulumi.yaml").is_file():
            return directory
    return None


def is_path(stack: str) -> bool:
    """Whether a stack is given by its file's path, and not by its name."""
    return "/" in stack or stack.endswith((".yaml", ".yml"))


def locate(stack: str, directory: Path) -> StackFile:
    """The file of a stack that is given by name or by path.

    Raises DocumentError where there is no such file, naming the stacks that there are.
    """
    if is_path(stack):
        path = Path(stack)
        at = path if path.is_absolute() else directory / path
        if not _exists(at):
            raise DocumentError(
                f"there is no file {stack}", "check the path, or give a stack's name"
            )
        name = re.sub(r"^Pulumi\.|\.ya?ml$", "", path.name)
        return StackFile(name, at, find_project(at.resolve().parent) or at.resolve().parent)
    project = find_project(directory)
    if project is None:
        raise DocumentError(
            f"there is no Pulumi.yaml here or above, so the stack {stack!r} cannot be looked up",
            "run this in the project's directory, or give the path of a stack file",
        )
    for suffix in (".yaml", ".yml"):
        if _exists(project / f"Pulumi.{stack}{suffix}"):
            return StackFile(stack, project / f"Pulumi.{stack}{suffix}", project)
    known = ", ".join(each.name for each in all_stacks(project)) or "none"
    raise DocumentError(
        f"there is no stack {stack!r}: no file Pulumi.{stack}.yaml beside Pulumi.yaml",
        f"use one of the stacks that there are: {known}",
    )


def with_config_json(stack: str, directory: Path, config: Path) -> StackFile:
    """A stack by name or by path, with its config as `pulumi config --json` prints it.

    A stack that keeps its config in the cloud has no file. Raises DocumentError.
    """
    from cilium_ako.config.config_json import (  # noqa: PLC0415 - start-up time
        beside_its_file,
        read_config_json,
    )

    given = read_config_json(config)
    project = find_project(directory)
    try:
        file = locate(stack, directory)
    except DocumentError:
        if project is None or is_path(stack):
            raise
        return StackFile(stack, project / f"Pulumi.{stack}.yaml", project, given)
    try:
        own = read(file)
    except DocumentError as error:
        raise DocumentError(f"{file.path.name} {error.message}", error.fix) from None
    try:
        return replace(file, config=beside_its_file(given, own))
    except DocumentError as error:
        raise DocumentError(f"{config} {error.message}", error.fix) from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, a directory that may not be entered
        return False


def all_stacks(directory: Path) -> list[StackFile]:
    """Every stack file beside the project's `Pulumi.yaml`, by name."""
    project = find_project(directory)
    if project is None:
        raise DocumentError(
            "there is no Pulumi.yaml here or above",
            "run this in the project's directory, or give the path of a stack file",
        )
    return [
        StackFile(path.name[len("Pulumi.") : -len(".yaml")], path, project)
        for path in sorted(project.glob("Pulumi.*.yaml"))
    ]


def is_stack_file(name: str) -> bool:
    """Whether a file beside `Pulumi.yaml` is a stack's, by its name."""
    return name.startswith("Pulumi.") and name.endswith(".yaml") and name != "Pulumi.yaml"


def read(file: StackFile) -> RawConfig:
    """The config in a stack file, its encrypted values as hidden secrets.

    Raises DocumentError where the file is no stack file that the engine would accept.
    """
    if file.config is not None:
        return file.config
    return raw_config(text_of(read_bytes(file.path, CONFIG_BYTES)))


def raw_config(text: str) -> RawConfig:
    """The config in the text of a stack file, or of a `Stack` object of the Kubernetes operator.

    Raises DocumentError like `read`.
    """
    if len(text.encode(errors="surrogatepass")) > CONFIG_BYTES:
        raise DocumentError(
            "is larger than 1 MiB and was not read", "a stack file holds config only"
        )
    if "pulumi.com/" in text:  # most texts are stack files, and pay nothing for the others
        from cilium_ako.config.stack_objects import (  # noqa: PLC0415 - start-up time
            is_of_the_operator,
            stack_object_config,
        )

        if is_of_the_operator(text):
            return stack_object_config(text)
    document = load_go_yaml(text)
    if document is None:
        return RawConfig({})
    if not isinstance(document, dict):
        raise DocumentError(
            "is not a mapping", "begin the file with `config:` and indent the keys below it"
        )
    config = document.get("config")
    if config is None:
        config = {}
    if not isinstance(config, dict):
        raise DocumentError(
            "has a `config` that is not a mapping",
            "write one `cilium-ako:key: value` per line below `config:`",
        )
    keys: dict[str, object] = {}
    secrets: dict[str, Secret] = {}
    nested: list[str] = []
    for key, value in config.items():
        if not isinstance(key, str):
            raise DocumentError("has a config key that is not a text", "quote the key")
        full = full_key(key)
        if full in keys or full in secrets:
            raise DocumentError(f"has the key {full} twice", "remove one of them")
        if _is_encrypted(value):
            secrets[full] = Secret(sealed=digest(value["secure"]))
        else:
            keys[full] = value
            if full.startswith(f"{PROJECT}:") and full not in _SECRETS:
                nested.extend(_nested(value, full))
    found = RawConfig(keys, secrets, tuple(nested), _sealed_with(document))
    environment = document.get("environment")
    return found if environment is None else _over(found, environment)


def _over(file: RawConfig, given: object) -> RawConfig:
    """A stack file's own config over what can be read of its environment."""
    from cilium_ako.config.environment import (  # noqa: PLC0415 - start-up time
        merged,
        read_environment,
    )

    environment = read_environment(given)
    below = {_env_key(key): value for key, value in environment.config.items()}
    keys = {key: value for key, value in below.items() if key not in file.secrets}
    keys |= {key: merged(value, below.get(key)) for key, value in file.keys.items()}
    sealed = {
        _env_key(key): Secret(sealed=digest(text) if text else "")
        for key, text in environment.ciphertexts.items()
    }
    secrets = {key: secret for key, secret in sealed.items() if key not in file.keys}
    nested = (f"{_env_key(key)}{path}" for key, path in environment.nested_secrets)
    return replace(
        file,
        keys=keys,
        secrets={**secrets, **file.secrets},
        nested_secrets=(*file.nested_secrets, *nested),
        unseen=environment.unseen,
    )


def _env_key(key: str) -> str:
    """An environment may leave the project's name out. Source: pulumi:pkg/workspace/config.go."""
    return full_key(key) if ":" in key else f"{PROJECT}:{key}"


_SECRETS: Final = frozenset(f"{PROJECT}:{key}" for key in SecretKey)


def full_key(key: str) -> str:
    """`cilium-ako:config:cluster` is an older spelling of `cilium-ako:cluster`."""
    parts = key.split(":")
    return f"{parts[0]}:{parts[2]}" if len(parts) == 3 and parts[1] == "config" else key


def _is_encrypted(value: object) -> TypeGuard[dict[str, str]]:
    if not isinstance(value, dict) or list(value) != ["secure"]:
        return False
    return isinstance(value["secure"], str)


def _sealed_with(document: Mapping[object, object]) -> str:
    """A digest of the keys that say how a stack file's secrets are encrypted.

    Source: pulumi:sdk/go/common/workspace/project.go (ProjectStack).
    """
    return digest(*(str(document.get(key, "")) for key in _ENCRYPTION_KEYS))


_ENCRYPTION_KEYS: Final = ("secretsprovider", "encryptedkey", "encryptionsalt")


def digest(*texts: str) -> str:
    """16 hex digits that stand for texts which are no secret, and are long for a report."""
    joined = "\0".join(texts).encode(errors="surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:16]


def _nested(value: object, path: str) -> Iterator[str]:
    if _is_encrypted(value):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, _COLLECTIONS):
                yield from _nested(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, _COLLECTIONS):
                yield from _nested(inner, f"{path}[{index}]")


_COLLECTIONS: Final = (dict, list)
