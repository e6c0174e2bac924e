"""Releases as programs declare them: of other tests' configs, and those of `releases.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.pulumi.type_tokens import HELM_RELEASE
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import RawConfig, parse
from cilium_ako.policies.helm_release import DeclaredRelease, declared_release
from cilium_ako.policies.judge import ReleaseFinding, judge_pair, judge_release
from tests.effective.examples import examples
from tests.effective.examples import raw as raw_example
from tests.rules.cases import cases

Properties = Mapping[str, Any]
"""What a program gives a release, as the engine has it."""

REPOSITORIES: Final[Mapping[Chart, Properties]] = {
    "cilium": {"chart": "cilium", "repositoryOpts": {"repo": "https://helm.cilium.io"}},
    "ako": {"chart": "oci://registry.example.test/ako/helm-charts/ako"},
}
NEWEST: Final[Mapping[Chart, str]] = {
    "cilium": f"{MINORS[-1].minor}.0",
    "ako": str(SUPPORT[-1].since),
}


@dataclass(frozen=True, eq=False)
class Declared:
    """What a program declares for one cluster."""

    name: str
    """The rule that it breaks, or what it is of."""
    releases: Mapping[Chart, Properties]

    @cached_property
    def findings(self) -> tuple[ReleaseFinding, ...]:
        """What is found, of each release and of both together."""
        read = {chart: released(chart, given) for chart, given in self.releases.items()}
        found = [each for release in read.values() for each in judge_release(release).findings]
        if len(read) == 2:
            found += judge_pair(read["cilium"], read["ako"])
        return tuple(found)


def properties(chart: Chart, version: str | None, values: object) -> Properties:
    """A Release of the public chart."""
    said = {} if version is None else {"version": version}
    return {**REPOSITORIES[chart], **said, "name": chart, "values": values}


def released(chart: Chart, given: Properties) -> DeclaredRelease:
    """The release of a chart's properties, which must be one."""
    found = declared_release(HELM_RELEASE, chart, given)
    assert found is not None
    return found


def of_config(name: str, raw: RawConfig) -> Declared | None:
    """What somebody would declare who wrote the values of a stack by hand; None where none follow.

    What a rule refuses is written all the same.
    """
    stack, _ = parse(name, raw, offline=True)
    try:
        values = helm_values(stack)
    except KeyError:  # a minor that no table knows
        values = {"cilium": {}}
    if stack.cilium is None or not values:
        return None
    found: dict[Chart, Properties] = {
        "cilium": properties("cilium", str(stack.cilium.version), values["cilium"])
    }
    if stack.ako is not None and "ako" in values:
        found["ako"] = properties("ako", str(stack.ako.version), values["ako"])
    return Declared(name, found)


@cache
def own_examples() -> Mapping[str, Declared]:
    """Those of `releases.yaml`, by rule."""
    data = yaml.safe_load(Path(__file__).with_name("releases.yaml").read_text("utf-8"))
    charts: tuple[Chart, ...] = ("cilium", "ako")
    return {
        rule: Declared(
            rule,
            {
                chart: properties(
                    chart,
                    given[chart].get("version", NEWEST[chart]),
                    given[chart]["values"],
                )
                for chart in charts
                if chart in given
            },
        )
        for rule, given in data.items()
    }


@cache
def examples_of_rules() -> tuple[tuple[str, Declared], ...]:
    """Every rule with what breaks it: its own example, or the failing ones of its row."""
    return tuple(_examples())


def _examples() -> Iterator[tuple[str, Declared]]:
    own = own_examples()
    yield from own.items()
    for case in cases():
        declared = of_config(case.name, case.raw)
        for rule in case.expect:
            if declared is not None and rule not in own:
                yield rule, declared
    for example in examples():
        declared = of_config(example.row.id, raw_example(example.config))
        if declared is not None and example.row.id not in own:
            yield example.row.id, declared
