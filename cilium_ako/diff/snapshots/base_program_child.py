"""Run by `base_program` with the directory of another commit's packages; never imported.

Reads what it is asked from a file, and says one line of JSON for each answer, as soon as it has it:
what `cilium_ako.derivation` of that commit makes of each stack file, the tables of its catalogue,
and what its `cilium_ako.judgement` says of each change. Commits from before those modules are asked
by the names that their packages had.
"""

from __future__ import annotations

import dataclasses
import json
import os
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TextIO


class _Former(NamedTuple):
    """Where things were in commits that have no module which promises them."""

    config: str
    """The module of `parse`."""
    files: str
    """That of `raw_config`."""
    own_values: str
    """That of `merged`, later `merge_user_values`."""
    check: str
    """That of `check_config`."""
    changes: str
    """That of `classify` and `taken_down`."""
    facts: tuple[str, str]
    """The function that reads the facts of a stack, and its module."""


_FORMER = (
    _Former(
        config="cilium_ako.config.stack",
        files="cilium_ako.config.stack_files",
        own_values="cilium_ako.charts.user_values",
        check="cilium_ako.check.checked_stack",
        changes="cilium_ako.changes.classification",
        facts=("cilium_ako.changes.from_stack", "facts_from_stack"),
    ),
    _Former(
        config="cilium_ako.settings.stack",
        files="cilium_ako.settings.stack_file",
        own_values="cilium_ako.charts.overrides",
        check="cilium_ako.check",
        changes="cilium_ako.changes.classify",
        facts=("cilium_ako.changes.from_config", "facts_from_config"),
    ),
)
"""The younger first."""

_SHAPES = ("unreadable", "unknown-key", "missing-key", "wrong-type", "wrong-value")
"""The kinds of problem of a config that a program cannot read: it may be younger than it."""


def main() -> None:
    """Answers with the packages below the directory that the first argument names."""
    answers = _answers()
    root = Path(sys.argv[1]).resolve()
    asked = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    # neither the packages of the change, where they are installed in place, nor this directory
    others = [each for each in sys.path if not _holds_program(Path(each))]
    sys.path[:] = [str(root), *others]
    import cilium_ako  # noqa: PLC0415 - whose it is, is looked at first

    if not Path(cilium_ako.__path__[0]).resolve().is_relative_to(root):
        raise SystemExit("ForeignPackages: the packages on the path are not that commit's")
    for kind, answer in _said(asked):
        answers.write(f'{{"{kind}":{answer}}}\n')
        answers.flush()


def _holds_program(place: Path) -> bool:
    """Whether packages of this name are found there, and are not among those of others."""
    return place.name != "site-packages" and (place / "cilium_ako").is_dir()


def _answers() -> TextIO:
    """Where answers go; whatever those packages print goes elsewhere, and is none."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


def _said(asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The answers, each with its kind."""
    if asked["derive"]:
        derive = _derivation()
        derived = [_one(_nothing, derive, name, text) for name, text in asked["derive"]]
        yield "derived", f"[{','.join(derived)}]"
    if asked["tables"]:
        tables = runpy.run_path(str(Path(__file__).with_name("catalogue_tables.py")))["tables"]
        yield "tables", json.dumps(tables(asked["tables"]))
    if asked["judge"]:
        judge = _judgement()
        for each in asked["judge"]:
            yield "judged", _one(_not_judged, judge, each)


def _derivation() -> Callable[[str, str], object]:
    """That commit's way from a stack file's text to values and decisions."""
    module = _module("cilium_ako.derivation")
    if module is not None:
        promised: Callable[[str, str], object] = module.derive
        return promised
    former = _former()
    if former is None:
        raise SystemExit(
            "UnknownProgram: it has no way from a stack file to values that is known here"
        )
    return lambda name, text: _derived_formerly(former, name, text)


def _judgement() -> Callable[[Mapping[str, Any]], object]:
    """That commit's way from two texts of a stack file to what the change does."""
    module = _module("cilium_ako.judgement")
    if module is not None:
        return lambda asked: module.judge(**asked)
    former = _former()
    if former is None or _module(former.changes) is None or _module(former.check) is None:
        return lambda _: _not_judged("it has no way to judge a change that is known here")
    return lambda asked: _judged_formerly(former, asked)


def _former() -> _Former | None:
    return next((each for each in _FORMER if _module(each.config) is not None), None)


