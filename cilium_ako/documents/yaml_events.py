"""A YAML text is looked at before any value is made of it.

libyaml's time grows with the square of the nesting, and an alias costs what it stands for: ten
lines can stand for a billion values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import yaml

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.limits import ALIASED_NODES, DEPTH

SafeLoader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where PyYAML has it."""


class RefusedError(yaml.MarkedYAMLError):
    """Valid YAML that is refused: nobody means it, or its next reader would refuse it."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(None, None, problem, mark)


@contextmanager
def yaml_errors() -> Iterator[None]:
    """PyYAML's errors as DocumentError, with line and column."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        what = error.problem if isinstance(error, RefusedError) else None
        raise DocumentError(what or "is not valid YAML", "mend it at that place", where) from None
    except yaml.YAMLError:
        raise DocumentError(
            "is not valid YAML: it holds a character that YAML forbids",
            "save it as plain UTF-8 text",
        ) from None
    except RecursionError:
        raise DocumentError("is nested too deeply", "check that it is the right one") from None
    except (ValueError, OverflowError):
        raise DocumentError(
            "is not valid YAML: it holds a number that cannot be read", "quote the number"
        ) from None


_INDENTED: Final = re.compile(rf"(?m)^[ \-?:]{{{DEPTH}}}")


def may_be_costly(text: str) -> bool:
    """Whether a text could nest deeply or use aliases; most cannot, which is seen at once.

    A level of nesting takes a bracket, or a column of a line's beginning.
    """
    if "&" in text and "*" in text:
        return True
    brackets = text.count("[") + text.count("{")
    return brackets > DEPTH or _INDENTED.search(text) is not None


def refuse_costly(text: str, *, documents: bool) -> None:
    """Refuses a text that nests too deeply, or whose aliases stand for too much.

    With `documents` there may be several. Raises RefusedError, and PyYAML's errors.
    """
    open_nodes = [_Node()]
    anchors: dict[str, _Node] = {}
    aliased = False
    for event in yaml.parse(text, Loader=SafeLoader):
        mark: Any = event.start_mark
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append(_Node(event.anchor))
            if len(open_nodes) > DEPTH:
                raise RefusedError("is nested too deeply", mark)
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
                if not documents:
                    raise RefusedError("has a second document", mark)
                anchors.clear()
            continue
        parent = open_nodes[-1]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if aliased and (parent.size > ALIASED_NODES or len(open_nodes) + parent.height > DEPTH):
            raise RefusedError("uses too many aliases", mark)


@dataclass(slots=True)
class _Node:
    """What a node would be with its aliases written out."""

    anchor: str | None = None
    size: int = 1
    height: int = 0
