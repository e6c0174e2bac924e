"""A stack's config as the real CLI prints it, and the secrets in it against a state.

Needs what `test_guard_in_engine` needs, and no cluster.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.changes.key_digest import key_digest
from cilium_ako.check.checked_stack import check_stack
from cilium_ako.config.config_json import parse_config_json
from cilium_ako.config.stack_files import raw_config
from cilium_ako.diff.command import run_diff
from tests.engine.test_guard_in_engine import Engine, pytestmark

__all__ = ["pytestmark"]

KEY, OTHER = (f"1+ rfc4106(gcm(aes)) {digits * 20} 128" for digits in ("a1", "b2"))
IMPORTED = {"encryption": {"type": "ipsec", "key": {"source": "import", "rotation": 1}}}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path)


def test_the_cli_prints_what_stands_in_the_file(engine: Engine) -> None:
    engine.configure({})
    text = engine.pulumi("config", "--json")
    file = engine.directory / "Pulumi.dev.yaml"
    wanted, found = raw_config(file.read_text("utf-8")), parse_config_json(text)
    # the project's own defaults are empty
    assert {key: value for key, value in found.keys.items() if value not in ("", {})} == wanted.keys
    assert found.secrets.keys() == wanted.secrets.keys()
    (engine.directory / "config.json").write_text(text, "utf-8")
    file.unlink()
    checked = check_stack("dev", engine.directory, engine.directory / "config.json")
    assert checked.problems == ()


def test_an_environment_is_refused_by_the_engine_on_a_backend_without_them(engine: Engine) -> None:
    engine.configure({})
    file = engine.directory / "Pulumi.dev.yaml"
    file.write_text(f"environment: [platform/prod]\n{file.read_text('utf-8')}", "utf-8")
    for command in (("config", "--json"), ("preview",)):
        assert "does not support environments" in engine.pulumi(*command, fails=True)
    assert check_stack("dev", engine.directory).ok


def test_the_same_key_encrypted_anew_is_told_from_another_one(engine: Engine) -> None:
    engine.configure(IMPORTED)
    engine.pulumi("config", "set", "--secret", "cilium-ako:ipsecKey", KEY)
    engine.import_state("dev-ipsec.json")
    recorded = engine.pulumi("stack", "export").replace("dd4fa7007cdd2bb2", key_digest(KEY, "dev"))
    state = engine.directory / "state.json"
    state.write_text(recorded, "utf-8")
    engine.pulumi("stack", "import", "--file", "state.json")
    _commit(engine.directory)

    engine.pulumi("config", "set", "--secret", "cilium-ako:ipsecKey", KEY)
    assert _rules(engine, base="HEAD") == ["secret-ipsec-key-changed"]
    shown = engine.directory / "config.json"
    shown.write_text(engine.pulumi("config", "--json", "--show-secrets"), "utf-8")
    assert _rules(engine, state=state, config_json=shown) == []

    engine.pulumi("config", "set", "--secret", "cilium-ako:ipsecKey", OTHER)
    assert _rules(engine, base="HEAD") == ["secret-ipsec-key-changed"]
    shown.write_text(engine.pulumi("config", "--json", "--show-secrets"), "utf-8")
    assert _rules(engine, state=state, config_json=shown) == ["ipsec-key-replaced"]


def test_secrets_that_the_engine_encrypts_anew_are_re_encrypted(engine: Engine) -> None:
    engine.configure({})
    _commit(engine.directory)
    engine.pulumi("stack", "change-secrets-provider", "passphrase")
    (found,) = _diff(engine, base="HEAD")
    assert [each["rule"] for each in found["unknown"]] == ["secret-avi-credentials-changed"]
    assert "re-encrypted" in found["unknown"][0]["reason"]


def _rules(engine: Engine, **options: Any) -> list[str]:
    (found,) = _diff(engine, **options)
    return [each["rule"] for each in (*found["changes"], *found["unknown"])]


def _diff(engine: Engine, **options: Any) -> list[dict[str, Any]]:
    done = run_diff(
        ["dev"],
        directory=engine.directory,
        output="json",
        environment={**engine.environment, "PATH": "/usr/bin:/bin"},
        **options,
    )
    for part in ("a1a1", "b2b2", "CANARY"):
        assert part not in done.text
    answer: list[dict[str, Any]] = json.loads(done.text)
    return answer


def _commit(directory: Path) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.test"]
    for arguments in (
        ["init", "--quiet"],
        ["add", "Pulumi.yaml", "Pulumi.dev.yaml"],
        [*who, "commit", "--quiet", "--message", "a stack"],
    ):
        subprocess.run(["git", *arguments], cwd=directory, check=True)
