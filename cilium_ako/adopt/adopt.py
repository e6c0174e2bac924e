"""From what is there to a stack file on disk, its check and its proof."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cilium_ako.adopt.assemble import Assembled, assemble
from cilium_ako.adopt.derived import Derivation
from cilium_ako.adopt.found import Found
from cilium_ako.adopt.stack_text import stack_text
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.helm_values import Values
from cilium_ako.check.checked_stack import CheckedStack, check_file
from cilium_ako.config.stack_files import StackFile, read
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus

_NO_SOURCE: Final = (
    "nothing says what Cilium is told",
    "give its values (--helm-values FILE), a kOps cluster (--kops FILE), or look at the cluster"
    " (--live)",
)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was written, and what there is to say of it."""

    stack: str
    path: Path
    assembled: Assembled
    checked: CheckedStack
    config_maps: Mapping[Chart, Mapping[str, str]] = field(default_factory=dict)
    """What each chart's pods read in a running cluster; empty where none was looked at."""
    backup: Path | None = None
    """Where the file went that was there before; None where there was none."""
    lost_secrets: tuple[str, ...] = ()
    """Keys of secrets that the file before held, and that are in the backup alone."""

    @property
    def status(self) -> ExitStatus:
        """Fine where the file is whole and passes its check."""
        whole = self.checked.ok and not self.assembled.missing and not self.assembled.unread
        return ExitStatus.FINE if whole else ExitStatus.INVALID


def target(stack: str, directory: Path, *, force: bool) -> Path:
    """The file that a stack will be. Raises DocumentError where it is there and may not be."""
    if not stack or "/" in stack or stack.endswith((".yaml", ".yml")):
        raise DocumentError(
            f"{stack!r} is a path, and the file is named after the stack",
            "give the stack's name; the file is Pulumi.STACK.yaml in this folder",
        )
    path = directory / f"Pulumi.{stack}.yaml"
    there = False
    with suppress(OSError, ValueError):
        there = os.path.lexists(path)
    if there and not force:
        raise DocumentError(
            f"{path.name} is there already, and nothing was written",
            f"another stack's name, or --force, which copies it to {path.name}.bak first",
        )
    return path


def adopt(stack: str, found: Found, directory: Path, *, force: bool = False) -> Adoption:
    """Writes the stack file of what is there, and checks it. Raises DocumentError.

    A file that is there is copied beside itself first, and only with `force`.
    """
    path = target(stack, directory, force=force)
    if found.cilium is None:
        raise DocumentError(*_NO_SOURCE)
    assembled = assemble(found)
    text = stack_text(stack, assembled)
    backup = None
    lost: tuple[str, ...] = ()
    try:
        if path.exists():
            lost = _secrets_in(path)
            backup = path.with_name(f"{path.name}.bak")
            backup.write_bytes(path.read_bytes())
        path.write_text(text, "utf-8")
    except OSError as error:
        raise DocumentError(
            f"{path.name} cannot be written: {error.strerror}", "check the folder's permissions"
        ) from None
    checked = check_file(StackFile(stack, path, directory))
    return Adoption(stack, path, assembled, checked, found.config_maps, backup, lost)


def _secrets_in(path: Path) -> tuple[str, ...]:
    """Keys of the encrypted values of a stack file; none where it cannot be read."""
    try:
        return tuple(read(StackFile(path.stem, path, path.parent)).secrets)
    except DocumentError:
        return ()


def given_values(assembled: Assembled) -> dict[Chart, Values]:
    """What the stack gives each chart, as far as that is known before nothing is missing."""
    told = assembled.told
    derivation = Derivation(told["cilium"], told.get("ako"))
    return derivation.values(assembled.parts)


def kubernetes_of(assembled: Assembled) -> Release:
    """The release of Kubernetes that charts are rendered for: the cluster's, or the newest."""
    given = assembled.parts["cluster"].get("kubernetesVersion")
    found = Release.parse(given) if isinstance(given, str) else None
    return found or MINORS[-1].kubernetes[1]
