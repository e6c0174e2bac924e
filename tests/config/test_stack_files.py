"""Stack files are read as the engine reads them, and what it would refuse is refused first.

What stands in SCALARS and DOCUMENTS is what Pulumi's own loader (sdk/go/common/workspace,
LoadProjectStackBytes) makes of the same text; `tests/engine` asks it again where it is at hand.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cilium_ako.config.stack_files import (
    StackFile,
    all_stacks,
    locate,
    raw_config,
    read,
)
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.go_yaml import load_go_yaml as load
from cilium_ako.documents.limits import CONFIG_BYTES as LARGEST
from tests.config.engine_scalars import DIFFERENT, SCALARS


@pytest.mark.parametrize(("text", "meaning"), SCALARS.items())
def test_scalar(text: str, meaning: object) -> None:
    found = load(f"key: {text}\n")
    assert found == {"key": meaning}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(meaning)


@pytest.mark.parametrize(("text", "reason"), DIFFERENT.items())
def test_scalar_that_the_engine_takes_and_nobody_means(text: str, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load(f"key: {text}\n")
    assert reason in caught.value.message


KEYS = {
    "yes": "yes",
    "on": "on",
    "true": "true",
    "False": "false",
    "5": "5",
    "0x1F": "31",
    "1.30": "1.3",
    "1.0": "1",
    "~": "<nil>",
    "12:30": "12:30",
    "2026-01-01": "2026-01-01 00:00:00 +0000 UTC",
    '"quoted"': "quoted",
    "!!str 5": "5",
}


@pytest.mark.parametrize(("text", "meaning"), KEYS.items())
def test_key_is_always_a_text(text: str, meaning: str) -> None:
    assert load(f"outer:\n  {text}: x\n") == {"outer": {meaning: "x"}}


DOCUMENTS: dict[str, tuple[str, object]] = {
    "empty file": ("", None),
    "comments only": ("# a\n  # b\n", None),
    "document start and end": ("---\na: 1\n...\n", {"a": 1}),
    "byte order mark": ("\ufeffa: 1\n", {"a": 1}),
    "carriage returns": ("a: x\r\nb: y\r\n", {"a": "x", "b": "y"}),
    "tab after a colon": ("a:\tx\n", {"a": "x"}),
    "anchor and alias": ("a: &n x\nb: *n\n", {"a": "x", "b": "x"}),
    "merge, own key wins": (
        "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n",
        {"x": {"a": 1, "b": 2}, "y": {"b": 3, "a": 1}},
    ),
    "merge after the own key": (
        "x: &x {a: 1}\ny:\n  a: 2\n  <<: *x\n",
        {"x": {"a": 1}, "y": {"a": 2}},
    ),
    "merge of a list, first wins": (
        "x: &x {a: 1}\ny: &y {a: 2, c: 4}\nz:\n  <<: [*x, *y]\n",
        {"x": {"a": 1}, "y": {"a": 2, "c": 4}, "z": {"a": 1, "c": 4}},
    ),
    "merge of a merge": (
        "x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nz: {<<: *y}\n",
        {"x": {"a": 1}, "y": {"b": 2, "a": 1}, "z": {"b": 2, "a": 1}},
    ),
    "merge key as a value": ("a: <<\n", {"a": "<<"}),
    "folded and literal": ("a: >\n  x\n  y\nb: |-\n  x\n  y\n", {"a": "x y\n", "b": "x\ny"}),
    "escapes": ('a: "\\x01\\u263a"\n', {"a": "\x01☺"}),
    "question mark key": ("? a\n: b\n", {"a": "b"}),
    "JSON": ('{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
}


@pytest.mark.parametrize(("text", "meaning"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_document(text: str, meaning: object) -> None:
    assert load(text) == meaning


REFUSED: dict[str, tuple[str, str]] = {
    "duplicate key": ("a: 1\na: 2\n", "has the key a twice (line 2, column 1)"),
    "duplicate key inside": ("a: {b: 1, b: 2}\n", "has the key b twice (line 1, column 11)"),
    "duplicate key in a list": ("a: [{b: 1, b: 2}]\n", "has the key b twice"),
    "duplicate key, once quoted": ('a: {1: 1, "1": 2}\n', "has the key 1 twice"),
    "two merges": ("x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n", "has the key << twice"),
    "merge of a number": ("a:\n  <<: 5\n", "has a merge key << without a mapping"),
    "two documents": ("a: 1\n---\nb: 2\n", "has a second document (line 2, column 1)"),
    "tab as indentation": ("a:\n\tb: 1\n", "is not valid YAML (line 2, column 1)"),
    "unclosed brace": ("a: {b: 1\n", "is not valid YAML"),
    "unclosed quote": ('a: "b\n', "is not valid YAML"),
    "two colons": ("a: b: c\n", "is not valid YAML (line 1, column 5)"),
    "reserved character": ("a: @b\n", "is not valid YAML"),
    "control character": ("a: \x01\n", "a character that YAML forbids"),
    "unknown anchor": ("a: *n\n", "is not valid YAML"),
    "anchor that holds itself": ("a: &a {b: *a}\n", "an alias of what it stands in"),
    "list as a key": ("a: {[b]: 1}\n", "has a key that is no text"),
    "mapping as a key": ("a: {{b: c}: 1}\n", "has a key that is no text"),
    "infinite number": ("a: .inf\n", "holds a number that is not finite (line 1, column 4)"),
    "no number": ("a: .NaN\n", "holds a number that is not finite"),
    "deep flow lists": ("a: " + "[" * 300_000, "is nested too deeply"),
    "deep flow mappings": ("a: " + "{a: " * 200_000, "is nested too deeply"),
    "deep block lists": ("- " * 400_000, "is nested too deeply"),
    "deep block mappings": (
        "".join(" " * depth + "a:\n" for depth in range(1_400)),
        "is nested too deeply",
    ),
    "aliases of aliases": (
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{below}: &{below} [{', '.join([f'*{above}'] * 10)}]\n"
            for above, below in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "uses too many aliases",
    ),
    "a chain of aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2_000)),
        "uses too many aliases",
    ),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_at_once(text: str, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        load(text)
    assert reason in caught.value.message
    assert caught.value.fix
    assert time.monotonic() - started < 0.5


CONFIGS: dict[str, tuple[str, str]] = {
    "list": ("- a\n", "is not a mapping"),
    "text": ("hello\n", "is not a mapping"),
    "number": ("5\n", "is not a mapping"),
    "config is a list": ("config: [a]\n", "has a `config` that is not a mapping"),
    "config is a text": ("config: a\n", "has a `config` that is not a mapping"),
    "one key in two spellings": (
        "config:\n  cilium-ako:config:cluster: {a: 1}\n  cilium-ako:cluster: {b: 1}\n",
        "has the key cilium-ako:cluster twice",
    ),
}


@pytest.mark.parametrize(("text", "reason"), CONFIGS.values(), ids=CONFIGS)
def test_no_config(text: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        raw_config(text)


@pytest.mark.parametrize("text", ["", "# nothing\n", "~\n", "config:\n", "config: {}\n", "x: 1\n"])
def test_config_of_nothing(text: str) -> None:
    raw = raw_config(text)
    assert (dict(raw.keys), dict(raw.secrets), list(raw.nested_secrets)) == ({}, {}, [])


def test_keys_and_secrets() -> None:
    raw = raw_config(
        "encryptionsalt: v1:x\n"
        "environment: [prod]\n"
        "config:\n"
        "  cilium-ako:config:aviUsername: admin\n"
        "  cilium-ako:aviPassword: {secure: v1:abc}\n"
        "  cilium-ako:aviToken: {secure: 5}\n"
        "  aws:region: eu-central-1\n"
        "  cilium-ako:cilium: {values: {a: [{secure: v1:def}]}}\n"
        "  other:thing: {secret: {secure: v1:ghi}}\n"
    )
    assert raw.keys["cilium-ako:aviUsername"] == "admin"
    assert raw.keys["aws:region"] == "eu-central-1"
    assert list(raw.secrets) == ["cilium-ako:aviPassword"]
    # a number is no cipher text: the engine takes it for an object, so it is a secret in clear
    assert raw.keys["cilium-ako:aviToken"] == {"secure": 5}
    assert list(raw.nested_secrets) == ["cilium-ako:cilium.values.a[0]"]


def _file(path: Path) -> StackFile:
    return StackFile("x", path, path.parent)


def test_a_mebibyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.x.yaml"
    path.write_text("config: {}\n#" + "x" * (LARGEST - 12))
    assert path.stat().st_size == LARGEST
    assert read(_file(path)).keys == {}


def test_more_than_a_mebibyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.x.yaml"
    path.write_text("config: {}\n#" + "x" * (LARGEST - 11))
    with pytest.raises(DocumentError, match="larger than 1 MiB and was not read"):
        read(_file(path))


def test_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.x.yaml"
    path.write_bytes("config: {a:b: ü}\n".encode("latin-1"))
    with pytest.raises(DocumentError, match="is not UTF-8 text"):
        read(_file(path))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_characters(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Pulumi.x.yaml"
    path.write_bytes("config: {}\n".encode(encoding))
    with pytest.raises(DocumentError):
        read(_file(path))


def test_directory(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is a folder and no file"):
        read(_file(tmp_path))


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        read(_file(tmp_path / "Pulumi.x.yaml"))


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, flags: int) -> int:
        # the superuser may read every file, so a mode would not show anything
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "Pulumi.x.yaml"
    path.write_text("config: {}\n")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(DocumentError, match="cannot be read: Permission denied"):
        read(_file(path))


def _project(at: Path, *stacks: str) -> Path:
    at.mkdir(parents=True, exist_ok=True)
    (at / "Pulumi.yaml").write_text("name: cilium-ako\n")
    for stack in stacks:
        (at / stack).write_text("config: {}\n")
    return at


def test_a_stack_by_name_and_by_path(tmp_path: Path) -> None:
    project = _project(tmp_path / "project", "Pulumi.dev.yaml", "Pulumi.prod-aws.yml")
    inside = project / "deep" / "down"
    inside.mkdir(parents=True)
    dev = StackFile("dev", project / "Pulumi.dev.yaml", project)
    assert locate("dev", project) == dev
    assert locate("dev", inside) == dev
    assert locate("prod-aws", project).path == project / "Pulumi.prod-aws.yml"
    for path in ("Pulumi.dev.yaml", "./Pulumi.dev.yaml", str(project / "Pulumi.dev.yaml")):
        found = locate(path, project)
        assert (found.name, found.path.resolve(), found.project) == ("dev", dev.path, project)
    assert locate("../../Pulumi.dev.yaml", inside).path.resolve() == dev.path


def test_a_file_without_a_project_around_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("config: {}\n")
    found = locate("./mine.yaml", tmp_path)
    assert (found.name, found.project) == ("mine", tmp_path.resolve())


def test_an_unknown_stack_names_the_known_ones(tmp_path: Path) -> None:
    project = _project(tmp_path, "Pulumi.dev.yaml", "Pulumi.staging.yaml")
    with pytest.raises(DocumentError, match="there is no stack 'deb'") as caught:
        locate("deb", project)
    assert caught.value.fix.endswith("dev, staging")


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no file Pulumi"):
        locate("Pulumi.x.yaml", _project(tmp_path))


@pytest.mark.parametrize("stack", ["*", "..", "a b", "", "dev\n", "\x00", "x" * 5_000])
def test_a_name_that_no_stack_can_have(tmp_path: Path, stack: str) -> None:
    with pytest.raises(DocumentError, match="there is no stack"):
        locate(stack, _project(tmp_path, "Pulumi.dev.yaml"))


@pytest.mark.parametrize("path", ["x/" * 3_000 + "a.yaml", "\x00/a.yaml", "Pulumi.yaml/a.yaml"])
def test_a_path_that_no_file_can_have(tmp_path: Path, path: str) -> None:
    with pytest.raises(DocumentError, match="there is no file"):
        locate(path, _project(tmp_path, "Pulumi.dev.yaml"))


def test_a_name_without_a_project(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no Pulumi"):
        locate("dev", tmp_path)


def test_all_stacks_by_name(tmp_path: Path) -> None:
    project = _project(tmp_path, "Pulumi.dev.yaml", "Pulumi.b.yaml", "Pulumi.a.yaml", "x.yaml")
    assert [each.name for each in all_stacks(project)] == ["a", "b", "dev"]
    with pytest.raises(DocumentError, match="no Pulumi"):
        all_stacks(tmp_path.parent)
