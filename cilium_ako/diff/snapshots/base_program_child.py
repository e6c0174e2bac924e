"""Run by `worktree` with another commit's packages on the path; never imported.

Reads `{name: text of a stack file}` on standard input and writes, for each, the Helm values by
chart and the decisions that the packages on the path derive, or null where they cannot. It uses
only names that those packages have had from the beginning.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Derives with the packages below the directory that the first argument names."""
    import cilium_ako  # noqa: PLC0415 - whose it is, is looked at first

    root = Path(sys.argv[1]).resolve()
    if not Path(cilium_ako.__path__[0]).resolve().is_relative_to(root):
        raise SystemExit("ForeignPackages: the packages on the path are not that commit's")
    texts = json.load(sys.stdin)
    json.dump({name: _derived(name, text) for name, text in texts.items()}, sys.stdout)


def _derived(name: str, text: str) -> dict[str, object] | None:
    from cilium_ako.charts.ako import ako_values  # noqa: PLC0415
    from cilium_ako.charts.cilium import cilium_values  # noqa: PLC0415
    from cilium_ako.charts.decisions import decisions  # noqa: PLC0415
    from cilium_ako.charts.user_values import merged  # noqa: PLC0415
    from cilium_ako.config.stack import parse  # noqa: PLC0415
    from cilium_ako.config.stack_files import raw_config  # noqa: PLC0415
    from cilium_ako.documents.error import DocumentError  # noqa: PLC0415

    try:
        stack, _ = parse(name, raw_config(text), offline=True)
    except DocumentError:
        return None
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    if cluster is None or cilium is None:
        return None
    values = {"cilium": merged(cilium_values(cluster, cilium, ako), cilium.values)}
    if ako is not None:
        values["ako"] = merged(ako_values(cluster, cilium, ako), ako.values)
    decided = {each.name: each.value for each in decisions(cluster, cilium, ako)}
    return {"values": values, "decisions": decided}


if __name__ == "__main__":
    main()
