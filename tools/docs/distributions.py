"""docs/distributions.md: what each distribution brings and needs, and what goes wrong there."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.distribution_problems import PROBLEMS, KnownProblem
from cilium_ako.catalogue.distributions import DISTRIBUTIONS, Distribution

_KEYS = {row.fact: row.key for row in DISTRIBUTION_KEYS}
_EVERY_MODE = ("cluster-pool", "kubernetes", "eni")


def distributions() -> str:
    """Every distribution: how it is set up, what it gives, and what is known to go wrong."""
    lines = [
        "# Distributions",
        "",
        "Generated from `cilium_ako/catalogue/distributions.py` and `distribution_problems.py` by",
        "`make docs`.",
        "",
        "`cilium-ako:cluster.distribution` says what a cluster is made with. It gives the Helm",
        "values that its nodes need: defaults, above which a stack's own `cilium.values` stand. It",
        "gives `cluster.platform` where that is not set, and rules hold the stack against it.",
        "Without it nothing is assumed. Ranges are those that the distribution starts with; a",
        "stack names its own in `serviceCidrs` and `ipam.podCidrs`.",
    ]
    for row in DISTRIBUTIONS:
        lines += ["", f"## `{row.name}`: {row.title}", "", *_facts(row), *_values(row)]
        lines += ["", "| goes wrong | answer |", "|---|---|"]
        for problem in PROBLEMS:
            if row.name in problem.distributions:
                lines.append(f"| {_cell(problem.what)} | {_cell(_answer(problem))} |")
    return "\n".join(lines) + "\n"


def _facts(row: Distribution) -> Iterator[str]:
    yield f"- Platforms: {_words(row.platforms)}"
    yield f"- Without kube-proxy: {_sentence(row.without_kube_proxy) or 'no way is verified.'}"
    yield f"- Without another network: {_sentence(row.without_cni)}"
    yield f"- API server for agents: {_sentence(row.api_servers)}"
    if row.node_local_api_condition:
        yield f"- The address on the node itself needs {row.node_local_api_condition}."
    modes = [mode for mode in _EVERY_MODE if row.ipam_modes is None or mode in row.ipam_modes]
    if "aws" not in row.platforms and "eks" not in row.platforms:
        modes = [mode for mode in modes if mode != "eni"]
    yield f"- IPAM: {_words(modes)}"
    label = row.control_plane_label
    if label is None:
        yield "- Control plane nodes: none to see"
    else:
        yield f'- Control plane nodes: `{label.key}: "{label.value}"`'
    ranges = [
        f"{what} {cidr}"
        for what, cidr in (("pods", row.pod_cidr), ("Services", row.service_cidr))
        if cidr
    ]
    yield f"- Ranges by default: {', '.join(ranges) or 'none, or of your choice'}"
    if row.vxlan_port is not None:
        yield f"- VXLAN: UDP {row.vxlan_port}, unless `routing.port` says otherwise"
    yield f"- Source: {row.source}"


def _values(row: Distribution) -> Iterator[str]:
    if not row.values:
        return
    yield ""
    yield "| Helm value | given | why |"
    yield "|---|---|---|"
    for each in row.values:
        value = json.dumps(each.value)
        where = f" ({each.routing} routing)" if each.routing else ""
        yield f"| `{_KEYS[each.fact]}` | `{_cell(value)}`{where} | {_cell(each.why)} |"


def _answer(problem: KnownProblem) -> str:
    if problem.rules:
        return "rule " + ", ".join(f"[`{each}`](rules.md#{each})" for each in problem.rules)
    if problem.gives:
        return "given: " + ", ".join(f"`{_KEYS[each]}`" for each in problem.gives)
    return problem.note


def _words(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _sentence(text: str) -> str:
    return f"{text}." if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
