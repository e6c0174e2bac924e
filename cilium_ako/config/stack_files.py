"""Stack files: where they are, and what stands in them as the engine would read it.

Pulumi reads `Pulumi.<stack>.yaml` with Go's yaml.v3, PyYAML speaks an older YAML: here `yes`,
`12:30` and `2026-01-01` are texts, `0o17` and `017` are fifteen, `1e3` is a number, every key is
a text, and a key that stands twice is refused. Sources: resolve.go and decode.go of go-yaml v3,
sdk/go/common/resource/config/object.go of Pulumi.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml

from cilium_ako.config.stack import PROJECT, RawConfig, Secret, SecretKey

LARGEST: Final = 1 << 20
"""Size in bytes over which a stack file is refused unread."""
DEEPEST: Final = 100
"""Levels of nesting over which a stack file is refused."""
EXPANDED: Final = 100_000
"""Values over which a stack file that uses aliases is refused, each alias counted in full."""

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
        if not _exists(at):
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
        if _exists(project / f"Pulumi.{stack}{suffix}"):
            return StackFile(stack, project / f"Pulumi.{stack}{suffix}", project)
    known = ", ".join(each.name for each in all_stacks(project)) or "none"
    raise UnreadableError(
        f"there is no stack {stack!r}: no file Pulumi.{stack}.yaml beside Pulumi.yaml",
        f"use one of the stacks that there are: {known}",
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, a directory that may not be entered
        return False


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
        if full in keys or full in secrets:
            raise UnreadableError(f"has the key {full} twice", "remove one of them")
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
    if not isinstance(value, dict) or list(value) != ["secure"]:
        return False
    return isinstance(value["secure"], str)


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
        _refuse_bombs(text)
        loader = _EngineLoader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        what = error.problem if isinstance(error, _RefusedError) else "is not valid YAML"
        raise UnreadableError(f"{what}{where}", "mend the file at that place") from None
    except yaml.YAMLError:
        raise UnreadableError(
            "is not valid YAML: it holds a character that YAML forbids",
            "save the file as plain UTF-8 text",
        ) from None


class _RefusedError(yaml.MarkedYAMLError):
    """Valid YAML that the engine refuses or that nobody means."""


def _refuse_bombs(text: str) -> None:
    """Refuses a text whose values take long to read, before any of them is made.

    libyaml's time grows with the square of the nesting, an alias's with what it stands for.
    """
    open_nodes = [_Node()]
    anchors: dict[str, _Node] = {}
    aliased = False
    for event in yaml.parse(text, Loader=_BASE):
        mark: Any = event.start_mark
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append(_Node(event.anchor))
            if len(open_nodes) > DEEPEST:
                raise _RefusedError(None, None, "is nested too deeply", mark)
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            node = open_nodes.pop()
            if node.anchor:
                anchors[node.anchor] = node
        elif isinstance(event, yaml.ScalarEvent):
            node = _Node()
        elif isinstance(event, yaml.AliasEvent):
            # an anchor that is still open or unknown is refused when values are made
            node = anchors.get(str(event.anchor), _Node())
            aliased = True
        else:
            if isinstance(event, yaml.DocumentStartEvent) and open_nodes[0].height:
                raise _RefusedError(None, None, "has a second document", mark)
            continue
        parent = open_nodes[-1]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if aliased and (parent.size > EXPANDED or len(open_nodes) + parent.height > DEEPEST):
            raise _RefusedError(None, None, "uses too many aliases", mark)


@dataclass(slots=True)
class _Node:
    """What a node would be with its aliases written out."""

    anchor: str | None = None
    size: int = 1
    height: int = 0


class _EngineLoader(_BASE):  # type: ignore[misc]  # the C loader where PyYAML has it
    """PyYAML with the scalars of go-yaml v3."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


_INTEGER: Final = re.compile(r"[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|[1-9][0-9]*|0)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FRACTION: Final = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WORDS: Final[Mapping[str, object]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **{f"{sign}.{word}": math.inf for sign in ("", "+") for word in ("inf", "Inf", "INF")},
    **{f"-.{word}": -math.inf for word in ("inf", "Inf", "INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}


def _plain(text: str) -> object:
    """What a plain scalar means to go-yaml v3, for the kinds that a stack file can hold."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-0123456789":
        number = _number(text.replace("_", ""))
        return _date(text) if number is None else number
    if text[0] == "." and _FRACTION.fullmatch(text):
        return float(text)
    return text


def _number(text: str) -> int | float | None:
    """A number as Go reads it: in 64 bits, or as a float where it is written as one."""
    if len(text) <= 70 and _INTEGER.fullmatch(text):
        sign = -1 if text.startswith("-") else 1
        digits = text.lstrip("+-").lower()
        octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
        whole = sign * int(digits, 8 if octal else 0)
        if -(1 << 63) <= whole < 1 << 64:
            return whole
    if _FLOAT.fullmatch(text):
        number = float(text)
        return None if math.isinf(number) else number
    return None


def _date(text: str) -> str:
    """A text; a date as the text that the engine makes of it."""
    match = _DATE.fullmatch(text)
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    return f"{day} 00:00:00 +0000 UTC" if day else text


def _unquoted(loader: Any, node: Any) -> object:
    value = _plain(node.value)
    if isinstance(value, float) and not math.isfinite(value):
        raise _RefusedError(None, None, "holds a number that is not finite", node.start_mark)
    return value


def _text(loader: Any, node: Any) -> object:
    return node.value


def _key(value: object) -> str | None:
    """A key as the text that the engine makes of it; None where it is no scalar."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case None:
            return "<nil>"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e21 else str(value)
        case _:
            return None


def _mapping(loader: Any, node: Any) -> Iterator[dict[str, object]]:
    data: dict[str, object] = {}
    yield data
    merged: list[Any] = []
    seen: set[str] = set()
    for key_node, value_node in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            if merged:
                raise _RefusedError(None, None, "has the key << twice", key_node.start_mark)
            merged.append(value_node)
            continue
        key = _key(loader.construct_object(key_node, deep=True))
        if key is None:
            raise _RefusedError(None, None, "has a key that is no text", key_node.start_mark)
        if key in seen:
            raise _RefusedError(None, None, f"has the key {key:.60} twice", key_node.start_mark)
        seen.add(key)
        data[key] = loader.construct_object(value_node, deep=True)
    for value_node in merged:
        inner = loader.construct_object(value_node, deep=True)
        for each in inner if isinstance(inner, list) else [inner]:
            if not isinstance(each, dict):
                raise _RefusedError(
                    None, None, "has a merge key << without a mapping", value_node.start_mark
                )
            for key, value in each.items():
                data.setdefault(key, value)


def _unknown_tag(loader: Any, node: Any) -> object:
    raise _RefusedError(None, None, "has a YAML tag, and needs none", node.start_mark)


_EngineLoader.yaml_constructors = {
    "!unquoted": _unquoted,
    "tag:yaml.org,2002:str": _text,
    "tag:yaml.org,2002:merge": _text,
    "tag:yaml.org,2002:map": _mapping,
    "tag:yaml.org,2002:seq": _BASE.construct_yaml_seq,
    None: _unknown_tag,
}
_EngineLoader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"<<\Z"), ["<"])
_EngineLoader.add_implicit_resolver("!unquoted", re.compile(""), None)
