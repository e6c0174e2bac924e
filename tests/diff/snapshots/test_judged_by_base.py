"""A pull request that changes how it is judged is judged by the base's own program, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cilium_ako.diff.command import FILES
from tests.diff.repository import Config, Repository, config
from tests.diff.snapshots.program import all_found, change, found

POOL_ROWS = "cilium_ako/catalogue/transitions/pod_cidrs.py"
OVERLAP_RULES = "cilium_ako/catalogue/rules/overlaps.py"
REPLACED_ROW = 'when="pool_removed",\n        impact="forbidden"'


class Edit(NamedTuple):
    """What a pull request changes in the program."""

    file: str
    old: str
    new: str


REPLACED = config(cilium__ipam__podCidrs=["10.99.0.0/16"])
"""A pool in the place of another: forbidden, and no person may say otherwise."""
OVERLAPPING = config(cluster__serviceCidrs=["10.42.0.0/20"])

OF_CHANGES = {
    "a row that is safe now": Edit(
        POOL_ROWS, REPLACED_ROW, 'when="pool_removed",\n        impact="safe"'
    ),
    "a status that is always 0": Edit(
        "cilium_ako/changes/verdict.py",
        "return _STATUS.get(self.open_impact, ExitStatus.FINE)",
        "return ExitStatus.FINE",
    ),
    "an impact that is always none": Edit(
        "cilium_ako/changes/verdict.py",
        "        return worst(each.impact for each in self._told)\n",
        '        return "none"\n',
    ),
    "a condition that finds every pool in its place": Edit(
        "cilium_ako/changes/conditions/pod_cidrs.py",
        "return set(elements(change.old)) <= set(elements(change.new))",
        "return True",
    ),
    "facts that never differ": Edit(
        "cilium_ako/changes/differences.py",
        "elif before != after:",
        'elif before != after and fact != "ipam.pools":',
    ),
    "values that stay what they were": Edit(
        "cilium_ako/changes/from_stack.py",
        '    facts = _cilium_facts(stack, cluster, cilium, values["cilium"])\n',
        '    facts = _cilium_facts(stack, cluster, cilium, values["cilium"])\n'
        '    facts = Facts({**facts.known, "ipam.pools": ("10.42.0.0/16",)}, facts.unknown)\n',
    ),
    "a classification that finds nothing": Edit(
        "cilium_ako/changes/classification.py",
        "    return with_acknowledgements(changes, unknown, new, acknowledge)",
        "    return Verdict((), ())",
    ),
    "an acknowledgement that nobody made": Edit(
        "cilium_ako/changes/acknowledged.py",
        "        if entry is None or entry.to is None:\n            return False\n",
        "        return True\n",
    ),
}
"""Attacks on the verdict about a change that the base's program calls forbidden."""


@pytest.mark.parametrize("attack", OF_CHANGES)
def test_a_change_that_the_base_forbids_is_forbidden(program: Repository, attack: str) -> None:
    program.commit({"dev": config()})
    edited(program, OF_CHANGES[attack])
    program.write({"dev": REPLACED})
    stack = found(program)
    assert stack["status"] == 4
    assert stack["verdict"] == "forbidden"
    assert not stack["acknowledged"]
    assert stack["judgedByBase"] is True
    assert "forbidden" in [each["class"] for each in stack["changes"]]


OF_RULES = {
    "a rule that is gone": Edit(
        "cilium_ako/rules/overlaps.py",
        '"""A pod range overlaps a service range."""\n',
        '"""A pod range overlaps a service range."""\n    return iter(())\n',
    ),
    "a rule that only warns": Edit(
        OVERLAP_RULES,
        'id="pods-overlap-services",\n        severity="error"',
        'id="pods-overlap-services",\n        severity="warning"',
    ),
    "a rule that may be acknowledged": Edit(
        OVERLAP_RULES,
        'id="pods-overlap-services",\n        severity="error"',
        'id="pods-overlap-services",\n        acknowledgeable=True,\n        severity="error"',
    ),
}
"""Attacks on what is wrong with a config."""


@pytest.mark.parametrize("attack", OF_RULES)
def test_an_error_that_only_the_base_finds_counts(program: Repository, attack: str) -> None:
    program.commit({"dev": config()})
    edited(program, OF_RULES[attack])
    entry = {"pods-overlap-services": {"reason": "NET-1"}}
    more = {"acknowledge": entry} if "acknowledged" in attack else {}
    program.write({"dev": OVERLAPPING | more})
    stack = found(program)
    assert stack["status"] == 2
    only_base = [each["rule"] for each in stack["problems"] if each.get("judgedBy") == "base"]
    assert "pods-overlap-services" in only_base
    assert stack["judgedByBase"] is True


