"""The folder of rendered files: written, and held against what would be rendered."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cilium_ako.config.stack_objects import stacks_in
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_documents
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.rollout.fault import Fault
from cilium_ako.rollout.fleet import Fleet
from cilium_ako.rollout.object_faults import StackObject, object_faults
from cilium_ako.rollout.render import Rendered, rendered


class Folder(NamedTuple):
    """The YAML files of a folder by their names, and those that could not be read."""

    path: Path
    texts: Mapping[str, str]
    faults: tuple[Fault, ...]


class Written(NamedTuple):
    """What `render` did."""

    stacks: tuple[Rendered, ...]
    changed: tuple[str, ...]
    """The files that are new or other than before."""


def read_folder(path: Path) -> Folder:
    """The folder as it is; one that is not there has nothing in it."""
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for file in sorted(path.glob("*.y*ml")) if path.is_dir() else ():
        try:
            texts[file.name] = text_of(read_bytes(file, CONFIG_BYTES))
        except DocumentError as error:
            faults.append(Fault("object-unreadable", file.name, "", f"it {error.what}", error.fix))
    return Folder(path, texts, tuple(faults))


def write_fleet(fleet: Fleet, folder: Path, wave: int | None = None) -> Written:
    """Writes the files of all stacks, or of one wave. Raises OSError."""
    before = read_folder(folder).texts
    found = tuple(
        rendered(fleet.file, each, before.get(f"{each.name}.yaml"))
        for each in (fleet.stacks if wave is None else fleet.wave(wave))
    )
    return Written(found, write_files(folder, found, before))


def write_files(
    folder: Path, files: Sequence[Rendered], before: Mapping[str, str]
) -> tuple[str, ...]:
    """Writes files, each whole or not at all, and gives those that changed. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for each in files:
        text = each.text
        if before.get(each.file_name) != text:
            unfinished = folder / f".{each.file_name}.unfinished"
            unfinished.write_text(text, "utf-8")
            os.replace(unfinished, folder / each.file_name)  # noqa: PTH105 - one call, not two
            changed.append(each.file_name)
    return tuple(changed)


class Checked(NamedTuple):
    """What `fleet check` found."""

    faults: tuple[Fault, ...]
    waiting: tuple[Rendered, ...]
    """Stacks whose Stack is at another version than their preview: their wave comes."""


def check_folder(fleet: Fleet, folder: Folder, wave: int | None = None) -> Checked:
    """Everything that is wrong with a folder; of one wave only whether it is current."""
    faults = list(folder.faults)
    stacks: list[StackObject] = []
    waiting: list[Rendered] = []
    known = {f"{each.name}.yaml": each for each in fleet.stacks}
    unread = {each.stack for each in folder.faults}
    for name, stack in known.items():
        if name in unread:
            continue
        before = folder.texts.get(name)
        wanted = rendered(fleet.file, stack, before)
        if wanted.waits:
            waiting.append(wanted)
        if before == wanted.text:
            stacks += (StackObject(name, each) for each in stacks_in(wanted.objects))
            continue
        if before is not None:
            stacks += _parsed(name, before, faults)
        if wave is None or stack.wave == wave:
            what = f"{name} is not there" if before is None else f"{name} is not what is rendered"
            fix = f"cilium-ako fleet render --wave {stack.wave}"
            faults.append(Fault("not-current", stack.name, "", what, fix))
    for name, text in folder.texts.items():
        if name not in known:
            foreign = list(_parsed(name, text, faults))
            stacks += foreign
            if any("cilium-ako.io/stack" in str(each.document.get("metadata")) for each in foreign):
                faults.append(Fault("object-of-no-stack", name, "", "it is of no stack file here"))
    faults += object_faults(stacks)
    return Checked(tuple(faults), tuple(waiting))


def _parsed(name: str, text: str, faults: list[Fault]) -> Iterator[StackObject]:
    try:
        documents = load_kubernetes_documents(text)
    except DocumentError as error:
        faults.append(Fault("object-unreadable", name, "", f"it {error.message}", error.fix))
        return
    yield from (StackObject(name, each) for each in stacks_in(documents))
