"""Kubeconfigs: which files count, and how several become one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, ClassVar

import pytest

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubeconfig import (
    context_of,
    kubeconfig_files,
    kubeconfig_of,
    load_kubeconfig,
    merge_kubeconfigs,
    read_kubeconfig,
)


def written(path: Path, **content: Any) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content))
    return path


class TestFiles:
    def test_those_of_the_variable_that_are_there(self, tmp_path: Path) -> None:
        first, second = written(tmp_path / "a"), written(tmp_path / "b")
        listed = f"{first}:{tmp_path / 'none'}::{second}"
        assert kubeconfig_files({"KUBECONFIG": listed}) == (first, second)

    def test_else_the_one_of_the_home_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        assert kubeconfig_files({}) == ()
        own = written(tmp_path / ".kube" / "config")
        assert kubeconfig_files({}) == (own,)
        assert kubeconfig_files({"KUBECONFIG": ""}) == (own,)
        assert kubeconfig_files({"KUBECONFIG": "~/.kube/config"}) == (own,)


class TestMerging:
    def test_the_first_value_wins(self) -> None:
        documents = [{"current-context": ""}, {"current-context": "a"}, {"current-context": "b"}]
        assert merge_kubeconfigs(documents)["current-context"] == "a"

    @pytest.mark.parametrize("kind", ["clusters", "users", "contexts"])
    def test_the_first_entry_of_a_name_wins(self, kind: str) -> None:
        first = {kind: [{"name": "a", "of": 1}, {"name": "a", "of": 2}]}
        second = {kind: [{"name": "b", "of": 3}, {"name": "a", "of": 4}]}
        merged = merge_kubeconfigs([first, second])
        assert merged[kind] == [{"name": "a", "of": 1}, {"name": "b", "of": 3}]

    def test_of_nothing_it_is_empty(self) -> None:
        assert merge_kubeconfigs([]) == {"clusters": [], "users": [], "contexts": []}


class TestPaths:
    @pytest.mark.parametrize(
        ("kind", "inner", "key"),
        [
            ("clusters", "cluster", "certificate-authority"),
            ("users", "user", "client-certificate"),
            ("users", "user", "client-key"),
            ("users", "user", "tokenFile"),
        ],
    )
    @pytest.mark.parametrize(
        ("path", "expected"), [("keys/a", "{}/keys/a"), ("/etc/a", "/etc/a"), ("", "")]
    )
    def test_they_are_relative_to_the_file(
        self, tmp_path: Path, kind: str, inner: str, key: str, path: str, expected: str
    ) -> None:
        content = {kind: [{"name": "a", inner: {key: path}}]}
        document = read_kubeconfig(written(tmp_path / "config", **content))
        assert document[kind][0][inner][key] == expected.format(tmp_path)

    @pytest.mark.parametrize(
        ("command", "expected"), [("aws", "aws"), ("./get", "{}/get"), ("/bin/get", "/bin/get")]
    )
    def test_a_plugin_with_a_slash_is_too(
        self, tmp_path: Path, command: str, expected: str
    ) -> None:
        users = [{"name": "a", "user": {"exec": {"command": command}}}]
        document = read_kubeconfig(written(tmp_path / "config", users=users))
        assert document["users"][0]["user"]["exec"]["command"] == expected.format(tmp_path)

    def test_a_secret_may_be_a_text_or_a_path(self, tmp_path: Path) -> None:
        file = written(tmp_path / "config", kind="Config")
        assert kubeconfig_of(str(file))["kind"] == "Config"
        assert kubeconfig_of(file.read_text())["kind"] == "Config"
        assert kubeconfig_of("kind: Config\nclusters: []\n")["kind"] == "Config"


class TestContext:
    document: ClassVar = load_kubeconfig(
        json.dumps(
            {
                "current-context": "a",
                "contexts": [
                    {"name": "a", "context": {"cluster": "one"}},
                    {"name": "b", "context": {"cluster": "two"}},
                    {"name": "c"},
                ],
                "clusters": [{"name": "one", "cluster": {"server": "https://one"}}],
            }
        )
    )

    @pytest.mark.parametrize("name", ["", "a"])
    def test_it_is_the_one_that_is_named_or_the_current_one(self, name: str) -> None:
        assert context_of(self.document, name) == ("a", {"server": "https://one"})

    @pytest.mark.parametrize(
        ("name", "said"),
        [("d", "no context d"), ("b", "no cluster two"), ("c", "no cluster None")],
    )
    def test_what_is_missing_is_named(self, name: str, said: str) -> None:
        with pytest.raises(DocumentError, match=said):
            context_of(self.document, name)

    def test_those_that_there_are_are_named(self) -> None:
        with pytest.raises(DocumentError) as error:
            context_of({**self.document, "current-context": None})
        assert error.value.fix.endswith("there are: a, b, c")


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "contexts: 5", "contexts: [5]", "users: {}", "{[", "a: &a [*a]"]
)
def test_another_document_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        load_kubeconfig(text)


def test_a_date_is_a_text() -> None:
    assert load_kubeconfig("since: 2026-99-99")["since"] == "2026-99-99"


@pytest.mark.parametrize("kind", ["fifo", "folder", "device"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "config" if kind != "device" else Path("/dev/zero")
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(DocumentError, match="was not read"):
        read_kubeconfig(path)
