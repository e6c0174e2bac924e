"""Real installs as releases of other programs: nothing is found that is not so.

Of each install (`tests/corpus/installs`, `tests/adopt/real_values.yaml`) its owner's Helm values
are declared as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from cilium_ako.catalogue.release_facts import LET_RUN
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.check.checked_stack import check_stack
from tests.adopt.test_real_values import FILES
from tests.corpus.installs import Install, installs
from tests.corpus.test_corpus import OF_ITS_TIME
from tests.policies.declared import Declared, of_config, properties

ROOT: Final = Path(__file__).parents[2]
KEPT_DEFAULT_NAME: Final = "eni-cluster-name"
"""The one error: with eni and no name of its own a cluster is refused by `adopt`, too."""
OF_CHAINING: Final = "chaining-l7"
"""A warning of whatever follows another plugin."""


def declared(version: str, values: object) -> Declared:
    return Declared("real", {"cilium": properties("cilium", version, values)})


@pytest.mark.parametrize("install", installs(), ids=lambda install: install.name)
def test_an_accepted_install_breaks_what_its_stack_warns_of_and_nothing_else(
    install: Install,
) -> None:
    found = {each.rule for each in declared(install.version, install.owner).findings}
    eni = install.owner.get("ipam", {}).get("mode") == "eni" or install.owner.get("eni")
    named = "name" in install.owner.get("cluster", {})
    expected = {KEPT_DEFAULT_NAME} if eni and not named else set()
    assert {each for each in found if BY_ID[each].severity == "error"} == expected
    assert found - OF_ITS_TIME - expected <= install.warns


@pytest.mark.parametrize("name", FILES)
def test_of_an_accepted_values_file_only_keys_that_no_chart_reads_are_told(name: str) -> None:
    given = FILES[name]
    found = declared(given["version"], given["owner"]).findings
    unread = [each.property.removeprefix("values.") for each in found if each.rule in LET_RUN]
    assert sorted(unread) == sorted(given.get("drops", ()))
    others = {each.rule for each in found} - LET_RUN.keys() - OF_ITS_TIME
    chained = given["owner"].get("cni", {}).get("chainingMode", "none") == "aws-cni"
    assert others == ({OF_CHAINING} if chained else set())


@pytest.mark.parametrize("stack", ["dev", "staging", "prod-aws"])
def test_what_this_program_declares_itself_is_accepted(stack: str) -> None:
    checked = check_stack(stack, ROOT)
    assert checked.ok
    assert checked.raw is not None
    own = of_config(stack, checked.raw)
    assert own is not None
    assert own.releases.keys() == {"cilium", "ako"}
    acknowledged = set(checked.stack.acknowledge) if checked.stack else set()
    told = {each.rule for each in checked.problems}
    assert {each.rule for each in own.findings} <= told | acknowledged


def test_an_accepted_pair_breaks_nothing() -> None:
    (install,) = (each for each in installs() if "ako" in each.config)
    checked = install.checked()
    assert checked.raw is not None
    pair = of_config(install.name, checked.raw)
    assert pair is not None
    assert pair.releases.keys() == {"cilium", "ako"}
    assert pair.findings == ()
