"""What Cilium's own CI installs is accepted here, and what is not is explained."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.check.checked_stack import check_config
from tests.charts.real_charts import config_map, render, why_not_rendered
from tests.configs import raw
from tests.corpus.ci_matrix import ROWS, VERSION, config_of
from tests.corpus.installs import FOLDER

EXPLAINED = {
    "kube-proxy-present": "Two tables of Services work for the minutes of a test.",
    "kernel-floor": "A kernel of RHEL 8 is told by a person, who acknowledges it.",
    "values-removed": "NodePort without the rest of the replacement went with this minor.",
    "wrong-value": "XDP for tests only is no mode for nodes that serve somebody.",
}
"""Why a row of the matrix is not deployed as it stands: by the rule that says so."""

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])


@each_row
def test_a_row_is_accepted_or_explained(row: dict[str, Any]) -> None:
    checked = check_config(row["name"], raw(config_of(row)), FOLDER, offline=True)
    stops = [each for each in checked.problems if each.stops]
    assert {each.rule for each in stops} == set(row.get("explained", [])), stops
    assert {each.rule for each in stops} <= EXPLAINED.keys()


@each_row
def test_the_chart_takes_what_is_accepted(row: dict[str, Any]) -> None:
    reason = why_not_rendered("cilium", VERSION)
    if reason:
        pytest.skip(reason)
    checked = check_config(row["name"], raw(config_of(row)), FOLDER, offline=True)
    values = checked.helm_values("cilium")
    if not checked.ok or values is None:
        pytest.skip("it is explained and not installed")
    data = config_map(render("cilium", VERSION, values, "1.34"), "cilium-config")
    assert data["kube-proxy-replacement"] == str(row.get("kpr", False)).lower()
    assert data["enable-ipv6"] == str(row.get("ipv6", False)).lower()
    assert data["enable-host-firewall"] == str(row.get("host-fw", False)).lower()
    assert (data["routing-mode"] == "native") is (row["tunnel"] == "disabled")


def test_what_is_explained_is_a_rule_that_some_row_meets() -> None:
    met = {rule for row in ROWS for rule in row.get("explained", [])}
    assert met == EXPLAINED.keys()
    assert all(rule in BY_ID or rule == "wrong-value" for rule in EXPLAINED)
