"""Stack files: where they are, and what stands in them as the engine would read it.

Pulumi reads `Pulumi.<stack>.yaml` with Go's yaml.v3, PyYAML speaks an older YAML: here `yes`,
`12:30` and `2026-01-01` are texts, `0o17` and `017` are fifteen, `1e3` is a number, and a key
that stands twice is refused. Source: resolve.go of go-yaml v3, which the Pulumi CLI uses.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml

from cilium_ako.settings.stack import PROJECT, RawConfig, Secret, SecretKey

LARGEST: Final = 1 << 20
"""Size in bytes over which a stack file is refused unread."""

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(Exception):
    """A stack file that cannot be used. `message` says why and `fix` what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class StackFile:
    """A stack file on disk: the stack's name, and the path as it was asked for."""

    name: str
    path: Path
    project: Path
    """The directory that relative chart paths start from: where `Pulumi.yaml` is."""


def find_project(start: Path) -> Path | None:
    """The nearest directory at or above `start` that holds a `Pulumi.yaml`."""
    for directory in (start, *start.parents):
        if (directory / "Pulumi.yaml").is_file():
            return directory
    return None


def locate(stack: str, directory: Path) -> StackFile:
    """The file of a stack that is given by name or by path.

    Raises UnreadableError where there is no such file, naming the stacks that there are.
    """
    if "/" in stack or stack.endswith((".yaml", ".yml")):
        path = Path(stack)
        at = path if path.is_absolute() else directory / path
        if not at.exists():
            raise UnreadableError(
                f"there is no file {stack}", "check the path, or give a stack's name"
            )
        name = re.sub(r"^Pulumi\.|\.ya?ml$", "", path.name)
        return StackFile(name, at, find_project(at.resolve().parent) or at.resolve().parent)
    project = find_project(directory)
    if project is None:
        raise UnreadableError(
            f"there is no Pulumi.yaml here or above, so the stack {stack!r} cannot be looked up",
            "run this in the project's directory, or give the path of a stack file",
        )
    for suffix in (".yaml", ".yml"):
        if (project / f"Pulumi.{stack}{suffix}").exists():
            return StackFile(stack, project / f"Pulumi.{stack}{suffix}", project)
    known = ", ".join(each.name for each in all_stacks(project)) or "none"
    raise UnreadableError(
        f"there is no stack {stack!r}: no file Pulumi.{stack}.yaml beside Pulumi.yaml",
        f"use one of the stacks that there are: {known}",
    )


def all_stacks(directory: Path) -> list[StackFile]:
    """Every stack file beside the project's `Pulumi.yaml`, by name."""
    project = find_project(directory)
    if project is None:
        raise UnreadableError(
            "there is no Pulumi.yaml here or above",
            "run this in the project's directory, or give the path of a stack file",
        )
    return [
        StackFile(path.name[len("Pulumi.") : -len(".yaml")], path, project)
        for path in sorted(project.glob("Pulumi.*.yaml"))
    ]


def read(file: StackFile) -> RawConfig:
    """The config in a stack file, its encrypted values as hidden secrets.

    Raises UnreadableError where the file is no stack file that the engine would accept.
    """
    try:
        if not file.path.is_file():
            raise UnreadableError("is not a file", "give the path of a stack file")
        if file.path.stat().st_size > LARGEST:
            raise UnreadableError(
                "is larger than 1 MiB and was not read",
                "a stack file holds config only; move the rest out of it",
            )
        text = file.path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableError("is not UTF-8 text", "save the file as UTF-8") from None
    except OSError as error:
        raise UnreadableError(
            f"cannot be read: {error.strerror}", "check the file's permissions"
        ) from None
    return raw_config(text)


def raw_config(text: str) -> RawConfig:
    """The config in a stack file's text. Raises UnreadableError like `read`."""
    if len(text.encode()) > LARGEST:
        raise UnreadableError(
            "is larger than 1 MiB and was not read", "a stack file holds config only"
        )
    document = load(text)
    if document is None:
        return RawConfig({})
    if not isinstance(document, dict):
        raise UnreadableError(
            "is not a mapping", "begin the file with `config:` and indent the keys below it"
        )
    config = document.get("config")
    if config is None:
        return RawConfig({})
    if not isinstance(config, dict):
        raise UnreadableError(
            "has a `config` that is not a mapping",
            "write one `cilium-ako:key: value` per line below `config:`",
        )
    keys: dict[str, object] = {}
    secrets: dict[str, Secret] = {}
    nested: list[str] = []
    for key, value in config.items():
        if not isinstance(key, str):
            raise UnreadableError("has a config key that is not a text", "quote the key")
        full = _full_key(key)
        if _is_encrypted(value):
            secrets[full] = Secret()
        else:
            keys[full] = value
            if full.startswith(f"{PROJECT}:") and full not in _SECRETS:
                nested.extend(_nested(value, full))
    return RawConfig(keys, secrets, tuple(nested))


