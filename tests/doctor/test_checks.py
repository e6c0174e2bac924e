"""What holds of every fault and its check."""

from __future__ import annotations

import base64
import re

import pytest

from cilium_ako.catalogue.faults import BY_ID, BY_SUBJECT, FAULTS, SUBJECTS, Fault
from cilium_ako.doctor.checks import registry
from cilium_ako.doctor.checks.registry import check, registered
from tests.doctor.cases import Case, all_cases, cases_of
from tests.doctor.worlds import IPSEC_KEY


def test_every_fault_has_a_check_and_every_check_a_fault() -> None:
    assert registered() == set(BY_ID)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_has_an_example_of_each_of_its_faults_in_its_own_file(subject: str) -> None:
    assert {case.fault for case in cases_of(subject)} == {each.id for each in BY_SUBJECT[subject]}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_has_the_checks_of_its_faults_in_its_own_file(subject: str) -> None:
    for fault in BY_SUBJECT[subject]:
        found = registry._CHECKS[fault.id].find.__module__
        assert found == f"cilium_ako.doctor.checks.{subject}", fault.id


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
class TestRow:
    def test_it_has_words(self, fault: Fault) -> None:
        assert all(
            (fault.object, fault.evidence, fault.why, fault.fix, fault.healthy, fault.source)
        )

    def test_its_evidence_is_sentences(self, fault: Fault) -> None:
        assert fault.evidence[0].isupper() or fault.evidence[0] == "`" or _is_name(fault.evidence)
        assert fault.evidence.endswith(".")

    def test_its_other_words_stand_in_a_sentence(self, fault: Fault) -> None:
        for text in (fault.why, fault.fix, fault.healthy, *fault.steps):
            assert not text.endswith(".")
            assert "  " not in text

    def test_its_source_can_be_looked_up(self, fault: Fault) -> None:
        for each in fault.source.split(", "):
            assert _SOURCE.fullmatch(each), each

    def test_what_explains_it_is_there(self, fault: Fault) -> None:
        assert set(fault.explained_by) | set(fault.explained_beside) <= set(BY_ID) - {fault.id}


_SOURCE = re.compile(
    r"[a-z]+/[a-z]+#\d+"  # an issue
    r"|(AKO:)?[\w./-]+[\w](\.\w+)?( .+)?"  # a path, and what to look for there
)


def _is_name(text: str) -> bool:
    return text.startswith(("kube-proxy", "kube-controller-manager"))


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_a_finding_says_what_why_and_what_to_do(case: Case) -> None:
    diagnosis = case.world().diagnose()
    finding = next(each for each in diagnosis.findings if each.level != "ok")
    assert finding.object
    assert finding.message == f"{finding.what}: {BY_ID[case.fault].why}"
    assert finding.fix
    for secret_text in ("not-to-be-seen", IPSEC_KEY, base64.b64encode(b"not-to").decode()):
        assert secret_text not in str(diagnosis)


def test_a_fault_has_one_check() -> None:
    with pytest.raises(LookupError, match="two checks"):
        check("pools-drift", "cilium_config")


def test_a_check_is_of_a_fault_in_the_catalogue() -> None:
    with pytest.raises(LookupError, match="no fault pools-drifted in the catalogue"):
        check("pools-drifted", "cilium_config")
