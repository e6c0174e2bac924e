"""Stack objects of the operator read as stack files are."""

from __future__ import annotations

import pytest

from cilium_ako.config.stack import parse
from cilium_ako.config.stack_files import raw_config
from cilium_ako.documents.error import DocumentError

HEAD = """\
apiVersion: pulumi.com/v1
kind: Stack
metadata: {name: dev, namespace: fleet}
spec:
  stack: organization/cilium-ako/dev
"""
CONFIG = """\
  config: {"cilium-ako:cluster": {name: dev, kernelVersion: "5.15"}, "cilium-ako:config:ako": {}}
"""


def test_its_config_and_its_secrets() -> None:
    found = raw_config(
        f"""{HEAD}{CONFIG}  secretsRef:
    "cilium-ako:kubeconfig": {{type: Secret, secret: {{name: dev, key: kubeconfig}}}}
"""
    )
    assert found.keys == {
        "cilium-ako:cluster": {"name": "dev", "kernelVersion": "5.15"},
        "cilium-ako:ako": {},
    }
    assert list(found.secrets) == ["cilium-ako:kubeconfig"]
    assert found.secrets["cilium-ako:kubeconfig"].text is None


def test_a_secret_from_elsewhere_is_another_one() -> None:
    def sealed(name: str) -> str:
        reference = f"{{type: Secret, secret: {{name: {name}, key: x}}}}"
        found = raw_config(f'{HEAD}  secretsRef: {{"cilium-ako:aviPassword": {reference}}}\n')
        return found.secrets["cilium-ako:aviPassword"].sealed

    assert len(sealed("a")) == 16
    assert sealed("a") == sealed("a")
    assert sealed("a") != sealed("b")


def test_a_preview_beside_it_is_passed_over() -> None:
    twin = HEAD.replace("name: dev,", "name: dev-next,") + "  preview: true\n"
    found = raw_config(f"{HEAD}{CONFIG}---\n{twin}")
    assert "cilium-ako:cluster" in found.keys
    assert raw_config(twin).keys == {}


@pytest.mark.parametrize(
    "more",
    [
        '  secrets: {"cilium-ako:aviPassword": hunter2}\n',
        '  config: {"cilium-ako:aviPassword": hunter2}\n',
        '  secretsRef: {"cilium-ako:aviPassword": {type: Literal, literal: {value: hunter2}}}\n',
    ],
)
def test_a_secret_in_clear_is_one(more: str) -> None:
    _, errors = parse("dev", raw_config(HEAD + more), offline=True)
    clear = [each for each in errors if each.kind == "clear-secret"]
    assert [each.path for each in clear] == ["cilium-ako:aviPassword"]
    assert "hunter2" not in str(errors)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"{HEAD}---\n{HEAD}", "holds 2 objects of the kind Stack"),
        (HEAD.replace("kind: Stack", "kind: Program"), "holds no object of the kind Stack"),
        (f"{HEAD}  config: x\n", "has a `spec.config` that is not a mapping"),
        (f"{HEAD}  configRef: {{a: {{name: x, key: y}}}}\n", "takes a from a ConfigMap"),
        (f"{HEAD}  config: {{a: 1, a: 2}}\n", "has the key a twice"),
    ],
)
def test_an_object_that_says_no_config(text: str, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        raw_config(text)
    assert caught.value.message.startswith(what)


def test_environments_give_it_more_than_is_known() -> None:
    assert raw_config(f"{HEAD}  environment: [acme/network]\n").unseen == ("acme/network",)


def test_an_object_as_json() -> None:
    text = (
        '{"apiVersion": "pulumi.com/v1", "kind": "Stack", "spec": '
        '{"config": {"cilium-ako:ako": {}}}}'
    )
    assert raw_config(text).keys == {"cilium-ako:ako": {}}


def test_a_stack_file_that_names_the_group_stays_one() -> None:
    text = "# run by pulumi.com/v1\nconfig:\n  cilium-ako:ako: {}\n"
    assert raw_config(text).keys == {"cilium-ako:ako": {}}
