"""A text in every secret key comes out nowhere: no output, format, log, exception, id or URN.

Under the engine the texts are known to the program; it is run in a preview, as in an update and
with secrets of the wrong form, and everything that a person or a log could see is searched.
Offline they are encrypted, and so is what stands in a stack file in their place.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping
from pathlib import Path

import pulumi
import pytest
import yaml

from cilium_ako.commands.app import run as run_command
from cilium_ako.config.stack import PROJECT, Secret, SecretKey
from cilium_ako.preview.recording import RegisteredResource
from components.engine.live_cluster import _document
from tests.certificates import AUTHORITY, AUTHORITY_KEY
from tests.components.runs import KEY_DIGITS, PEM, PEM_KEY, Run, run
from tests.configs import IMPORTED, KUBERNETES, MESH_CA, POOL, changed

CANARY = "canary5e6f"
HEX_CANARY = "cafe5e6f" * 5

CONFIG = changed(
    IMPORTED,
    (("cilium", "kvstore"), KUBERNETES["cilium"]["kvstore"]),
    (("ako",), POOL["ako"]),
    (("aviUsername",), "admin"),
    (("mesh",), MESH_CA["mesh"]),
)
"""Every secret key is read."""

GOOD: dict[str, str] = {
    SecretKey.AVI_PASSWORD: CANARY,
    SecretKey.AVI_TOKEN: f"token-{CANARY}",
    SecretKey.AVI_CA: PEM.format(CANARY),
    SecretKey.IPSEC_KEY: f"3+ rfc4106(gcm(aes)) {HEX_CANARY} 128",
    SecretKey.ETCD_CA: PEM.format(CANARY),
    SecretKey.ETCD_CERT: PEM.format(CANARY),
    SecretKey.ETCD_KEY: PEM_KEY.format(CANARY),
    SecretKey.MESH_CA: f"{CANARY}\n{AUTHORITY}",
    SecretKey.MESH_CA_KEY: f"{CANARY}\n{AUTHORITY_KEY}",
    SecretKey.KUBECONFIG: yaml.safe_dump(
        {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "c"}}],
            "clusters": [{"name": "c", "cluster": {"server": CONFIG["cluster"]["apiServer"][0]}}],
            "users": [{"name": "c", "user": {"token": CANARY}}],
        }
    ),
}
"""Texts that pass every rule."""

BAD: dict[str, list[str]] = {
    SecretKey.AVI_PASSWORD: ["", " "],
    SecretKey.AVI_CA: [CANARY, f"-----BEGIN {CANARY}-----", PEM_KEY.format(CANARY)],
    SecretKey.IPSEC_KEY: [
        CANARY,
        f"{CANARY}+ rfc4106(gcm(aes)) {KEY_DIGITS} 128",
        f"3+ {CANARY} {KEY_DIGITS} 128",
        f"3+ rfc4106(gcm(aes)) {CANARY} 128",
        f"3+ rfc4106(gcm(aes)) {HEX_CANARY}ab 128",
        f"4+ rfc4106(gcm(aes)) {HEX_CANARY} 128",
        f"3 rfc4106(gcm(aes)) {HEX_CANARY} 128",
        f"3+ rfc4106(gcm(aes)) {HEX_CANARY} {CANARY}",
        f"3+ rfc4106(gcm(aes)) {HEX_CANARY} 128\n{CANARY}",
        f"3+ hmac(sha256) {HEX_CANARY} cbc(aes) {HEX_CANARY}",
        f"3+ {CANARY} {HEX_CANARY} cbc(aes) {HEX_CANARY}",
        f"3+ hmac(sha256) {'0' * 64} {CANARY} {HEX_CANARY}",
        f"4+ hmac(sha256) {'0' * 64} cbc(aes) {HEX_CANARY[:32]}",
    ],
    SecretKey.ETCD_CA: [CANARY, PEM_KEY.format(CANARY)],
    SecretKey.ETCD_CERT: [PEM.format(CANARY).replace("\n", " "), f"-----BEGIN {CANARY}-----"],
    SecretKey.ETCD_KEY: [
        PEM.format(CANARY),
        f"-----BEGIN ENCRYPTED PRIVATE KEY-----\n{CANARY}\n",
    ],
    SecretKey.MESH_CA: [CANARY, f"{CANARY}\n{AUTHORITY_KEY}", f"-----BEGIN {CANARY}-----"],
    SecretKey.MESH_CA_KEY: [CANARY, PEM_KEY.format(CANARY), PEM.format(CANARY)],
    SecretKey.KUBECONFIG: [
        CANARY,
        "{",
        f"{{{CANARY}: [}}",
        f"current-context: {CANARY}",
        "/nonexistent/" + CANARY,
        GOOD[SecretKey.KUBECONFIG].replace("example.test", "example.org"),
        json.dumps({"clusters": CANARY, "contexts": [CANARY], "current-context": [CANARY]}),
    ],
}
"""Texts that some rule refuses, by key."""


def seen(found: Run) -> str:
    """Everything of a run that a person may come to see."""
    texts = list(found.log)
    for each in found.resources.values():
        texts += [repr(each), str(each), each.urn, json.dumps(each.inputs), each.request.importId]
    texts += [str(outputs) for outputs in found.outputs.values()]
    return "\n".join(texts)


def refused(secrets: Mapping[str, str]) -> str:
    """What a run says: everything of one that passes, else the exception with its context."""
    try:
        return seen(run(CONFIG, secrets))
    except pulumi.RunError as error:
        return "".join(traceback.format_exception(error)) + repr(error)


def clean(text: str) -> bool:
    lowered = text.lower()
    return not any(part in lowered for part in (CANARY, HEX_CANARY, HEX_CANARY[:16]))


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_secrets_that_pass(preview: bool) -> None:  # noqa: FBT001
    found = run(CONFIG, GOOD, preview=preview)
    assert {"Secret/avi-secret", "Secret/cilium-ipsec-keys", "Secret/cilium-etcd-secrets"} <= set(
        found.resources
    )
    # the texts did reach the engine, or this would show nothing
    requests = "".join(str(each.request) for each in found.resources.values())
    assert CANARY in requests
    assert HEX_CANARY in requests
    assert clean(seen(found))


def test_credentials_of_an_old_ako() -> None:
    config = changed(
        CONFIG,
        (("ako", "version"), "1.12.0"),
        (("acknowledge",), {}),
    )
    try:
        text = seen(run(config, GOOD))
    except pulumi.RunError as error:
        text = str(error)
    assert clean(text)


@pytest.mark.parametrize(
    ("key", "text"),
    [pytest.param(key, text, id=f"{key}-{n}") for key in BAD for n, text in enumerate(BAD[key])],
)
def test_secrets_that_do_not_pass(key: str, text: str) -> None:
    assert clean(refused({**GOOD, key: text}))


def test_all_secrets_wrong_at_once() -> None:
    for index in range(max(len(texts) for texts in BAD.values())):
        wrong = {key: texts[index % len(texts)] for key, texts in BAD.items()}
        assert clean(refused({**GOOD, **wrong}))


@pytest.mark.parametrize("text", BAD[SecretKey.KUBECONFIG])
def test_the_hook_that_looks_into_the_cluster(text: str) -> None:
    said = ""
    try:
        _document(text)
    except Exception as error:
        said = "".join(traceback.format_exception(error))
    assert clean(said)


def test_representations() -> None:
    assert clean(repr(Secret(CANARY)))
    one = RegisteredResource("urn:x", "t", "n", "", (), {}, (), custom=True, request=CANARY)
    assert clean(repr(one))
    assert clean(str([one]))


# --- offline


def stack_file(directory: Path, *, clear: bool) -> Path:
    """A stack file with every secret in it: encrypted, or in clear where that is refused."""
    config: dict[str, object] = {f"{PROJECT}:{key}": value for key, value in CONFIG.items()}
    for key, text in GOOD.items():
        config[f"{PROJECT}:{key}"] = text if clear else {"secure": f"v1:{CANARY}:{key}"}
    (directory / "Pulumi.yaml").write_text("name: cilium-ako\n")
    path = directory / "Pulumi.dev.yaml"
    path.write_text(
        yaml.safe_dump({"encryptionsalt": f"v1:{CANARY}", "config": config}, allow_unicode=True)
    )
    return path


COMMANDS = [
    *(["check", "dev", "--format", each] for each in ("text", "markdown", "json")),
    *(["preview", "dev", "--format", each] for each in ("text", "markdown", "json")),
    *(["values", "dev", "--chart", each] for each in ("cilium", "ako")),
]


@pytest.mark.parametrize("clear", [False, True], ids=["encrypted", "in clear"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands(
    command: list[str],
    clear: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    stack_file(tmp_path, clear=clear)
    monkeypatch.chdir(tmp_path)
    status = run_command(command)
    out, err = capfd.readouterr()
    assert status == (2 if clear else 0), err
    assert out or err
    assert clean(out)
    assert clean(err)
    if clear and command[0] == "check":
        assert out.count("clear-secret") == len(SecretKey)


@pytest.mark.parametrize("command", COMMANDS[:6], ids=" ".join)
def test_encrypted_values_in_the_wrong_place(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    stack_file(tmp_path, clear=False)
    path = tmp_path / "Pulumi.dev.yaml"
    document = yaml.safe_load(path.read_text())
    config = document["config"]
    config[f"{PROJECT}:cilium"]["values"] = {"podAnnotations": {"x": {"secure": CANARY}}}
    config[f"{PROJECT}:ako"]["password"] = CANARY
    config[f"{PROJECT}:ako"]["controller"]["version"] = CANARY
    config[f"{PROJECT}:aviPasword"] = CANARY
    config["other:password"] = CANARY
    path.write_text(yaml.safe_dump(document))
    monkeypatch.chdir(tmp_path)
    assert run_command(command) == 2
    out, err = capfd.readouterr()
    assert clean(out)
    assert clean(err)
    assert "aviPassword" in out + err
