"""Every literal of the program's code outside the catalogue, without docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Literal(NamedTuple):
    """A constant in a file."""

    file: str
    line: int
    value: object

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.value!r}"


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the program but those of the catalogue, with its path from the root."""
    paths = [
        path
        for folder in ("cilium_ako", "components")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    named = [(path.relative_to(ROOT).as_posix(), path) for path in paths]
    return tuple(
        (name, ast.parse(path.read_text("utf-8")))
        for name, path in named
        if not name.startswith("cilium_ako/catalogue/")
    )


@cache
def literals() -> tuple[Literal, ...]:
    """Every number and text in them that is no docstring."""
    return tuple(
        Literal(name, node.lineno, node.value)
        for name, module in modules()
        for node in _without_docstrings(module)
        if isinstance(node, ast.Constant)
    )


def tuples() -> Iterator[Literal]:
    """Every tuple of whole numbers in them."""
    for name, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Tuple) and node.elts:
                values = [each.value for each in node.elts if isinstance(each, ast.Constant)]
                if len(values) == len(node.elts) and all(type(each) is int for each in values):
                    yield Literal(name, node.lineno, tuple(values))


def calls(function: str) -> Iterator[Literal]:
    """Every call of a function by this name with nothing but constants."""
    for name, module in modules():
        for node in ast.walk(module):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == function
                and node.args
                and all(isinstance(each, ast.Constant) for each in node.args)
            ):
                yield Literal(name, node.lineno, ast.unparse(node))


def _without_docstrings(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not text:
            yield child
            yield from _without_docstrings(child)
