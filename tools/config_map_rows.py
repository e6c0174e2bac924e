"""What a chart's template writes into its ConfigMap, as rows: a key, when, and which text.

A row of `catalogue/*/config_map/` is an expression over Helm values, in the form that
`cilium_ako.charts.config_map` evaluates. Variables of the template are rows of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.config_map import EXTRA, WRITTEN, ConfigMapRow
from cilium_ako.charts.helm_values import flatten
from tools.go_templates import (
    Assign,
    Block,
    Expression,
    Loop,
    Node,
    Output,
    TemplateError,
    Text,
    defines,
    parsed,
)

_KEY: Final = re.compile(r"(?:^|\n)  ([A-Za-z0-9][A-Za-z0-9._-]*):(?=[ \n]|$)")
_COMMENT: Final = re.compile(r"(?m)^\s*#.*$")
_TRUE: Final[Expression] = ("literal", True)
_DATA: Final = re.compile(r"(?m)^data:[ ]*$")


class ConfigMapRows(NamedTuple):
    """Everything that a template writes."""

    rows: tuple[ConfigMapRow, ...]
    """In the order of the template."""
    variables: Mapping[str, str]
    """Expressions that rows name as `$name`."""
    values: frozenset[str]
    """Dotted keys of the Helm values that are read."""


def config_map_rows(template: str, helpers: str, name: str) -> ConfigMapRows:
    """The rows of the ConfigMap of a name in a chart's template. Raises TemplateError."""
    walk = _Walk(defines(helpers), name)
    walk.nodes(parsed(template), dict(walk.scope), [])
    walk.end()
    return walk.result()


class _Open(NamedTuple):
    key: str
    when: list[Expression]
    parts: list[Expression]


