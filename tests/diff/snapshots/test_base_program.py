"""A change of the program itself: the base's values come from the base's own code."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import grimp
import pytest

from cilium_ako.diff.snapshots.judging_files import DECIDING
from tests.diff.repository import Repository, config
from tests.diff.snapshots.program import all_found, change, found

VALUES = Path("cilium_ako/charts/cilium.py")
ENTRY = Path("cilium_ako/derivation.py")
JUDGE = Path("cilium_ako/judgement.py")
SCTP = ('"sctp", cilium.sctp', '"sctp", not cilium.sctp')
"""A change of what follows from `sctp`."""
POOL_ROWS = Path("cilium_ako/catalogue/transitions/pod_cidrs.py")
REPLACED_IS_SAFE = ('impact="forbidden"', 'impact="safe"')
_BY_ITS_OWN = "The program itself changed: the base's values come from its own code."


def test_a_change_of_how_values_are_derived_shows(program: Repository) -> None:
    program.commit({"dev": config()})
    change(program, VALUES, *SCTP)
    stack = found(program)
    assert [(each["key"], each["old"], each["new"]) for each in stack["values"]] == [
        ("sctp.enabled", False, True)
    ]
    assert [each["path"] for each in stack["changes"]] == ["cilium-ako:cilium.sctp"]
    assert "the base's values come from its own code" in stack["notes"][0]
    assert len(program.git("worktree", "list").splitlines()) == 1


def test_a_change_elsewhere_in_the_program_is_none(program: Repository) -> None:
    program.commit({"dev": config()})
    change(program, Path("cilium_ako/rules/sctp.py"), "Rules about", "The rules about")
    stack = found(program)
    assert (stack["verdict"], stack["values"], stack["notes"]) == ("none", [], [])


def test_a_base_whose_program_does_not_run_is_said_on_top(program: Repository) -> None:
    change(program, VALUES, "def cilium_values(", "def cilium_values(:")
    program.commit({"dev": config()})
    change(program, VALUES, "def cilium_values(:", "def cilium_values(")
    stack = found(program)
    assert stack["values"] == []
    judged, derived = stack["notes"]
    assert judged.startswith("Not judged twice")
    assert "it stopped with SyntaxError" in judged
    assert "is not shown" in derived
    assert stack["judgedByBase"] is False


def rename(repository: Repository, names: dict[str, str]) -> None:
    """Gives modules and functions of the program other names, and uses them by these."""
    for old, new in names.items():
        if "." not in old:
            continue
        path = repository.path / old.replace(".", "/")
        path = path if path.is_dir() else path.with_suffix(".py")
        path.rename(repository.path / (new.replace(".", "/") + path.suffix))
    for file in (repository.path / "cilium_ako").rglob("*.py"):
        text = file.read_text("utf-8")
        for old, new in names.items():
            text = re.sub(rf"\b{re.escape(old)}\b", new, text)
        file.write_text(text, "utf-8")


BEFORE_THE_ENTRY: dict[str, dict[str, str]] = {
    "config": {"merge_user_values": "merged"},
    "settings": {
        "merge_user_values": "merged",
        "impact": "effect",
        "facts_from_stack": "facts_from_config",
        "cilium_ako.changes.from_stack": "cilium_ako.changes.from_config",
        "cilium_ako.changes.classification": "cilium_ako.changes.classify",
        "cilium_ako.config.stack_files": "cilium_ako.config.stack_file",
        "cilium_ako.config": "cilium_ako.settings",
        "cilium_ako.charts.user_values": "cilium_ako.charts.overrides",
    },
}
"""What modules were called in commits that have no `cilium_ako.derivation`, by their layout."""


@pytest.mark.parametrize("layout", BEFORE_THE_ENTRY)
def test_a_base_from_before_the_entry_is_asked_by_its_own_names(
    program: Repository, tmp_path: Path, layout: str
) -> None:
    today = tmp_path / "today"
    shutil.copytree(program.path / "cilium_ako", today)
    (program.path / ENTRY).unlink()
    (program.path / JUDGE).unlink()
    if layout == "settings":
        check = program.path / "cilium_ako/check/__init__.py"
        check.write_text("from cilium_ako.check.checked_stack import check_config\n", "utf-8")
    rename(program, BEFORE_THE_ENTRY[layout])
    program.commit(
        {
            "dev": config(),
            "broken": "config: [",
            "unfit": config(cilium__mtu="x"),
            "pool": config(),
        }
    )
    shutil.rmtree(program.path / "cilium_ako")
    shutil.copytree(today, program.path / "cilium_ako")
    change(program, VALUES, *SCTP)
    change(program, POOL_ROWS, *REPLACED_IS_SAFE)
    others = config(cilium__ipam__podCidrs=["10.99.0.0/16"], cluster__serviceCidrs=["10.99.0.0/20"])
    program.write({"dev": config(), "broken": config(), "unfit": config(), "pool": others})
    stacks = {each["stack"]: each for each in all_found(program)}
    assert [each["key"] for each in stacks["dev"]["values"]] == ["sctp.enabled"]
    not_judged, derived = stacks["dev"]["notes"]
    assert "it is too old to be asked about Helm values" in not_judged
    assert derived == _BY_ITS_OWN
    assert stacks["broken"]["unknown"]
    assert stacks["unfit"]["unknown"]
    assert stacks["pool"]["verdict"] == "forbidden"
    assert {each["rule"] for each in stacks["pool"]["problems"]} >= {"pods-overlap-services"}


def test_a_program_that_is_no_program_of_these_is_said(program: Repository) -> None:
    entry = (program.path / ENTRY).read_text("utf-8")
    (program.path / ENTRY).unlink()
    rename(program, {"cilium_ako.config.stack": "cilium_ako.config.heap"})
    program.commit({"dev": config()})
    rename(program, {"cilium_ako.config.heap": "cilium_ako.config.stack"})
    (program.path / ENTRY).write_text(entry, "utf-8")
    assert "it stopped with UnknownProgram" in found(program)["notes"][0]


def test_what_the_base_s_own_program_cannot_derive_is_said(program: Repository) -> None:
    program.commit({"dev": config(), "other": config(cluster__name="other")})
    entry = program.path / ENTRY
    text = entry.read_text("utf-8")
    refusing = 'if name == "dev":\n        raise KeyError("a value")\n    try:'
    entry.write_text(text.replace("try:", refusing, 1), "utf-8")
    program.commit()
    entry.write_text(text, "utf-8")
    stacks = {each["stack"]: each for each in all_found(program)}
    (note,) = stacks["dev"]["notes"][1:]
    assert note.startswith("The base's own program derives nothing from the stack file as it was")
    assert "it stopped with KeyError" in note
    assert "a value" not in note
    assert stacks["other"]["notes"] == [_BY_ITS_OWN]


def test_a_base_that_only_its_own_program_reads_is_shown_and_not_judged(
    program: Repository,
) -> None:
    program.commit({"dev": config(cilium__sctp=True)})
    change(program, Path("cilium_ako/config/cilium.py"), "    sctp: ", "    streams: ")
    for file in (program.path / "cilium_ako").rglob("*.py"):
        file.write_text(file.read_text("utf-8").replace("cilium.sctp", "cilium.streams"), "utf-8")
    program.write({"dev": config(cilium__sctp=None, cilium__streams=True)})
    stack = found(program)
    assert stack["decisions"]["before"]
    assert "sctp.enabled" not in {each["key"] for each in stack["values"]}
    assert {each["path"] for each in stack["unknown"]} == {"cilium-ako:cilium", "cilium-ako:ako"}
    assert stack["verdict"] == "disruptive"
    assert "does not fit: cilium-ako:cilium.sctp" in " ".join(stack["notes"])


def test_what_a_base_prints_is_no_part_of_its_answer(program: Repository) -> None:
    change(program, ENTRY, '"""Why nothing', 'print("loaded")\n    """Why nothing')
    program.commit({"dev": config()})
    change(program, ENTRY, 'print("loaded")\n    ', "")
    stack = found(program)
    assert (stack["verdict"], stack["values"], stack["notes"]) == ("none", [], [_BY_ITS_OWN])


def test_everything_that_decides_values_is_watched() -> None:
    graph = grimp.build_graph("cilium_ako")
    behind = graph.find_upstream_modules("cilium_ako.derivation")
    paths = {each.replace(".", "/") for each in behind if each != "cilium_ako"}
    watched = tuple(each.removesuffix(".py") for each in DECIDING)
    assert [each for each in sorted(paths) if not each.startswith(watched)] == []