_SECRETS: Final = frozenset(f"{PROJECT}:{key}" for key in SecretKey)


def _full_key(key: str) -> str:
    """`cilium-ako:config:cluster` is an older spelling of `cilium-ako:cluster`."""
    parts = key.split(":")
    return f"{parts[0]}:{parts[2]}" if len(parts) == 3 and parts[1] == "config" else key


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and list(value) == ["secure"]


def _nested(value: object, path: str) -> Iterator[str]:
    if _is_encrypted(value):
        yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _nested(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _nested(inner, f"{path}[{index}]")


def load(text: str) -> object:
    """The one YAML document in a text, as the engine reads it.

    Raises UnreadableError with line and column where the text is no such document.
    """
    try:
        loader = _EngineLoader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        what = error.problem if isinstance(error, _DuplicateKeyError) else "is not valid YAML"
        raise UnreadableError(f"{what}{where}", "mend the file at that place") from None
    except yaml.YAMLError:
        raise UnreadableError(
            "is not valid YAML: it holds a character that YAML forbids",
            "save the file as plain UTF-8 text",
        ) from None
    except RecursionError:
        raise UnreadableError(
            "is nested too deeply", "a stack file needs a few levels only"
        ) from None
    except ValueError:
        raise UnreadableError("holds a number that cannot be read", "quote it") from None


class _DuplicateKeyError(yaml.MarkedYAMLError):
    pass


class _EngineLoader(_BASE):  # type: ignore[misc]  # the C loader where PyYAML has it
    """PyYAML with the scalars of go-yaml v3."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


_INTEGER: Final = re.compile(
    r"[-+]?(?:0[bB][01_]+|0[oO]?[0-7_]+|0[xX][0-9a-fA-F_]+|[1-9][0-9_]*|0)"
)
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_BOOLEANS: Final = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NULLS: Final = ("", "~", "null", "Null", "NULL")


def _plain(text: str) -> object:
    """What a plain scalar means to go-yaml v3, for the kinds that a stack file can hold."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text[0] in "+-.0123456789":
        if _INTEGER.fullmatch(text):
            return _integer(text.replace("_", ""))
        if _FLOAT.fullmatch(text):
            return float(text.replace("_", ""))
        if _SPECIAL.fullmatch(text):
            return float(text.replace(".", "").lower())
    return text


def _integer(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-").lower()
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return sign * int(digits, 8)
    return sign * int(digits, 0)


def _unquoted(loader: Any, node: Any) -> object:
    return _plain(node.value)


def _text(loader: Any, node: Any) -> object:
    return node.value


def _mapping(loader: Any, node: Any) -> Iterator[dict[Hashable, object]]:
    data: dict[Hashable, object] = {}
    yield data
    merged: list[Any] = []
    seen: set[Hashable] = set()
    for key_node, value_node in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            merged.append(value_node)
            continue
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(
                None, None, "a key is no scalar", key_node.start_mark
            )
        if key in seen:
            raise _DuplicateKeyError(
                None, None, f"has the key {key!s:.60} twice", key_node.start_mark
            )
        seen.add(key)
        data[key] = loader.construct_object(value_node, deep=True)
    for value_node in merged:
        inner = loader.construct_object(value_node, deep=True)
        for each in inner if isinstance(inner, list) else [inner]:
            if not isinstance(each, dict):
                raise yaml.constructor.ConstructorError(
                    None, None, "a merge needs a mapping", value_node.start_mark
                )
            for key, value in each.items():
                data.setdefault(key, value)


def _unknown_tag(loader: Any, node: Any) -> object:
    raise yaml.constructor.ConstructorError(None, None, "an unknown tag", node.start_mark)


_EngineLoader.yaml_constructors = {
    "!unquoted": _unquoted,
    "tag:yaml.org,2002:str": _text,
    "tag:yaml.org,2002:map": _mapping,
    "tag:yaml.org,2002:seq": _BASE.construct_yaml_seq,
    None: _unknown_tag,
}
_EngineLoader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"<<\Z"), ["<"])
_EngineLoader.add_implicit_resolver("!unquoted", re.compile(""), None)