class _Walk:
    """Goes through a template once, with what each variable is at each place."""

    def __init__(self, helpers: Mapping[str, list[Node]], name: str) -> None:
        self.scope: dict[str, Expression] = {"$": ("value", "")}
        self._helpers = helpers
        self._name = name
        self._seen_name = False
        self._in_data = False
        self._done = False
        self._open: _Open | None = None
        self._rows: list[tuple[str, list[Expression], Expression]] = []
        self._versions: dict[str, Expression] = {}
        self._counts: dict[str, int] = {}
        self._dot: Expression = ("value", "")
        self._depth = 0

    # --- statements

    def nodes(self, nodes: list[Node], env: dict[str, Expression], guard: list[Expression]) -> None:
        """Rows of nodes that stand where keys stand."""
        for node in nodes:
            match node:
                case Text(text=text):
                    self._text(text, guard)
                case Output():
                    self._output(node, env, guard)
                case Assign():
                    self._assign(node, env)
                case Block() if self._has_keys(node):
                    self._block_of_keys(node, env, guard)
                case Loop() if self._has_keys(node):
                    raise TemplateError("a loop over keys")
                case Block() | Loop():
                    part = self._part(node, env)
                    if self._open is not None:
                        self._open.parts.append(part)

    def _block_of_keys(
        self, node: Block, env: dict[str, Expression], guard: list[Expression]
    ) -> None:
        condition = self._compiled(node.condition, env)
        then, otherwise = dict(env), dict(env)
        dot = self._dot
        if node.kind == "with":
            self._dot = condition
        self.nodes(node.then, then, [*guard, condition])
        self._dot = dot
        self.end()
        self.nodes(node.otherwise, otherwise, [*guard, ("not", condition)])
        self.end()
        self._merge(env, condition, then, otherwise)

    def _merge(
        self,
        env: dict[str, Expression],
        condition: Expression,
        then: Mapping[str, Expression],
        otherwise: Mapping[str, Expression],
    ) -> None:
        for name in env:
            if then[name] != otherwise[name]:
                merged: Expression = ("if", condition, then[name], otherwise[name])
                env[name] = self._named(name, merged)

    def _assign(self, node: Assign, env: dict[str, Expression]) -> None:
        if node.name != "$_":
            env[node.name] = self._named(node.name, self._compiled(node.expression, env))

    def _named(self, name: str, found: Expression) -> Expression:
        """A reference to a version of a variable; what is short stands for itself."""
        if found[0] in ("literal", "value", "reference", "variable"):
            return found
        for known, expression in self._versions.items():
            if expression == found and known.partition(".")[0] == name:
                return ("reference", known)
        number = self._counts[name] = self._counts.get(name, 0) + 1
        version = name if number == 1 else f"{name}.{number}"
        self._versions[version] = found
        return ("reference", version)

    def _has_keys(self, node: Node) -> bool:
        if not self._in_data:
            return not isinstance(node, Text | Output | Assign) and any(
                self._has_data(each) for each in self._below(node)
            )
        return any(self._is_key(each) for each in self._below(node))

    def _below(self, node: Node) -> list[Node]:
        match node:
            case Block():
                return [*node.then, *node.otherwise]
            case Loop():
                return node.body
            case _:
                return []

    def _has_data(self, node: Node) -> bool:
        if isinstance(node, Text):
            return _DATA.search(node.text) is not None
        return any(self._has_data(each) for each in self._below(node))

    def _is_key(self, node: Node) -> bool:
        if isinstance(node, Text):
            return _KEY.search(_COMMENT.sub("", node.text)) is not None
        if isinstance(node, Output):
            return node.expression[0] == "nindent"
        return any(self._is_key(each) for each in self._below(node))

    # --- rows

    def _text(self, text: str, guard: list[Expression]) -> None:
        if self._done:
            return
        if not self._in_data:
            self._seen_name = self._seen_name or f"name: {self._name}" in text
            match = _DATA.search(text) if self._seen_name else None
            if match is None:
                return
            self._in_data = True
            text = text[match.end() :]
        ends = re.search(r"(?m)^---", text)
        if ends is not None:
            text = text[: ends.start()]
        if self._open is None or not _is_block(self._open.parts):
            text = _COMMENT.sub("", text)
        at = 0
        for match in _KEY.finditer(text):
            self._continue(text[at : match.start()])
            self.end()
            self._open = _Open(match[1], list(guard), [])
            at = match.end()
        self._continue(text[at:])
        if ends is not None:
            self.end()
            self._done = True

    def _continue(self, text: str) -> None:
        if self._open is not None:
            self._open.parts.append(("literal", text))
        elif text.strip():
            raise TemplateError(f"a text without a key: {text.strip()[:40]}")

    def _output(self, node: Output, env: Mapping[str, Expression], guard: list[Expression]) -> None:
        function = node.expression[0]
        if function == "fail" or self._done or not self._in_data:
            return
        if self._open is not None and function != "nindent":
            self._open.parts.append(self._compiled(node.expression, env))
        elif function == "nindent":  # toYaml of a mapping whose keys are keys of the ConfigMap
            self.end()
            inner = node.expression[2]
            assert isinstance(inner, tuple)  # noqa: S101 - an expression
            self._rows.append((EXTRA, list(guard), self._compiled(inner[1], env)))
        else:
            raise TemplateError(f"an output without a key: {node.expression}")

    def end(self) -> None:
        """Ends the key that is open."""
        if self._open is not None:
            self._rows.append((self._open.key, self._open.when, _scalar(self._open.parts)))
            self._open = None

    # --- texts in a value

    def _part(self, node: Block | Loop, env: dict[str, Expression]) -> Expression:
        """A block as an expression of its text; what it assigns is merged into `env`."""
        if isinstance(node, Loop):
            return self._loop(node, env)
        condition = self._compiled(node.condition, env)
        then, otherwise = dict(env), dict(env)
        dot = self._dot
        if node.kind == "with":
            self._dot = condition
        one = self._joined(node.then, then)
        self._dot = dot
        two = self._joined(node.otherwise, otherwise)
        self._merge(env, condition, then, otherwise)
        return one if one == two else ("if", condition, one, two)

    def _loop(self, node: Loop, env: dict[str, Expression]) -> Expression:
        over = self._compiled(node.over, env)
        self._depth += 1
        key, value, so_far = (f"%{word}{self._depth}" for word in ("key", "value", "list"))
        inside = dict(env)
        dot = self._dot
        self._dot = ("variable", value)
        if len(node.names) == 2:
            inside[node.names[0]] = ("variable", key)
        if node.names:
            inside[node.names[-1]] = ("variable", value)
        outer = [each for each in env if each not in node.names]
        changed = [name for name in outer if self._assigns(node.body, name)]
        before = dict(self._versions), dict(self._counts)
        for name in changed:
            inside[name] = ("variable", so_far)
        text = self._joined(node.body, inside, inline=True)
        self._versions, self._counts = before
        self._dot = dot
        self._depth -= 1
        if len(changed) > 1:
            raise TemplateError("a loop that changes several variables")
        for name in changed:
            folded: Expression = (
                "fold",
                over,
                ("variable", key),
                ("variable", value),
                ("variable", so_far),
                env[name],
                inside[name],
            )
            env[name] = self._named(name, folded)
        nothing = text == ("literal", "")
        return text if nothing else ("each", over, ("variable", key), ("variable", value), text)

    def _assigns(self, nodes: list[Node], name: str) -> bool:
        return any(
            (isinstance(each, Assign) and each.name == name)
            or self._assigns(self._below(each), name)
            for each in nodes
        )

    def _joined(
        self, nodes: list[Node], env: dict[str, Expression], *, inline: bool = False
    ) -> Expression:
        parts: list[Expression] = []
        for node in nodes:
            match node:
                case Text(text=text):
                    parts.append(("literal", text))
                case Output():
                    if node.expression[0] != "fail":
                        parts.append(self._compiled(node.expression, env))
                case Assign():
                    if node.name != "$_":
                        env[node.name] = self._compiled(node.expression, env)
                case Block() | Loop():
                    parts.append(self._part(node, env))
                    if inline:
                        for name, found in env.items():
                            env[name] = self._inlined(found)
        return _concatenated(parts)

    def _inlined(self, found: Expression) -> Expression:
        if found[0] == "reference":
            return self._inlined(self._versions[str(found[1])])
        return found

    # --- expressions

    def _compiled(self, found: object, env: Mapping[str, Expression]) -> Expression:
        """An expression whose variables are what they are here."""
        if not isinstance(found, tuple):
            raise TemplateError(f"no expression: {found}")
        match found:
            case ("literal", _):
                return found
            case ("variable", str(name)):
                if name not in env:
                    raise TemplateError(f"a variable that is not known: {name}")
                return env[name]
            case ("below", inner, str(path)):
                return _below_path(self._compiled(inner, env), path)
            case ("value", str(path)):
                return self._path(path)
            case ("include", ("literal", str(name)), argument):
                return self._included(name, self._compiled(argument, env))
            case ("hasKey", holder, ("literal", str(key))):
                return ("exists", _below_path(self._compiled(holder, env), key))
            case ("get", holder, ("literal", str(key))):
                return _below_path(self._compiled(holder, env), key)
            case ("index", holder, *keys):
                inner = self._compiled(holder, env)
                for each in keys:
                    inner = _below_path(inner, str(each[1]))
                return inner
            case ("required", _, inner):
                return self._compiled(inner, env)
            case (str(function), *arguments):
                return (function, *(self._compiled(each, env) for each in arguments))
        raise TemplateError(f"no expression: {found}")

    def _path(self, path: str) -> Expression:
        if path == ".":
            return self._dot
        if self._dot == ("value", ""):
            if path == ".Values":
                return ("value", "")
            if path.startswith(".Values."):
                return ("value", path.removeprefix(".Values."))
            return ("value", f"@{path.removeprefix('.')}")
        return _below_path(self._dot, path.removeprefix("."))

    def _included(self, name: str, argument: Expression) -> Expression:
        if name == "validateDuration":  # it fails for what is none, and is the text otherwise
            return ("if", argument, ("toString", argument), ("literal", "0s"))
        if name not in self._helpers:
            raise TemplateError(f"a helper that cannot be read: {name}")
        dot, self._dot = self._dot, argument
        text = self._joined(self._helpers[name], {"$": ("value", "")})
        self._dot = dot
        return text

    # --- the result

    def result(self) -> ConfigMapRows:
        """Rows as texts, with the variables and values that they need."""
        needed: dict[str, Expression] = {}
        values: set[str] = set()

        def look(found: object) -> None:
            match found:
                case ("literal", _):
                    return
                case ("value", str(path)):
                    values.add(path)
                case ("reference", str(name)):
                    if name not in needed:
                        needed[name] = self._versions[name]
                        look(self._versions[name])
                case (str(), *arguments):
                    for each in arguments:
                        look(each)

        # the condition that the whole ConfigMap has stands once
        first = {tuple(when[:1]) for _, when, _ in self._rows}
        common = len(first) == 1 and () not in first
        if common:
            needed[WRITTEN] = self._rows[0][1][0]
            look(needed[WRITTEN])
        found = [(key, _all(when[common:]), text) for key, when, text in self._rows]
        for _, when, text in found:
            look(when)
            look(text)
        mapping = next((at for at, row in enumerate(found) if row[0] == EXTRA), len(found))
        rows = tuple(
            ConfigMapRow(key, 1 + (at >= mapping) + (at > mapping), _shown(when), _shown(text))
            for at, (key, when, text) in enumerate(found)
        )
        variables = {name: _shown(each) for name, each in sorted(needed.items())}
        return ConfigMapRows(rows, variables, frozenset(each for each in values if each[:1] != "@"))


