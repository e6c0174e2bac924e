"""Run by `base_program` with another commit's packages on the path; never imported.

Reads a list of stack files, each a name and a text, on standard input, and writes a list with what
`cilium_ako.derivation` of that commit makes of each. Commits from before that module are asked by
the names that their packages had.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

_FORMER = (
    ("cilium_ako.config.stack", "cilium_ako.config.stack_files", "cilium_ako.charts.user_values"),
    ("cilium_ako.settings.stack", "cilium_ako.settings.stack_file", "cilium_ako.charts.overrides"),
)
"""Where `parse`, `raw_config` and `merged` were, the younger first."""


def main() -> None:
    """Derives with the packages below the directory that the first argument names."""
    import cilium_ako  # noqa: PLC0415 - whose it is, is looked at first

    root = Path(sys.argv[1]).resolve()
    if not Path(cilium_ako.__path__[0]).resolve().is_relative_to(root):
        raise SystemExit("ForeignPackages: the packages on the path are not that commit's")
    answer, sys.stdout = sys.stdout, sys.stderr  # whatever those packages print is no answer
    derive = _derivation()
    answers = [_one(derive, name, text) for name, text in json.load(sys.stdin)]
    answer.write(f"[{','.join(answers)}]")


def _derivation() -> Callable[[str, str], object]:
    """That commit's way from a stack file's text to values and decisions."""
    module = _module("cilium_ako.derivation")
    if module is not None:
        promised: Callable[[str, str], object] = module.derive  # type: ignore[attr-defined]
        return promised
    for former in _FORMER:
        if _module(former[0]) is not None:
            return lambda name, text: _as_formerly(former, name, text)
    raise SystemExit("UnknownProgram: it has no way from a stack file to values that is known here")


def _module(name: str) -> object | None:
    """A module, or None where there is none of that name; what it imports must be there."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            return None
        raise


def _one(derive: Callable[[str, str], object], name: str, text: str) -> str:
    """The derivation of one stack as JSON."""
    try:
        return json.dumps(derive(name, text), allow_nan=False)
    except Exception as error:
        # the kind of error only: its text may quote a value
        return json.dumps(_nothing(f"it stopped with {type(error).__name__}"))


def _nothing(problem: str) -> dict[str, object]:
    return {"values": {}, "decisions": {}, "problem": problem}


def _as_formerly(where: tuple[str, str, str], name: str, text: str) -> object:
    from cilium_ako.charts.ako import ako_values  # noqa: PLC0415 - that commit's
    from cilium_ako.charts.cilium import cilium_values  # noqa: PLC0415
    from cilium_ako.charts.decisions import decisions  # noqa: PLC0415

    config, files, own_values = (vars(import_module(each)) for each in where)
    merged = own_values["merged"]
    unreadable = files.get("UnreadableError") or files["DocumentError"]
    try:
        stack, errors = config["parse"](name, files["raw_config"](text), offline=True)
    except unreadable as error:
        return _nothing(f"the stack file {error.message}")
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    if cluster is None or cilium is None or (ako is None and stack.ako_asked):
        places = ", ".join(each.path for each in errors[:3])
        return _nothing(f"the stack file does not fit: {places}")
    values = {"cilium": merged(cilium_values(cluster, cilium, ako), cilium.values)}
    if ako is not None:
        values["ako"] = merged(ako_values(cluster, cilium, ako), ako.values)
    decided = {each.name: each.value for each in decisions(cluster, cilium, ako)}
    return {"values": values, "decisions": decided, "problem": ""}


if __name__ == "__main__":
    main()
