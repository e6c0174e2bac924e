"""The offline preview as a tree, a table and JSON: decisions and resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cilium_ako.charts.decisions import Decision
from cilium_ako.escape import markdown_text
from cilium_ako.preview.recording import RegisteredResource
from cilium_ako.terminal import PLAIN, Branch, Span, Terminal, Text


def preview_text(
    stack: str,
    decided: Sequence[Decision],
    resources: Sequence[RegisteredResource],
    terminal: Terminal = PLAIN,
) -> str:
    """What was decided, and what `pulumi up` would create; no line break at the end."""
    decisions = [(each.name, each.value or "(empty)", _because(each)) for each in decided]
    lines = [
        *terminal.line(Span(f"Stack {stack}: decisions", strong=True)),
        "",
        *terminal.definitions(decisions),
        "",
        *terminal.line(Span("What `pulumi up` creates in an empty cluster", strong=True)),
        "",
        *terminal.tree(
            _branches(_children(resources)), headers=("Type", "Name"), mark=Span(" +  ", "good")
        ),
        "",
        *terminal.line(Span(f"+ {len(resources)} to create", "good"), indent="     "),
    ]
    return "\n".join(lines)


def _because(decision: Decision) -> Text:
    return Span(f"because {decision.because}", "quiet") if decision.because else ""


def preview_json(
    stack: str, decided: Sequence[Decision], resources: Sequence[RegisteredResource]
) -> dict[str, object]:
    """The object that `preview --format json` prints for a stack."""
    return {
        "stack": stack,
        "decisions": {each.name: each.value for each in decided},
        "resources": [
            {
                "urn": each.urn,
                "type": each.type,
                "name": each.name,
                "parent": each.parent,
                "dependsOn": list(each.depends_on),
                "inputs": each.inputs,
                "secretInputs": list(each.secret_inputs),
            }
            for each in sorted(resources, key=lambda each: each.urn)
        ],
    }


def preview_markdown(
    stack: str, decided: Sequence[Decision], resources: Sequence[RegisteredResource]
) -> str:
    """The preview for a comment: a table of decisions and a list of resources."""
    lines = [f"### {stack}", "", "| decision | value | because |", "|---|---|---|"]
    lines += [
        f"| {' | '.join(map(markdown_text, (each.name, each.value or '(empty)', each.because)))} |"
        for each in decided
    ]
    lines += ["", "| resource | name |", "|---|---|"]
    lines += [f"| `{each.type}` | `{each.name}` |" for each in _in_order(_children(resources))]
    return "\n".join(lines)


Children = Mapping[str, Sequence[RegisteredResource]]
"""Resources by the URN of their parent, components before what a provider makes."""


def _children(resources: Sequence[RegisteredResource]) -> Children:
    children: dict[str, list[RegisteredResource]] = {}
    for each in sorted(resources, key=lambda each: (each.custom, each.urn)):
        children.setdefault(each.parent, []).append(each)
    return children


def _in_order(children: Children, parent: str = "") -> Iterator[RegisteredResource]:
    for each in children.get(parent, ()):
        yield each
        yield from _in_order(children, each.urn)


def _branches(children: Children, parent: str = "") -> tuple[Branch, ...]:
    return tuple(
        Branch(
            (each.type, each.name),
            tuple(Span(line, "quiet") for line in _details(each)),
            _branches(children, each.urn),
        )
        for each in children.get(parent, ())
    )


def _details(resource: RegisteredResource) -> Iterator[str]:
    """The few inputs that tell one resource from another."""
    inputs = resource.inputs
    if resource.type.endswith(":Release"):
        chart = f"{inputs.get('chart')} {inputs.get('version', '')}".strip()
        repository = _inside(inputs, "repositoryOpts").get("repo", "")
        yield f"chart {chart}" + (f" from {repository}" if repository else "")
        namespace = inputs.get("namespace")
        yield f"release {inputs.get('name')} in {namespace}, {inputs.get('description', '')}"
    elif resource.type.endswith(":Secret"):
        metadata = _inside(inputs, "metadata")
        yield f"Secret {metadata.get('namespace')}/{metadata.get('name')}, contents secret"


def _inside(inputs: Mapping[str, object], key: str) -> Mapping[str, object]:
    inner = inputs.get(key)
    return inner if isinstance(inner, Mapping) else {}