def test_what_the_base_says_stands_in_every_format(program: Repository, tmp_path: Path) -> None:
    program.commit({"dev": config()})
    edited(program, OF_CHANGES["a row that is safe now"])
    edited(program, OF_RULES["a rule that is gone"])
    both = {"cilium__ipam__podCidrs": ["10.99.0.0/16"], "cluster__serviceCidrs": ["10.99.0.0/20"]}
    program.write({"dev": config(**both)})
    stack = found(program, output_directory=str(tmp_path / "report"))
    (judged,) = stack["changes"]
    assert (judged["judgedBy"], judged["overruled"]) == ("base", "safe (pool-replaced)")
    assert stack["judgingChange"] == {
        "rows": [
            {
                "table": "transition",
                "row": "pool-replaced",
                "what": "weakened",
                "field": "impact",
                "old": "forbidden",
                "new": "safe",
            }
        ],
        "rowsLeftOut": 0,
        "files": ["cilium_ako/rules/overlaps.py"],
        "notCompared": None,
    }
    for name in set(FILES.values()) - {"report.json"} | {"comment.md"}:
        text = (tmp_path / "report" / name).read_text("utf-8")
        assert "This change alters how changes are judged" in text, name
        assert "cilium_ako/rules/overlaps.py" in text, name
        assert "weakened" in text, name
        assert "that of this change says: safe (pool-replaced)" in " ".join(text.split()), name
        assert "pods-overlap-services" in text, name


def test_a_stack_that_goes_is_judged_by_the_base(program: Repository) -> None:
    program.commit({"dev": config(), "old": config(cluster__name="old")})
    rows = "cilium_ako/catalogue/transitions/installation.py"
    row = 'when="always",\n        impact="disruptive",\n        consequence="The whole stack'
    edited(program, Edit(rows, row, row.replace("disruptive", "safe")))
    program.write({"dev": config()})
    stacks = {each["stack"]: each for each in all_found(program)}
    assert stacks["old"]["verdict"] == "disruptive"
    assert stacks["old"]["status"] == 3
    assert stacks["dev"]["verdict"] == "none"


def test_values_that_the_program_derives_anew_are_judged_by_the_base(program: Repository) -> None:
    program.commit({"dev": config(cilium__sctp=True, ako__serviceType="ClusterIP")})
    edited(program, Edit("cilium_ako/charts/cilium.py", '"sctp", cilium.sctp', '"sctp", False'))
    rows = "cilium_ako/catalogue/transitions/sctp.py"
    edited(program, Edit(rows, 'impact="disruptive"', 'impact="safe"'))
    stack = found(program)
    (judged,) = [each for each in stack["changes"] if each["rule"] == "sctp-off"]
    assert (judged["class"], judged["judgedBy"]) == ("disruptive", "base")
    assert stack["status"] >= 3


def test_an_acknowledgement_that_the_base_takes_counts_for_both(program: Repository) -> None:
    geneve: dict[str, Any] = {"cilium__routing": {"mode": "tunnel", "protocol": "geneve"}}
    program.commit({"dev": config()})
    edited(program, OF_CHANGES["a row that is safe now"])
    program.write({"dev": config(**geneve)})
    report = program.one()
    entries = {
        each.rule: {"reason": "NET-1: a window is agreed", "to": each.digest}
        for each in report.verdict.changes
        if each.stops
    }
    assert entries
    program.write({"dev": config(**geneve, acknowledge=entries)})
    stack = found(program)
    assert (stack["status"], stack["verdict"]) == (0, "disruptive")
    assert stack["acknowledged"]
    assert stack["judgedByBase"] is True


def test_an_acknowledgement_of_a_renamed_row_opens_nothing(program: Repository) -> None:
    program.commit({"dev": config()})
    edited(program, Edit(POOL_ROWS, 'id="pool-replaced"', 'id="pool-exchanged"'))
    program.write({"dev": REPLACED})
    (change,) = [e for e in program.one().verdict.changes if e.rule == "pool-replaced"]
    entries = {"pool-exchanged": {"reason": "NET-1", "to": change.digest}}
    program.write({"dev": REPLACED | {"acknowledge": entries}})
    stack = found(program)
    assert stack["status"] == 4
    assert not stack["acknowledged"]
    rows = [(e["what"], e["row"], e["old"], e["new"]) for e in stack["judgingChange"]["rows"]]
    assert rows == [
        ("removed", "pool-replaced", "forbidden", ""),
        ("added", "pool-exchanged", "", "forbidden"),
    ]
    assert "acknowledgement-unknown" in [
        each["rule"] for each in stack["problems"] if each.get("judgedBy") == "base"
    ]


