"""The offline preview as a tree, a table and JSON: decisions and resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from cilium_ako.charts.decisions import Decision
from cilium_ako.escape import markdown_text
from cilium_ako.preview.recording import RegisteredResource

_TYPE_WIDTH = 58


def preview_text(
    stack: str,
    decided: Sequence[Decision],
    resources: Sequence[RegisteredResource],
    *,
    style: bool = False,
) -> str:
    """What a person reads: what was decided, and what `pulumi up` would create."""
    bold, dim, green, reset = ("\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[0m") if style else [""] * 4
    lines = [f"{bold}Stack {stack}: decisions{reset}", ""]
    width = max(len(each.name) for each in decided)
    for each in decided:
        lines.append(f"  {each.name:{width}}  {each.value or '(empty)'}")
        if each.because:
            lines += [
                f"  {'':{width}}  {dim}{line}{reset}"
                for line in fill(f"because {each.because}", 88 - width).splitlines()
            ]
    lines += ["", f"{bold}What `pulumi up` creates in an empty cluster{reset}", ""]
    lines.append(f"     {bold}{'Type':{_TYPE_WIDTH}}Name{reset}")
    for branch, below, resource in _tree(resources):
        lines.append(f" {green}+{reset}   {branch + resource.type:{_TYPE_WIDTH}}{resource.name}")
        lines += [f"     {below}{dim}{line}{reset}" for line in _details(resource)]
    lines += ["", f"     {green}+ {len(resources)} to create{reset}"]
    return "\n".join(line.rstrip() for line in lines)


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
    lines += [f"| `{each.type}` | `{each.name}` |" for _, _, each in _tree(resources)]
    return "\n".join(lines)


def _tree(resources: Sequence[RegisteredResource]) -> Iterator[tuple[str, str, RegisteredResource]]:
    """Every resource below its parent: the branch to it, the one past it, and the resource."""
    children: dict[str, list[RegisteredResource]] = {}
    for each in sorted(resources, key=lambda each: (each.custom, each.urn)):
        children.setdefault(each.parent, []).append(each)

    def below(parent: str, indent: str) -> Iterator[tuple[str, str, RegisteredResource]]:
        siblings = children.get(parent, [])
        for index, each in enumerate(siblings):
            last = index + 1 == len(siblings)
            branch = f"{indent}{'└─ ' if last else '├─ '}" if parent else ""
            deeper = f"{indent}{'   ' if last else '│  '}" if parent else ""
            stem = "│  " if each.urn in children else "   "
            yield branch, f"{deeper}{stem}", each
            yield from below(each.urn, deeper)

    yield from below("", "")


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