def _below_path(holder: Expression, path: str) -> Expression:
    match holder:
        case ("value", ""):
            return ("value", path)
        case ("value", str(above)):
            return ("value", f"{above}.{path}")
        case ("below", inner, ("literal", str(above))):
            return ("below", inner, ("literal", f"{above}.{path}"))
    return ("below", holder, ("literal", path))


def _all(guard: list[Expression]) -> Expression:
    if not guard:
        return _TRUE
    return guard[0] if len(guard) == 1 else ("and", *guard)


def _is_block(parts: list[Expression]) -> bool:
    return bool(parts) and parts[0][0] == "literal" and str(parts[0][1]).lstrip()[:1] in ("|", ">")


def _concatenated(parts: list[Expression]) -> Expression:
    """Parts put together, neighbouring texts as one."""
    found: list[Expression] = []
    for part in parts:
        if part == ("literal", ""):
            continue
        if found and found[-1][0] == part[0] == "literal":
            found[-1] = ("literal", f"{found[-1][1]}{part[1]}")
        else:
            found.append(part)
    if not found:
        return ("literal", "")
    if len(found) == 1 and found[0][0] == "literal":
        return found[0]
    return ("text", *found)


def _scalar(parts: list[Expression]) -> Expression:
    """A YAML scalar's text as an expression of what it says."""
    joined = _concatenated(parts)
    pieces = joined[1:] if joined[0] == "text" else (joined,)
    found = [each for each in pieces if isinstance(each, tuple)]
    if _is_block(found):
        return ("block", joined)
    if found and found[0][0] == "literal":
        found[0] = ("literal", str(found[0][1]).lstrip())
    if found and found[-1][0] == "literal":
        found[-1] = ("literal", str(found[-1][1]).rstrip())
    found = [each for each in found if each != ("literal", "")]
    if len(found) == 1:
        return _single(found[0])
    first, last = found[0], found[-1]
    if first[0] == last[0] == "literal" and str(first[1])[:1] == '"' == str(last[1])[-1:]:
        found[0], found[-1] = ("literal", str(first[1])[1:]), ("literal", str(last[1])[:-1])
        return _concatenated(found)
    return ("words", _concatenated(found))


def _single(found: Expression) -> Expression:
    match found:
        case ("literal", str(text)) if text[:1] == text[-1:] == '"':
            return ("literal", json.loads(text))
        case ("literal", str(text)) if text[:1] == text[-1:] == "'":
            return ("literal", text[1:-1].replace("''", "'"))
        case ("literal", _):
            return found
        case ("quote", inner) if isinstance(inner, tuple):
            return ("quoted", inner)
        case ("each", *_):
            return ("words", found)
    return ("plain", found)


def _shown(found: object) -> str:
    """An expression as the table has it."""
    match found:
        case ("literal", value):
            return json.dumps(value, ensure_ascii=False)
        case ("value", str(path)):
            return f".{path}"
        case ("reference", str(name)) | ("variable", str(name)):
            return name
        case (str(function), *arguments):
            return "(" + " ".join([function, *map(_shown, arguments)]) + ")"
    raise TemplateError(f"no expression: {found}")


def read_values(values: Mapping[str, object], paths: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The defaults of keys that are read, with their values as JSON."""
    for key, value in flatten(values):
        if any(
            key == path or key.startswith(f"{path}.") or path.startswith(f"{key}.")
            for path in paths
        ):
            yield key, json.dumps(value, ensure_ascii=False, sort_keys=True)