def test_a_shape_that_the_base_does_not_know_is_judged_by_its_values(program: Repository) -> None:
    program.commit({"dev": config()})
    new_key = "    sctp: bool = False\n"
    edited(program, Edit("cilium_ako/config/cilium.py", new_key, f"{new_key}    extra: int = 0\n"))
    edited(program, OF_CHANGES["a row that is safe now"])
    program.write({"dev": config(cilium__ipam__podCidrs=["10.99.0.0/16"], cilium__extra=1)})
    stack = found(program)
    assert stack["judgedByBase"] is False
    assert stack["notes"][0].startswith("Not judged twice")
    assert "does not fit it: cilium-ako:cilium.extra; only its Helm values" in stack["notes"][0]
    assert (stack["status"], stack["verdict"]) == (4, "forbidden")


def test_where_the_program_is_the_same_it_is_the_base_s(program: Repository) -> None:
    program.commit({"dev": config()})
    edited(program, Edit("cilium_ako/doctor/checks/nodes.py", '"""', '"""Once more: '))
    program.write({"dev": REPLACED})
    stack = found(program)
    assert (stack["status"], stack["judgedByBase"], stack["judgingChange"]) == (4, True, None)
    assert "judgedBy" not in stack["changes"][0]


def edited(repository: Repository, edit: Edit) -> None:
    """Makes a change of the program in the working tree."""
    change(repository, Path(edit.file), edit.old, edit.new)


def test_a_harmless_change_of_the_program_changes_no_verdict(program: Repository) -> None:
    stacks: dict[str, Config | str] = {"dev": config(), "staging": config(cluster__name="staging")}
    program.commit(stacks)
    edited(program, Edit(POOL_ROWS, "TRANSITIONS: Final", "# rows\nTRANSITIONS: Final"))
    for stack in all_found(program):
        assert (stack["status"], stack["verdict"], stack["judgedByBase"]) == (0, "none", True)
        assert stack["judgingChange"]["rows"] == []
        assert stack["judgingChange"]["files"] == [POOL_ROWS]


JUDGE = "cilium_ako/judgement.py"
OTHER = "\n\njudge_well = judge\n\n\ndef judge(**asked):\n"
BAD_BASES = {
    "raises": (f"{OTHER}    raise KeyError('a value')\n", "it stopped with KeyError"),
    "does not start": ("\nimport json json\n", "it stopped with SyntaxError"),
    "hangs": (f"{OTHER}    while True:\n        pass\n", "it did not end within 4 seconds"),
    "answers with junk": (f"{OTHER}    return {{'status': 0}}\n", "could not be understood"),
    "answers too well": (
        f"{OTHER}    return {{**judge_well(**asked), 'status': 0, 'changes': []}}\n",
        "",
    ),
}
"""What the base's `judgement.py` ends with, and what is said of it; nothing of an answer."""


@pytest.mark.parametrize("what", BAD_BASES)
def test_no_base_makes_a_verdict_better(program: Repository, what: str) -> None:
    end, words = BAD_BASES[what]
    file = program.path / JUDGE
    good = file.read_text("utf-8")
    file.write_text(good + end, "utf-8")
    program.commit({"dev": config()})
    file.write_text(good, "utf-8")
    program.write({"dev": REPLACED})
    # one that hangs works all the time
    stack = found(program, seconds=4 if what == "hangs" else 20)
    assert (stack["status"], stack["verdict"]) == (4, "forbidden")
    assert stack["judgedByBase"] is not bool(words)
    not_judged = [note for note in stack["notes"] if note.startswith("Not judged twice")]
    assert [words in note for note in not_judged] == ([True] if words else [])
    assert "a value" not in " ".join(stack["notes"])


def test_a_base_that_prints_junk_judges_all_the_same(program: Repository) -> None:
    junk = "import os\nos.write(1, b'junk\\n{}\\n')\nprint('junk')\n"
    edited(program, Edit(JUDGE, "import json\n", f"import json\n{junk}"))
    program.commit({"dev": config()})
    edited(program, Edit(JUDGE, junk, ""))
    edited(program, OF_CHANGES["a row that is safe now"])
    program.write({"dev": REPLACED})
    stack = found(program)
    assert (stack["status"], stack["judgedByBase"]) == (4, True)


def test_a_base_without_a_program_is_said_on_top(program: Repository) -> None:
    program.write({"dev": config()})
    program.git("add", "Pulumi.yaml", "Pulumi.dev.yaml")
    program.git("commit", "--quiet", "--message", "the first commit")
    first = program.git("rev-parse", "HEAD").strip()
    program.commit({"dev": REPLACED})
    stack = found(program, base=first)
    assert (stack["status"], stack["verdict"]) == (4, "forbidden")
    assert stack["judgedByBase"] is False
    assert f"there is none in commit {first[:12]}" in stack["notes"][0]