def _module(name: str) -> Any:
    """A module, or None where there is none of that name; what it imports must be there."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            return None
        raise


def _one(failed: Callable[[str], object], ask: Callable[..., object], *given: object) -> str:
    """One answer as JSON; `failed` makes that of a question over which it stopped."""
    try:
        return json.dumps(ask(*given), allow_nan=False, default=list)
    except Exception as error:
        # the kind of error only: its text may quote a value
        return json.dumps(failed(f"it stopped with {type(error).__name__}"))


def _nothing(problem: str) -> dict[str, object]:
    return {"values": {}, "decisions": {}, "problem": problem}


def _not_judged(problem: str) -> dict[str, object]:
    return {"changes": [], "unknown": [], "problems": [], "impact": "none", "status": 0} | {
        "problem": problem
    }


def _derived_formerly(where: _Former, name: str, text: str) -> dict[str, object]:
    from cilium_ako.charts.ako import ako_values  # noqa: PLC0415 - that commit's
    from cilium_ako.charts.cilium import cilium_values  # noqa: PLC0415
    from cilium_ako.charts.decisions import decisions  # noqa: PLC0415

    config, files, own_values = (
        vars(import_module(each)) for each in (where.config, where.files, where.own_values)
    )
    merged = own_values.get("merged") or own_values["merge_user_values"]
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


def _judged_formerly(where: _Former, asked: Mapping[str, Any]) -> dict[str, object]:
    """As `cilium_ako.judgement.judge` answers, without the values that another program derives."""
    changes, check, files = (
        vars(import_module(each)) for each in (where.changes, where.check, where.files)
    )
    name, after = asked["name"], asked["after"]
    old = None if asked["before"] is None else _facts_formerly(where, name, asked["before"])
    if after is None:
        return _verdict_formerly(changes["taken_down"](old), ())
    checked = check["check_config"](
        name, files["raw_config"](after), Path(asked["project"]), offline=True
    )
    problems = [each._asdict() for each in checked.problems if each.rule not in _SHAPES]
    unfit = [each.path for each in checked.problems if each.rule in _SHAPES]
    problem = ""
    if unfit:
        problem = f"the stack file as it is now does not fit it: {', '.join(unfit[:3])}"
    elif _derives_otherwise(asked):
        problem = "it is too old to be asked about Helm values that another program derives"
    if old is None or unfit:
        empty = {"changes": [], "unknown": [], "impact": "none", "status": _of(problems)}
        return {**empty, "problems": problems, "problem": problem}
    new = _facts_formerly(where, name, after)
    verdict = changes["classify"](old, new, checked.stack.acknowledge)
    return {**_verdict_formerly(verdict, problems), "problem": problem}


def _facts_formerly(where: _Former, name: str, text: str) -> Any:
    config, files = (vars(import_module(each)) for each in (where.config, where.files))
    facts: Callable[[object], object] = getattr(import_module(where.facts[0]), where.facts[1])
    unreadable = files.get("UnreadableError") or files["DocumentError"]
    try:
        stack, _ = config["parse"](name, files["raw_config"](text), offline=True)
    except unreadable:
        everything = vars(import_module("cilium_ako.changes.facts"))
        reason = "the stack file cannot be read"
        return everything["Facts"]({}, {"*": reason, "ako.*": reason})
    return facts(stack)


def _derives_otherwise(asked: Mapping[str, Any]) -> bool:
    """Whether the program of the change derives other Helm values from the stack file."""
    if asked["releases"] is None:
        return False
    derived: Any = _derivation()(asked["name"], asked["after"])
    theirs = {chart: each["values"] for chart, each in asked["releases"].items()}
    one, other = (json.dumps(each, sort_keys=True) for each in (derived["values"], theirs))
    return one != other


def _verdict_formerly(verdict: Any, problems: Any) -> dict[str, object]:
    impact = verdict.effect if hasattr(verdict, "effect") else verdict.impact
    return {
        "changes": [_change(each) for each in verdict.changes],
        "unknown": [dataclasses.asdict(each) for each in verdict.unknown],
        "impact": impact,
        "status": max(int(verdict.exit_status), _of(problems)),
        "problems": list(problems),
        "problem": "",
    }


def _change(change: Any) -> dict[str, object]:
    found = dataclasses.asdict(change)
    return {"impact": found.pop("effect")} | found if "effect" in found else found


def _of(problems: Any) -> int:
    """The exit status that problems of a config alone would have."""
    stop = any(each["severity"] == "error" and not each["acknowledged"] for each in problems)
    return 2 if stop else 0


if __name__ == "__main__":
    main()
