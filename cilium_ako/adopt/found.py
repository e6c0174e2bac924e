"""What is there before a stack is, whoever told of it: files, options, or a running cluster.

Every source makes a `Found`, and `Found.over` lays one on another. What Helm was told stands in the
releases, in Helm's own words; what no Helm value says, such as the nodes' ranges, stands beside
them by the path of the config that it becomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.message import Message


class Sourced(NamedTuple):
    """A value of the stack's config, and who says so."""

    value: object
    """As a stack file has it: texts, numbers, booleans, lists and mappings."""
    source: str
    """Who says so, as the end of `from …`: `--node-cidrs`, `cluster.yaml`, `nodes`."""
    assumed: bool = False
    """Whether it was concluded and not read, so that a comment has to say so."""


@dataclass(frozen=True, slots=True)
class FoundRelease:
    """One chart's release as its owner has it."""

    chart: Chart
    """Which chart."""
    source: str
    """Who says so: the names of files, `the release cilium in kube-system`."""
    values: Mapping[str, object] = field(repr=False)
    """The owner's own Helm values, several files merged as Helm does, without the chart's defaults.
    They may hold secrets, which no part of a stack file, a report or an error may show."""
    version: Release | None = None
    """The chart's release; None where nothing says it."""
    hidden: tuple[str, ...] = ()
    """Dotted Helm keys whose values the source keeps to itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that one source tells, or several together."""

    cilium: FoundRelease | None = None
    """Cilium's release; None where the source knows of none."""
    ako: FoundRelease | None = None
    """AKO's release; None where the source knows of none."""
    keys: Mapping[str, Sourced] = field(default_factory=dict)
    """What no Helm value says, by its path in the config below `cilium-ako:`:
    `cluster.nodeCidrs`, `cilium.ipam.podCidrs`, `ako.cloud`, `aviUsername`. What Helm values say
    in effect (`cluster.name`, `cluster.id`) stands above an entry of the same path."""
    words: Mapping[str, dict[str, object]] = field(default_factory=dict)
    """Another stack's own `cilium`, `ako` and `mesh`, whose keys are used wherever they say the
    same as the release: where a key comes from (certificates, the chart), and how it is spelled."""
    config_maps: Mapping[Chart, Mapping[str, str]] = field(default_factory=dict)
    """The data of the ConfigMap that each chart's pods read, where a cluster shows it."""
    notes: tuple[Message, ...] = ()
    """What was read and is not taken over, and what a person has to do."""

    def over(self, below: Found) -> Found:
        """This one with what the other one says where this one is silent."""
        return replace(
            self,
            cilium=self.cilium or below.cilium,
            ako=self.ako or below.ako,
            keys={**below.keys, **self.keys},
            words=self.words or below.words,
            config_maps={**below.config_maps, **self.config_maps},
            notes=(*below.notes, *self.notes),
        )
