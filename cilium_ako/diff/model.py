"""What a report says, before anybody decides how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.pulumi.type_tokens import HELM_RELEASE
from cilium_ako.charts.manifests_diff import ManifestsDiff
from cilium_ako.charts.manifests_permissions import PermissionChange
from cilium_ako.exit_status import ExitStatus

if TYPE_CHECKING:
    from cilium_ako.catalogue.transitions.row import Impact
    from cilium_ako.changes.default_changes import DefaultChanged
    from cilium_ako.changes.verdict import Verdict
    from cilium_ako.rules.problem import Problem

Lifecycle = Literal["change", "new", "deleted"]
"""Whether a stack is there on both sides, only after, or only before."""


class ValueChange(NamedTuple):
    """One Helm value that changes."""

    chart: Chart
    key: str
    old: object
    """None where it is not set."""
    new: object


class PlannedRange(NamedTuple):
    """One range of addresses in a plan."""

    role: Literal["nodes", "pool", "pods", "services", "VIPs", "VPC"]
    name: str
    """What it is called in a config; empty where it has no name."""
    cidr: str
    block: int = 0
    """Mask length of a node's block in it; 0 where it is not cut into blocks."""
    used: int = 0
    """How many blocks the cluster needs from it at its largest."""


class PlannedNode(NamedTuple):
    """The addresses of one node's network interfaces in a plan."""

    instance_type: str
    interfaces: int
    """Interfaces that pods have addresses of."""
    slots: int
    """What each takes beside its own address."""
    in_slot: int
    """Addresses in a slot: 1, or those of a prefix."""
    used: int
    """How many of them a node needs at its fullest."""

    @property
    def capacity(self) -> int:
        """All of its addresses."""
        return self.interfaces * self.slots * self.in_slot


Planned = PlannedRange | PlannedNode
"""A part of an address plan."""


class ChartDiff(NamedTuple):
    """What happens to the objects of one chart."""

    chart: Chart
    old_version: str
    """Empty where it is not installed before."""
    new_version: str
    """Empty where it is not installed after."""
    diff: ManifestsDiff | None = None
    """None where it was not rendered, `left_out` or `rejected` says why."""
    permissions: tuple[PermissionChange, ...] = ()
    rejected: str = ""
    """Why the chart refuses the new values, in its own words."""
    left_out: str = ""
    """Why its manifests are not here."""
    failed: bool = False
    """Whether they should have been: a chart is damaged, or Helm itself failed."""
    missing: bool = False
    """Whether they are left out because a chart is not on this machine."""


class EngineStep(NamedTuple):
    """One operation that the engine announces."""

    operation: str
    urn: str
    type: str
    name: str
    changed: tuple[str, ...]
    """Paths of the inputs that change; never their values."""
    replaced_for: tuple[str, ...]
    """Paths for which the resource is replaced."""


class PolicyResult(NamedTuple):
    """One policy that a resource violates.

    Its message is not here: policies see decrypted secrets, and a message may print one.
    """

    policy: str
    pack: str
    level: str
    urn: str


class EnginePreview(NamedTuple):
    """What a real `pulumi preview` says of a stack."""

    stack: str
    steps: tuple[EngineStep, ...]
    totals: Mapping[str, int]
    errors: tuple[str, ...]
    policies: tuple[PolicyResult, ...]
    failed: bool
    """Whether the preview ended in an error."""
    policies_known: bool
    """Whether policy results would be in it: only the streaming form carries them."""


