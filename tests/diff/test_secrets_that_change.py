"""Encrypted values that change in a stack file: whether a secret does is not known, and told."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.transitions import BY_ID
from cilium_ako.config.stack import PROJECT
from cilium_ako.diff.command import FILES, written
from cilium_ako.diff.model import StackReport
from tests.diff.repository import Config, Repository, config, stack_text

_ONE, _OTHER = "v1:AAAAone:canaryone==", "v1:BBBBother:canaryother=="
"""Two ciphertexts, as Pulumi writes them."""

_IMPORTED: Config = {
    "cilium__encryption": {"type": "ipsec", "key": {"source": "import", "rotation": 3}}
}
_ETCD: Config = {"cilium__kvstore": {"mode": "external", "endpoints": ["https://10.9.0.5:2379"]}}
_IPSEC_KEY = {"ipsecKey": _ONE}
_PEMS = {"etcdCa": _ONE, "etcdCert": _ONE, "etcdKey": _ONE}
_AVI = {"aviPassword": _ONE, "aviToken": _ONE, "aviCa": _ONE}


def compared(repository: Repository, before: str, after: str) -> StackReport:
    """The report of one stack file against another."""
    repository.commit({"dev": before})
    repository.write({"dev": after})
    return repository.one()


def told(report: StackReport) -> list[tuple[str, str]]:
    """The rule and the place of each unknown change."""
    return [(each.rule, each.path) for each in report.verdict.unknown]


@pytest.mark.parametrize(
    ("features", "secrets", "changed", "rule", "impact", "status"),
    [
        (_IMPORTED, _IPSEC_KEY, "ipsecKey", "secret-ipsec-key-changed", "disruptive", 3),
        (_ETCD, _PEMS, "etcdCa", "secret-etcd-ca-changed", "disruptive", 3),
        (_ETCD, _PEMS, "etcdCert", "secret-etcd-client-changed", "rolling", 0),
        (_ETCD, _PEMS, "etcdKey", "secret-etcd-client-changed", "rolling", 0),
        ({}, _AVI, "aviCa", "secret-avi-ca-changed", "disruptive", 3),
        ({}, _AVI, "aviPassword", "secret-avi-credentials-changed", "rolling", 0),
        ({}, _AVI, "aviToken", "secret-avi-credentials-changed", "rolling", 0),
    ],
)
def test_another_ciphertext_is_not_known_and_is_judged(
    repository: Repository,
    features: Config,
    secrets: dict[str, str],
    changed: str,
    rule: str,
    impact: str,
    status: int,
) -> None:
    given = config(**features)
    before, after = stack_text(given, secrets), stack_text(given, {**secrets, changed: _OTHER})
    found = compared(repository, before, after)
    assert told(found) == [(rule, f"{PROJECT}:{changed}")]
    assert found.verdict.changes == ()
    assert (found.impact, found.status) == (impact, status)
    assert "another" in found.verdict.unknown[0].reason


@pytest.mark.parametrize("output", FILES)
def test_every_format_tells_of_it_and_shows_nothing_of_a_ciphertext(
    repository: Repository, output: str
) -> None:
    given = config(**_IMPORTED)
    repository.commit({"dev": stack_text(given, _IPSEC_KEY)})
    repository.write({"dev": stack_text(given, {"ipsecKey": _OTHER})})
    text = written(repository.report("dev"), output, cut=False)  # type: ignore[arg-type]
    assert "secret-ipsec-key-changed" in text
    assert "pulumi config --json --show-secrets" in text
    for part in (_ONE, _OTHER, "canaryone", "canaryother", "AAAAone", "BBBBother"):
        assert part not in text


def test_a_key_that_is_rotated_is_judged_by_its_id(repository: Repository) -> None:
    rotated = config(
        cilium__encryption={"type": "ipsec", "key": {"source": "import", "rotation": 4}}
    )
    found = compared(
        repository,
        stack_text(config(**_IMPORTED), _IPSEC_KEY),
        stack_text(rotated, {"ipsecKey": _OTHER}),
    )
    assert told(found) == []
    assert [each.rule for each in found.verdict.changes] == ["ipsec-key-rotated"]


_MADE = {"source": "generate", "rotation": 3}
_GIVEN = {"source": "import", "rotation": 3}
_ELSEWHERE = {"source": "external"}


@pytest.mark.parametrize(
    ("before", "after", "rules", "status"),
    [
        (_MADE, _GIVEN, ["ipsec-key-source-changed"], 3),
        (_GIVEN, _MADE, ["ipsec-key-source-replaced"], 4),
        (_ELSEWHERE, _GIVEN, ["ipsec-key-taken-over"], 3),
        (_GIVEN, _ELSEWHERE, ["ipsec-key-let-go"], 3),
        (_ELSEWHERE, _MADE, ["ipsec-key-taken-over"], 3),
        (_ELSEWHERE, {"source": "import"}, ["ipsec-key-taken-over"], 3),
        (_MADE, {"source": "import"}, ["ipsec-key-source-changed"], 3),
        (_MADE, {**_GIVEN, "rotation": 4}, ["ipsec-key-rotated", "ipsec-key-source-rotated"], 0),
        (_GIVEN, {**_MADE, "rotation": 4}, ["ipsec-key-rotated", "ipsec-key-source-rotated"], 0),
        (_MADE, {**_GIVEN, "rotation": 5}, ["ipsec-key-jumped", "ipsec-key-source-changed"], 4),
        (
            _MADE,
            {**_ELSEWHERE, "name": "keys"},
            ["ipsec-secret-renamed", "ipsec-key-let-go"],
            3,
        ),
    ],
    ids=[
        "imported",
        "generated",
        "taken over",
        "let go",
        "made here",
        "taken over without a rotation",
        "imported without a rotation",
        "imported with a rotation",
        "generated with a rotation",
        "imported with a leap",
        "let go under another name",
    ],
)
def test_who_keeps_the_key_is_a_classified_change(
    repository: Repository,
    before: dict[str, object],
    after: dict[str, object],
    rules: list[str],
    status: int,
) -> None:
    sides = [
        stack_text(
            config(cilium__encryption={"type": "ipsec", "key": key}),
            _IPSEC_KEY if key["source"] == "import" else {},
        )
        for key in (before, after)
    ]
    found = compared(repository, *sides)
    assert told(found) == []
    assert [each.rule for each in found.verdict.changes] == rules
    assert found.status == status
    assert all(each.runbook for each in found.verdict.changes)


def test_the_same_ciphertext_is_the_same_key_also_where_nobody_says_its_id(
    repository: Repository,
) -> None:
    given = config(cilium__encryption={"type": "ipsec", "key": {"source": "import"}})
    after = config(
        cilium__encryption={"type": "ipsec", "key": {"source": "import"}}, cilium__mtu=9000
    )
    found = compared(repository, stack_text(given, _IPSEC_KEY), stack_text(after, _IPSEC_KEY))
    assert told(found) == []
    assert found.verdict.changes


@pytest.mark.parametrize("key", ["encryptionsalt", "encryptedkey", "secretsprovider"])
def test_what_was_re_encrypted_is_no_better_known(repository: Repository, key: str) -> None:
    given = config(**_ETCD)
    secrets = {**_PEMS, **_AVI}
    found = compared(
        repository,
        stack_text(given, secrets, **{key: "v1:one"}),
        stack_text(given, dict.fromkeys(secrets, _OTHER), **{key: "v1:other"}),
    )
    assert {path.partition(":")[2] for _, path in told(found)} == set(secrets)
    assert (found.impact, found.status) == ("disruptive", 3)
    for each in found.verdict.unknown:
        assert "re-encrypted" in each.reason
        assert "--state" in each.reason


def test_a_ciphertext_beside_another_salt_is_no_better_known(repository: Repository) -> None:
    given = config(**_IMPORTED)
    found = compared(
        repository,
        stack_text(given, _IPSEC_KEY, encryptionsalt="v1:one"),
        stack_text(given, _IPSEC_KEY, encryptionsalt="v1:other"),
    )
    assert [rule for rule, _ in told(found)] == ["secret-ipsec-key-changed"]


def test_a_secret_that_nothing_reads_changes_nothing(repository: Repository) -> None:
    given = config()
    found = compared(
        repository,
        stack_text(given, {"ipsecKey": _ONE, "etcdCa": _ONE}),
        stack_text(given, {"ipsecKey": _OTHER, "etcdCa": _OTHER}),
    )
    assert (found.impact, told(found)) == ("none", [])


@pytest.mark.parametrize("turned", [False, True], ids=["comes", "goes"])
def test_a_secret_that_comes_or_goes_is_told(repository: Repository, *, turned: bool) -> None:
    sides = [stack_text(config(), {"aviPassword": _ONE}), stack_text(config(), _AVI)]
    found = compared(repository, *(reversed(sides) if turned else sides))
    assert told(found) == [
        ("secret-avi-credentials-changed", f"{PROJECT}:aviToken"),
        ("secret-avi-ca-changed", f"{PROJECT}:aviCa"),
    ]
    word = "taken away" if turned else "none before"
    assert all(word in each.reason for each in found.verdict.unknown)


def test_what_comes_with_what_reads_it_is_that_one_s_change(repository: Repository) -> None:
    found = compared(
        repository,
        stack_text(config(), _AVI),
        stack_text(config(**_IMPORTED, **_ETCD), {**_AVI, **_IPSEC_KEY, **_PEMS}),
    )
    assert told(found) == []
    assert {"encryption-on", "kvstore-on"} <= {each.rule for each in found.verdict.changes}


def test_certificates_that_come_from_here_from_now_on_may_be_others(repository: Repository) -> None:
    external = config(cilium__kvstore={**_ETCD["cilium__kvstore"], "tls": {"source": "external"}})
    found = compared(repository, stack_text(external, {}), stack_text(config(**_ETCD), _PEMS))
    assert [path for _, path in told(found)] == [f"{PROJECT}:{key}" for key in _PEMS]


def test_an_acknowledgement_opens_one_ciphertext_and_no_later_one(repository: Repository) -> None:
    given = config(**_IMPORTED)
    found = compared(
        repository, stack_text(given, _IPSEC_KEY), stack_text(given, {"ipsecKey": _OTHER})
    )
    (change,) = found.verdict.unknown
    entry = {change.rule: {"reason": "NET-1: the same key, encrypted anew", "to": change.digest}}
    opened = config(**_IMPORTED, acknowledge=entry)
    repository.write({"dev": stack_text(opened, {"ipsecKey": _OTHER})})
    acknowledged = repository.one()
    assert (acknowledged.status, acknowledged.acknowledged) == (0, True)
    repository.write({"dev": stack_text(opened, {"ipsecKey": "v1:CCCC:later=="})})
    assert repository.one().status == 3


@pytest.mark.parametrize("changed", ["aviPassword", "aviToken", "aviCa"])
def test_other_credentials_restart_ako_and_the_report_says_so(
    repository: Repository, changed: str
) -> None:
    before, after = stack_text(config(), _AVI), stack_text(config(), {**_AVI, changed: _OTHER})
    report = compared(repository, before, after)
    (row,) = (BY_ID[rule] for rule, _ in told(report))
    assert "AKO restarts" in row.consequence or "the kubelet starts it again" in row.consequence
    text = written(repository.report("dev"), "text", cut=False)
    assert row.consequence.split(",")[0] in " ".join(text.split())


def test_credentials_that_others_provide_from_now_on_stay_in_place(repository: Repository) -> None:
    before = stack_text(config(), _AVI)
    after = stack_text(config(ako__credentials={"source": "external"}, aviUsername=""), {})
    found = compared(repository, before, after)
    assert "ako-credentials-left" in {each.rule for each in found.verdict.changes}
    (change,) = (each for each in found.verdict.changes if each.rule == "ako-credentials-left")
    assert "does not delete it" in change.consequence
    assert "starts again" in change.consequence
