"""A stack file's `environment`: what of it can be read here, and what stays out of sight.

Pulumi ESC opens environments in the cloud, and nobody asks it here. Of a definition that stands in
the stack file itself, the literal values of `values.pulumiConfig` are read; what an import, a
function (`fn::…`) or a reference (`${…}`) gives is not known.
Sources: pulumi:sdk/go/common/workspace/project.go (Environment), pulumi:pkg/workspace/config.go
(toConfigMap, mergeConfig), esc:ast/environment.go and esc:ast/expr.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from cilium_ako.documents.error import DocumentError

_FUNCTION: Final = "fn::"
_REFERENCE: Final = "${"
_SECRET: Final = "fn::secret"  # noqa: S105 - the name of a function
_OWN: Final = "the stack file's own `environment`"
_FIX: Final = "write a list of environments' names, or a mapping with `imports` and `values`"


@dataclass(frozen=True, slots=True)
class Environment:
    """What can be read of an environment."""

    unseen: tuple[str, ...] = ()
    """What holds more than can be read: the names of imports, and the definition itself."""
    config: Mapping[str, object] = field(default_factory=dict)
    """The literal values of `pulumiConfig`, by the key that is written there."""
    ciphertexts: Mapping[str, str] = field(default_factory=dict)
    """Keys whose value is a secret, with its ciphertext; empty where something else gives it."""
    nested_secrets: tuple[tuple[str, str], ...] = ()
    """Secrets inside of objects: the key, and the path below it (`.name`)."""


def read_environment(given: object) -> Environment:
    """What can be read of a stack file's `environment`; of none at all, nothing.

    Raises DocumentError where it has another shape than the engine takes.
    """
    match given:
        case None:
            return Environment()
        case list():
            return Environment(tuple(_name(each) for each in given))
        case dict():
            return _definition(given)
    raise DocumentError("has an `environment` that is neither a list nor a mapping", _FIX)


def _name(given: object) -> str:
    if isinstance(given, str) and given.strip():
        return given
    raise DocumentError("has an `environment` with an entry that is not a name", _FIX)


def _imported(given: object) -> str:
    """An import is a name, or a mapping of one name to its options (`merge: false`)."""
    return _name(next(iter(given)) if isinstance(given, dict) and len(given) == 1 else given)


def _definition(given: Mapping[str, Any]) -> Environment:
    imports = given.get("imports")
    if not isinstance(imports, list | None):
        raise DocumentError("has an `environment` whose `imports` are not a list", _FIX)
    values = given.get("values")
    if not isinstance(values, dict | None):
        raise DocumentError("has an `environment` whose `values` are not a mapping", _FIX)
    names = tuple(_imported(each) for each in imports or ())
    config = (values or {}).get("pulumiConfig")
    if config is None:
        return Environment(names)
    if not isinstance(config, dict):
        if isinstance(config, str) and _REFERENCE in config:
            return Environment((*names, _OWN))
        raise DocumentError("has an `environment` whose `pulumiConfig` is not a mapping", _FIX)
    if _is_function(config):
        return Environment((*names, _OWN))
    return _literals(names, config)


def _literals(names: tuple[str, ...], config: Mapping[str, object]) -> Environment:
    literal: dict[str, object] = {}
    ciphertexts: dict[str, str] = {}
    nested: list[tuple[str, str]] = []
    hidden = False
    for key, value in config.items():
        if not isinstance(key, str):
            raise DocumentError("has an `environment` with a config key that is not a text", _FIX)
        if isinstance(value, dict) and list(value) == [_SECRET]:
            inner = value[_SECRET]
            if isinstance(inner, str) and _REFERENCE not in inner:
                literal[key] = inner  # clear text in the file, which is told as that
            else:
                sealed = inner.get("ciphertext") if isinstance(inner, dict) else None
                ciphertexts[key] = sealed if isinstance(sealed, str) else ""
            continue
        nested += [(key, path) for path in _secrets_inside(value, "")]
        seen = _seen(value)
        hidden = hidden or seen.hidden
        if seen.value is not _HIDDEN:
            literal[key] = seen.value
    unseen = (*names, _OWN) if hidden else names
    return Environment(unseen, literal, ciphertexts, tuple(nested))


_HIDDEN: Final = object()
"""In the place of a value that nobody sees here."""


class _Seen(NamedTuple):
    """What is literal of a value, and whether anything of it is not."""

    value: object
    hidden: bool


def _seen(value: object) -> _Seen:
    if isinstance(value, dict):
        if _is_function(value):
            return _Seen(_HIDDEN, hidden=True)
        entries = {key: _seen(each) for key, each in value.items()}
        literal = {key: each.value for key, each in entries.items() if each.value is not _HIDDEN}
        return _Seen(literal, any(each.hidden for each in entries.values()))
    if isinstance(value, list):
        elements = [_seen(each) for each in value]
        hidden = any(each.hidden for each in elements)  # a list counts as a whole
        return _Seen(_HIDDEN if hidden else [each.value for each in elements], hidden)
    hidden = isinstance(value, str) and _REFERENCE in value
    return _Seen(_HIDDEN if hidden else value, hidden)


def _is_function(value: Mapping[Any, object]) -> bool:
    return any(isinstance(key, str) and key.startswith(_FUNCTION) for key in value)


def _secrets_inside(value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        if _SECRET in value:
            yield path
            return
        for key, inner in value.items():
            yield from _secrets_inside(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _secrets_inside(inner, f"{path}[{index}]")


def merged(over: object, below: object) -> object:
    """A value of the stack file over one of its environment: mappings are merged, the file wins.

    Source: pulumi:sdk/go/common/resource/config/object.go (Merge).
    """
    if not isinstance(over, dict) or not isinstance(below, dict):
        return over
    return {**below, **{key: merged(value, below.get(key)) for key, value in over.items()}}
