"""Expressions of the tables of ConfigMaps, evaluated as Helm evaluates the templates' own.

`(function argument …)`, with `.a.b` for a Helm value, `$name` for another expression, `%name` for
what a loop stands at, and JSON for literals. Sources: text/template of Go, Sprig's functions as
Helm has them (pkg/engine/funcs.go).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from cilium_ako.catalogue.release import Release

Tree = tuple[Any, ...]
"""`("literal", value)`, `("value", steps)`, `("name", name)`, or a function and its arguments."""

_TOKEN: Final = re.compile(r'\s*("(?:\\.|[^"\\])*"|[()]|[^\s()]+)')
_PLAIN_POWERS: Final = range(-4, 6)
"""Powers of ten of a number's first digit that Go writes without an `e`."""


class UnknownExpressionError(Exception):
    """An expression has something that is not evaluated here; the text says what."""


@lru_cache(maxsize=4096)
def tree(text: str) -> Tree:
    """An expression's tree. Raises UnknownExpressionError."""
    tokens = _TOKEN.findall(text)
    found, end = _tree(tokens, 0)
    if end != len(tokens):
        raise UnknownExpressionError(text)
    return found


def _tree(tokens: list[str], at: int) -> tuple[Tree, int]:
    first = tokens[at]
    if first != "(":
        return _leaf(first), at + 1
    function, at = tokens[at + 1], at + 2
    arguments: list[Tree] = []
    while tokens[at] != ")":
        argument, at = _tree(tokens, at)
        arguments.append(argument)
    return (function, *arguments), at + 1


def _leaf(text: str) -> Tree:
    if text[0] == ".":
        path = text[1:]
        return ("value", tuple(path.split(".")) if path[:1] != "@" else (path,))
    if text[0] in "$%":
        return ("name", text)
    return ("literal", json.loads(text))


class Scope:
    """What the names in expressions stand for, each looked up once."""

    def __init__(
        self,
        values: Mapping[str, object],
        variables: Mapping[str, str],
        builtins: Mapping[str, object],
    ) -> None:
        """`builtins` are what `.@name` stands for, such as the version of Kubernetes."""
        self._values = values
        self._variables = variables
        self._builtins = builtins
        self._known: dict[str, object] = {}

    def evaluated(self, text: str) -> object:
        """What an expression comes to. Raises UnknownExpressionError."""
        return self._of(tree(text), {})

    def _of(self, found: Tree, inner: Mapping[str, object]) -> object:
        word = found[0]
        if word == "value":
            return self._value(found[1])
        if word == "literal":
            return found[1]
        if word == "name":
            name: str = found[1]
            return inner[name] if name[0] == "%" else self._variable(name)
        if word in _FORMS:
            return self._of_form(found, inner)
        if word not in _FUNCTIONS:
            raise UnknownExpressionError(str(word))
        return _FUNCTIONS[word](*[self._of(each, inner) for each in found[1:]])

    def _of_form(self, found: Tree, inner: Mapping[str, object]) -> object:
        """What looks at some of its arguments only, or at one of them many times."""
        match found:
            case ("if", condition, one, other):
                return self._of(one if true(self._of(condition, inner)) else other, inner)
            case ("and" | "or" as word, *arguments):
                last: object = None
                for each in arguments:
                    last = self._of(each, inner)
                    if true(last) == (word == "or"):
                        break
                return last
            case ("exists", ("value", steps)):
                return self._has(steps)
            case ("exists", ("below", holder, ("literal", path))):
                return _has_below(self._of(holder, inner), path.split("."))
            case ("below", holder, ("literal", path)):
                return _below(self._of(holder, inner), path.split("."))
            case ("each", over, ("name", key), ("name", value), body):
                elements = _elements(self._of(over, inner))
                texts = (
                    text_of(self._of(body, {**inner, key: one, value: two}))
                    for one, two in elements
                )
                return "".join(texts)
            case ("fold", over, ("name", key), ("name", value), ("name", so_far), first, body):
                result = self._of(first, inner)
                for one, two in _elements(self._of(over, inner)):
                    result = self._of(body, {**inner, key: one, value: two, so_far: result})
                return result
        raise UnknownExpressionError(str(found[0]))

    def _variable(self, name: str) -> object:
        if name not in self._known:
            self._known[name] = self._of(tree(self._variables[name]), {})
        return self._known[name]

    def _value(self, steps: tuple[str, ...]) -> object:
        if steps[0].startswith("@"):
            return self._builtins.get(steps[0].removeprefix("@"))
        return _below(self._values, steps)

    def _has(self, steps: tuple[str, ...]) -> bool:
        return _has_below(self._values, steps)


def _below(holder: object, steps: Iterable[str]) -> object:
    for step in steps:
        # nearly every one is a dict, which is told several times as fast
        if not isinstance(holder, dict | Mapping):
            return None
        holder = holder.get(step)
    return holder


def _has_below(holder: object, steps: Iterable[str]) -> bool:
    *above, last = steps
    inner = _below(holder, above)
    return isinstance(inner, Mapping) and last in inner


