"""What `pulumi config --json` prints, as a stack's config."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.config.config_json import parse_config_json, read_config_json
from cilium_ako.config.stack import parse
from cilium_ako.config.stack_files import with_config_json
from cilium_ako.documents.error import DocumentError
from tests.strategies import examples

PRINTED = {
    "aws:region": {"value": "eu", "secret": False},
    "cilium-ako:aviPassword": {"secret": True},
    "cilium-ako:aviUsername": {"value": "admin", "secret": False},
    "cilium-ako:cluster": {
        "value": '{"maxNodes":24,"name":"dev","nodeCidrs":["10.0.0.0/16"]}',
        "objectValue": {"maxNodes": 24, "name": "dev", "nodeCidrs": ["10.0.0.0/16"]},
        "secret": False,
    },
}
"""As the CLI of 3.259 prints a plain value, a secret, a scalar and an object."""


def test_values_objects_and_secrets() -> None:
    found = parse_config_json(json.dumps(PRINTED))
    assert found.keys == {
        "cilium-ako:aviUsername": "admin",
        "cilium-ako:cluster": {"maxNodes": 24, "name": "dev", "nodeCidrs": ["10.0.0.0/16"]},
    }
    assert found.secrets["cilium-ako:aviPassword"].text is None
    assert found.unseen == ()


def test_a_secret_that_is_shown_is_known_and_never_repeated() -> None:
    shown = {**PRINTED, "cilium-ako:aviPassword": {"value": "hunter2", "secret": True}}
    found = parse_config_json(json.dumps(shown))
    assert found.secrets["cilium-ako:aviPassword"].text == "hunter2"
    assert "hunter2" not in repr(found)


def test_an_object_with_a_secret_in_it_is_refused_by_its_key() -> None:
    hidden = {"cilium-ako:ako": {"secret": True}}
    shown = {"cilium-ako:ako": {"value": "{}", "objectValue": {"a": "s"}, "secret": True}}
    assert "cilium-ako:ako" in parse_config_json(json.dumps(hidden)).secrets
    assert parse_config_json(json.dumps(shown)).nested_secrets == ("cilium-ako:ako",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no JSON"),
        ("[]", "is not what"),
        ('{"cilium-ako:cluster": 5}', "is not what"),
        ('{"cilium-ako:cluster": {"value": "x"}}', "is not what"),
        ('{"cilium-ako:cluster": {"value": 5, "secret": false}}', "is not what"),
        ('{"cilium-ako:cluster": {"value": "x", "secret": false, "more": 1}}', "is not what"),
        ('{"version": 3, "deployment": {}}', "is not what"),
        ("{}", "holds no config of the project"),
        ('{"aws:region": {"value": "eu", "secret": false}}', "holds no config of the project"),
        ('{"cilium-ako:a": {"value": "[unknown]", "secret": false}}', "not opened"),
        (
            '{"cilium-ako:a": {"value": "", "objectValue": {"b": ["[unknown]"]}, "secret": false}}',
            "not opened",
        ),
        ('{"cilium-ako:a": {"secret": true}, "cilium-ako:a": {"secret": true}}', "twice"),
    ],
)
def test_another_document_is_one_message(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        parse_config_json(text)
    assert "pulumi config --json" in caught.value.fix


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("a[]", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("a:", max_size=3), inner),
    max_leaves=8,
)
_ENTRIES = st.dictionaries(
    st.sampled_from(["cilium-ako:cluster", "cilium-ako:aviPassword", "cilium-ako:x", "aws:a"]),
    st.fixed_dictionaries(
        {"secret": st.booleans() | _ANYTHING},
        optional={"value": st.text(max_size=3) | _ANYTHING, "objectValue": _ANYTHING},
    ),
)


@examples()
@given(_ENTRIES | _ANYTHING)
def test_whatever_it_is_it_is_read_or_refused_in_one_message(document: object) -> None:
    fix = "it was read"
    try:
        parse("dev", parse_config_json(json.dumps(document)), offline=True)
    except DocumentError as error:
        fix = error.fix
    assert fix


FILE = """
encryptionsalt: v1:salt
config:
  cilium-ako:aviUsername: admin
  cilium-ako:aviPassword: {secure: v1:abc}
  cilium-ako:cluster: {name: dev, nodeCidrs: [10.0.0.0/16]}
environment: [platform]
"""


def _project(at: Path, file: str | None, printed: object = PRINTED) -> Path:
    (at / "Pulumi.yaml").write_text("name: cilium-ako\n", "utf-8")
    if file is not None:
        (at / "Pulumi.dev.yaml").write_text(file, "utf-8")
    (at / "config.json").write_text(json.dumps(printed), "utf-8")
    return at / "config.json"


def test_beside_its_file_a_secret_has_its_ciphertext(tmp_path: Path) -> None:
    found = with_config_json("dev", tmp_path, _project(tmp_path, FILE)).config
    assert found is not None
    assert found.secrets["cilium-ako:aviPassword"].sealed
    assert found.sealed_with
    assert found.unseen == ()


def test_a_stack_needs_no_file(tmp_path: Path) -> None:
    found = with_config_json("dev", tmp_path, _project(tmp_path, None))
    assert (found.name, found.project) == ("dev", tmp_path)
    assert found.config is not None
    assert found.config.keys["cilium-ako:aviUsername"] == "admin"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aviUsername: admin", "aviUsername: other"),
        ("name: dev", "name: prod"),
        ("[10.0.0.0/16]", "[10.0.0.0/16, 10.1.0.0/16]"),
        ("aviPassword: {", "aviToken: {"),
    ],
)
def test_a_config_of_another_stack_or_time_is_refused(
    tmp_path: Path, before: str, after: str
) -> None:
    path = _project(tmp_path, FILE.replace(before, after))
    with pytest.raises(DocumentError, match="says otherwise than the stack file in cilium-ako:"):
        with_config_json("dev", tmp_path, path)


@pytest.mark.parametrize("file", ["environment: 5\n", "config: [\n"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, file: str) -> None:
    with pytest.raises(DocumentError, match=r"Pulumi\.dev\.yaml"):
        with_config_json("dev", tmp_path, _project(tmp_path, file))


def test_a_path_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        read_config_json(tmp_path / "none.json")
    with pytest.raises(DocumentError, match="there is no file"):
        with_config_json("./Pulumi.none.yaml", tmp_path, _project(tmp_path, None))