@dataclass(frozen=True, slots=True)
class StackReport:
    """Everything about one stack."""

    stack: str
    lifecycle: Lifecycle
    verdict: Verdict
    status: ExitStatus
    """What the command would end with for this stack alone."""
    before: Mapping[str, str] | None = None
    """Decisions before; None where there were none, or they are not known."""
    after: Mapping[str, str] | None = None
    values: tuple[ValueChange, ...] = ()
    defaults: tuple[DefaultChanged, ...] = ()
    """What the charts' defaults change, the worst first."""
    charts: tuple[ChartDiff, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong with the head's config."""
    message: str = ""
    """Why it could not be compared; empty where it could."""
    fix: str = ""
    """What to do about that."""
    notes: tuple[str, ...] = ()
    """What a reviewer should know of how this was found out."""
    plan_before: tuple[Planned, ...] = ()
    plan_after: tuple[Planned, ...] = ()
    engine: EnginePreview | None = None
    judged_by_base: bool | None = None
    """Whether the base's own program judged all of it, too; None where there is no base."""
    not_judged: str = ""
    """Why it did not, as the end of a sentence."""
    base_impact: Impact = "none"
    """The worst that happens, as the base's program says."""
    base_status: ExitStatus = ExitStatus.FINE
    """What the command would end with, as the base's program says."""
    base_problems: tuple[Problem, ...] = ()
    """What is wrong with the head's config for the rules of the base alone."""
    shared_new: tuple[Problem, ...] = ()
    """What comes between it and other stacks."""
    shared_gone: tuple[Problem, ...] = ()
    """What was between it and other stacks, and is no more."""

    @property
    def impact(self) -> Impact:
        """The worst that happens; at least disruptive where it could not be compared."""
        from cilium_ako.changes.verdict import worse  # noqa: PLC0415 - start-up time

        found = worse(self.verdict.impact, self.base_impact)
        if self.message or self.taken_by_engine:
            return worse(found, "disruptive")
        return found

    @property
    def acknowledged(self) -> bool:
        """Whether somebody has acknowledged all that would keep a deployment from going on.

        False where nothing would, where not everything could be compared, and for what the engine
        takes away, which no config can acknowledge.
        """
        from cilium_ako.changes.verdict import worse  # noqa: PLC0415 - start-up time

        heavy = worse(self.verdict.impact, "disruptive") == self.verdict.impact
        alone = not self.message and not self.taken_by_engine
        judged = self.base_status < ExitStatus.DISRUPTIVE
        return heavy and alone and judged and not self.verdict.stops

    @property
    def taken_by_engine(self) -> tuple[str, ...]:
        """Releases that the engine would delete or replace although the stack stays."""
        steps = () if self.engine is None or self.lifecycle == "deleted" else self.engine.steps
        return tuple(
            sorted(
                step.name
                for step in steps
                if step.operation in ("delete", "replace", "discard") and step.type == HELM_RELEASE
            )
        )

    @property
    def rejected(self) -> bool:
        """Whether a chart refuses the new values."""
        return any(each.rejected for each in self.charts)

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to show but the name."""
        return bool(
            self.lifecycle != "change"
            or self.verdict.changes
            or self.verdict.unknown
            or self.values
            or self.before != self.after
            or self.message
            or self.notes
            or any(problem.stops for problem in self.problems)
            or self.base_problems
            or self.shared_new
            or self.shared_gone
            or any(
                each.rejected or (each.diff is not None and each.diff.objects)
                for each in self.charts
            )
            or (self.engine is not None and (self.engine.steps or self.engine.failed))
        )


class TableChange(NamedTuple):
    """One row of the catalogue that is another than at the base."""

    table: str
    """What its rows are: `transition`, `rule`, `refusal`, or the name of the table."""
    row: str
    """What the row is called in its table."""
    what: Literal["removed", "weakened", "changed", "added", "stricter"]
    field: str = ""
    """What of it is another; empty where it came or went."""
    old: str = ""
    new: str = ""


class JudgingChange(NamedTuple):
    """How the change alters how changes are judged."""

    rows: tuple[TableChange, ...]
    """Those that say what is refused and how changes are judged first, and the worst of each."""
    files: tuple[str, ...]
    """Files in which something else than rows is another, as paths from the program's directory."""
    not_compared: str = ""
    """Why rows could not be compared, as the end of a sentence; empty where they could."""
    left_out: int = 0
    """How many more rows there are than one can read."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about all stacks, in the order in which they were asked for."""

    base: str
    """What was compared with, for a person."""
    stacks: tuple[StackReport, ...]
    notes: tuple[str, ...] = ()
    """What holds for all of them, said once, on top."""
    failed: bool = False
    """Whether one of these is that something of the project itself cannot be used."""
    judging: JudgingChange | None = None
    """None where the change does not alter how changes are judged."""

    @property
    def status(self) -> ExitStatus:
        """The worst of all stacks."""
        least = ExitStatus.FAILED if self.failed else ExitStatus.FINE
        return max((least, *(each.status for each in self.stacks)))

    @property
    def worst_first(self) -> list[StackReport]:
        """The stacks as a reviewer should read them."""
        from cilium_ako.catalogue.transitions.row import IMPACTS  # noqa: PLC0415 - start-up time

        return sorted(
            self.stacks,
            key=lambda each: (-IMPACTS.index(each.impact), -each.status, not each.changes_anything),
        )
