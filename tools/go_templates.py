"""Go templates as data: texts, actions and blocks, as far as the charts' ConfigMaps use them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

Expression = tuple[object, ...]
"""`("value", path)`, `("literal", value)`, `("variable", name)`, or `(function, argument, …)`."""

_ACTION: Final = re.compile(
    r"\{\{(?P<left>-(?=\s))?\s*(?P<code>/\*.*?\*/|(?:[^}\"`]|\"(?:\\.|[^\"\\])*\"|`[^`]*`|\}(?!\}))*?)"
    r"\s*(?P<right>-)?\}\}",
    re.DOTALL,
)
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>\"(?:\\.|[^\"\\])*\"|`[^`]*`)|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<variable>\$\w*)|(?P<path>(?:\.\w+)+|\.)|(?P<word>\w+)|(?P<sign>:=|=|\||\(|\)|,))"
)


class TemplateError(Exception):
    """A template has something that is not known here; the text says what."""


@dataclass
class Text:
    """Text as it stands, after trimming."""

    text: str


@dataclass
class Output:
    """An expression whose text is put out."""

    expression: Expression


@dataclass
class Assign:
    """A variable that gets a value."""

    name: str
    expression: Expression


@dataclass
class Block:
    """`if` or `with`: what is done where an expression is true, and where it is not."""

    kind: str
    condition: Expression
    then: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)


@dataclass
class Loop:
    """`range`: its body for each element, which the names stand for."""

    names: tuple[str, ...]
    over: Expression
    body: list[Node] = field(default_factory=list)


Node = Text | Output | Assign | Block | Loop


def parsed(template: str) -> list[Node]:
    """The nodes of a template. Raises TemplateError."""
    top: list[Node] = []
    stack: list[tuple[list[Node], Node | None]] = [(top, None)]
    for kind, content in _pieces(template):
        nodes = stack[-1][0]
        if kind == "text":
            if content:
                nodes.append(Text(content))
            continue
        word, _, rest = content.partition(" ")
        if word in ("if", "with"):
            block = Block(word, expression(rest))
            nodes.append(block)
            stack.append((block.then, block))
        elif word == "else":
            _, inside = stack.pop()
            if not isinstance(inside, Block):
                raise TemplateError("an else without an if")
            if rest.startswith("if "):
                block = Block("if", expression(rest.removeprefix("if ")))
                inside.otherwise.append(block)
                stack.append((block.then, block))
            else:
                stack.append((inside.otherwise, inside))
        elif word == "range":
            loop = _loop(rest)
            nodes.append(loop)
            stack.append((loop.body, loop))
        elif word == "end":
            stack.pop()
        elif content:
            nodes.append(_action(content))
    if len(stack) > 1:
        raise TemplateError("a block that does not end")
    return top


def defines(template: str) -> dict[str, list[Node]]:
    """The named templates of a file of helpers, but those that cannot be read here."""
    found: dict[str, list[Node]] = {}
    starts = list(re.finditer(r'\{\{-?\s*define "([^"]+)"\s*-?\}\}', template))
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(template)
        body = template[match.end() : end]
        last = list(re.finditer(r"\{\{-?\s*end\s*-?\}\}", body))
        if last:
            try:
                found[match[1]] = parsed(_trimmed(match[0], body[: last[-1].start()], last[-1][0]))
            except (TemplateError, IndexError):
                continue
    return found


def _trimmed(before: str, body: str, after: str) -> str:
    if before.endswith("-}}"):
        body = body.lstrip()
    return body.rstrip() if after.startswith("{{-") else body


def _pieces(template: str) -> list[tuple[str, str]]:
    """Texts and actions in their order, with what `{{-` and `-}}` take away taken away."""
    found: list[tuple[str, str]] = []
    at, trim = 0, False
    for match in _ACTION.finditer(template):
        text = template[at : match.start()]
        text = text.lstrip() if trim else text
        found.append(("text", text.rstrip() if match["left"] else text))
        code = match["code"].strip()
        if not code.startswith("/*"):
            found.append(("action", re.sub(r"\s+", " ", code) if "`" not in code else code))
        at, trim = match.end(), match["right"] is not None
    text = template[at:]
    found.append(("text", text.lstrip() if trim else text))
    return found


def _action(content: str) -> Node:
    match = re.match(r"(\$\w*)\s*(?::=|=)\s*(.*)", content, re.DOTALL)
    if match is not None:
        return Assign(match[1], expression(match[2]))
    return Output(expression(content))


def _loop(content: str) -> Loop:
    names, sign, over = content.partition(":=")
    if not sign:
        return Loop((), expression(content))
    return Loop(tuple(each.strip() for each in names.split(",")), expression(over))


def expression(code: str) -> Expression:
    """A pipeline as an expression. Raises TemplateError."""
    tokens: list[tuple[str, str]] = []
    at = 0
    code = code.strip()
    while at < len(code):
        match = _TOKEN.match(code, at)
        if match is None or match.lastgroup is None:
            raise TemplateError(f"not known: {code[at : at + 40]}")
        spaced = at == 0 or code[at].isspace() or tokens[-1][1] == "("
        kind = match.lastgroup
        if kind == "path" and not spaced and tokens and tokens[-1][0] == "variable":
            tokens[-1] = ("variable", tokens[-1][1] + match["path"])
        else:
            tokens.append((kind, match[kind]))
        at = match.end()
    found, rest = _pipeline(tokens)
    if rest:
        raise TemplateError(f"not known: {code}")
    return found


def _pipeline(
    tokens: Sequence[tuple[str, str]],
) -> tuple[Expression, Sequence[tuple[str, str]]]:
    found, tokens = _command(tokens, None)
    while tokens and tokens[0][1] == "|" and tokens[0][0] == "sign":
        found, tokens = _command(tokens[1:], found)
    return found, tokens


def _command(
    tokens: Sequence[tuple[str, str]], piped: Expression | None
) -> tuple[Expression, Sequence[tuple[str, str]]]:
    operands: list[Expression] = []
    function = ""
    if tokens and tokens[0][0] == "word" and tokens[0][1] not in ("true", "false", "nil"):
        function, tokens = tokens[0][1], tokens[1:]
    while tokens and not (tokens[0][0] == "sign" and tokens[0][1] in ("|", ")")):
        kind, text = tokens[0]
        tokens = tokens[1:]
        if kind == "sign" and text == "(":
            inner, tokens = _pipeline(tokens)
            if not tokens or tokens[0][1] != ")":
                raise TemplateError("a parenthesis that does not end")
            tokens = tokens[1:]
            operands.append(inner)
        else:
            operands.append(_operand(kind, text))
    if piped is not None:
        operands.append(piped)
    if function:
        return (function, *operands), tokens
    if len(operands) != 1:
        raise TemplateError(f"not one operand: {operands}")
    return operands[0], tokens


def _operand(kind: str, text: str) -> Expression:
    match kind:
        case "text" if text.startswith("`"):
            return ("literal", text[1:-1])
        case "text":
            return ("literal", json.loads(text))
        case "number":
            return ("literal", float(text) if "." in text else int(text))
        case "variable":
            name, _, path = text.partition(".")
            return ("below", ("variable", name), path) if path else ("variable", name)
        case "path":
            return ("value", text)
        case "word" if text in ("true", "false", "nil"):
            return ("literal", {"true": True, "false": False, "nil": None}[text])
        case "word":
            return (text,)  # a function without arguments
        case _:
            raise TemplateError(f"not known: {text}")