def _elements(over: object) -> list[tuple[object, object]]:
    if isinstance(over, Mapping):
        return sorted(over.items())
    return list(enumerate(over)) if isinstance(over, list | tuple) else []


def true(value: object) -> bool:
    """Whether a value is true in a template: none that is empty or zero is."""
    return bool(value)


def text_of(value: object) -> str:
    """A value as a template puts it out: nothing for null, numbers as Go writes them."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case Mapping():
            inner = " ".join(f"{key}:{text_of(each)}" for key, each in sorted(value.items()))
            return f"map[{inner}]"
        case list() | tuple():
            return f"[{' '.join(map(text_of, value))}]"
    return str(value)


def _number(value: float) -> str:
    """A number as Go's %v writes a float64."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    if not isinstance(exponent, int):
        return str(value)  # infinite, or no number
    power = exponent + len(digits) - 1
    if power in _PLAIN_POWERS:
        return str(int(value)) if value.is_integer() else repr(value)
    first, *rest = map(str, digits)
    fraction = f".{''.join(rest)}" if rest else ""
    return f"{'-' if sign else ''}{first}{fraction}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _same(one: object, other: object) -> bool:
    """Whether two values are equal to a template; values of different kinds never are."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isinstance(one, bool) == isinstance(other, bool) and one == other
    return type(one) is type(other) and one == other


def _kind(value: object) -> str:
    match value:
        case None:
            return "invalid"
        case bool():
            return "bool"
        case int() | float():
            return "float64"
        case str():
            return "string"
        case Mapping():
            return "map"
    return "slice"


def _as_number(value: object) -> float:
    """What `int` and `float64` make of a value: zero of what is no number."""
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def _strings(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [_string(each) for each in value if each is not None]
    return [] if value is None else [_string(value)]


def _string(value: object) -> str:
    return "<nil>" if value is None else text_of(value)


def _printf(pattern: object, *arguments: object) -> str:
    pieces = re.split(r"%[svd]", str(pattern))
    shown = [*map(_string, arguments), ""]
    return "".join(piece + shown[at] for at, piece in enumerate(pieces))


def _json(value: object, *, html: bool) -> str:
    text = json.dumps(_whole(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if not html:
        return text
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _whole(value: object) -> object:
    """Numbers as JSON of Go has them."""
    if isinstance(value, Mapping):
        return {str(key): _whole(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _satisfies(constraint: object, version: object) -> bool:
    """Whether a version is at or above the one that `>=` names; a suffix `-0` takes any."""
    release = Release.parse(str(version).removeprefix("v"))
    least = Release.parse(str(constraint).removeprefix(">=").removesuffix("-0"))
    if release is None or least is None or not str(constraint).startswith(">="):
        raise UnknownExpressionError(f"semverCompare {constraint}")
    return release >= least


def _block(value: object) -> str | None:
    """A YAML block scalar's text: the first line is `|-` or `|`, the indent of the next its own."""
    head, _, rest = text_of(value).partition("\n")
    lines = rest.split("\n")
    first = next((each for each in lines if each.strip()), "")
    indent = len(first) - len(first.lstrip())
    text = "\n".join(each[indent:] for each in lines).rstrip("\n ")
    return text if head.strip().endswith("-") or not text else f"{text}\n"


_FORMS: Final = frozenset({"if", "and", "or", "exists", "below", "each", "fold"})

_FUNCTIONS: Final[Mapping[str, Callable[..., object]]] = {
    "append": lambda values, one: [*(values or ()), one],
    "block": _block,
    "coalesce": lambda *values: next((each for each in values if true(each)), None),
    "default": lambda otherwise, value=None: value if true(value) else otherwise,
    "eq": lambda one, *others: any(_same(one, each) for each in others),
    "first": lambda values: values[0] if values else None,
    "float64": _as_number,
    "has": lambda one, values: any(_same(one, each) for each in values or ()),
    "int": lambda value: int(_as_number(value)),
    "join": lambda by, values: str(by).join(_strings(values)),
    "kindIs": lambda kind, value: _kind(value) == kind,
    "kindOf": _kind,
    "len": lambda value: len(value or ()),
    "list": lambda *values: list(values),
    "lower": lambda value: text_of(value).lower(),
    "mustToJson": lambda value: _json(value, html=True),
    "ne": lambda one, other: not _same(one, other),
    "not": lambda value: not true(value),
    # without quotes YAML reads an empty text as nothing
    "plain": lambda value: text_of(value) or None,
    "printf": _printf,
    "quote": lambda value: "" if value is None else json.dumps(text_of(value), ensure_ascii=False),
    # `quote` puts nothing out for null, which YAML reads as nothing
    "quoted": lambda value: None if value is None else text_of(value),
    "semverCompare": _satisfies,
    "splitList": lambda by, value: text_of(value).split(str(by)),
    "ternary": lambda one, other, condition: one if true(condition) else other,
    "text": lambda *parts: "".join(map(text_of, parts)),
    "toJson": lambda value: _json(value, html=True),
    "toRawJson": lambda value: _json(value, html=False),
    "toString": _string,
    "words": lambda value: " ".join(text_of(value).split()) or None,
}
