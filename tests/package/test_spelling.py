"""What is said of config keys and commands, in the words of another's program."""

from __future__ import annotations

import re

import pytest

from cilium_ako.config.stack import SecretKey, key_path
from cilium_ako.shell import removed, set_to
from components.package.spelling import as_properties
from tests.rules.cases import cases


@pytest.mark.parametrize(
    ("said", "spelled"),
    [
        (set_to(key_path("cilium", "ipam", "mode"), "eni"), "set cilium.ipam.mode to eni"),
        (
            set_to(
                key_path("acknowledge", "pool-replaced", "reason"), "TICKET and why", stack="a b"
            ),
            "set acknowledge.pool-replaced.reason to 'TICKET and why'",
        ),
        (set_to(key_path("ako", "values", "a.b"), "-1"), 'set ako.values["a.b"] to -1'),
        (removed(key_path("cilium", "encryption")), "take cilium.encryption out"),
        ("pulumi config rm 'cilium-ako:aviUsername'", "take aviUsername out"),
        ("undo the change in the stack's config", "undo the change in the program"),
        (
            "pulumi config set --secret cilium-ako:aviCa < avi-ca.crt",
            "give aviCa, a secret < avi-ca.crt",
        ),
        (
            'pulumi config set --secret cilium-ako:ipsecKey "1+ rfc4106(gcm(aes)) $(x) 128"',
            'give ipsecKey, a secret, as "1+ rfc4106(gcm(aes)) $(x) 128"',
        ),
        ("error  x  cilium-ako:cluster.apiServer[0]", "error  x  cluster.apiServer[0]"),
        ("urn: cilium-ako:cilium:Cilium::cilium", "urn: cilium-ako:cilium:Cilium::cilium"),
        ("pulumi up --stack dev", "pulumi up --stack dev"),
    ],
)
def test_a_text_in_the_words_of_a_program(said: str, spelled: str) -> None:
    assert as_properties(said) == spelled


def test_no_example_of_a_rule_tells_a_program_to_set_config() -> None:
    """But for the region, which is the AWS provider's key and stays in the stack's config."""
    commands = re.compile(r"pulumi config (?!set --path 'aws:region')|cilium-ako:|stack file")
    texts = {
        text
        for case in cases()
        for problem in case.problems()
        for text in (problem.path, problem.message, problem.fix)
    }
    assert len(texts) > 500
    assert not [each for text in texts if commands.search(each := as_properties(text))]


@pytest.mark.parametrize("key", SecretKey)
def test_every_secret_is_given_and_not_set(key: SecretKey) -> None:
    assert as_properties(f"pulumi config set --secret {key_path(key)}") == f"give {key}, a secret"
