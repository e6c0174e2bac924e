"""`fleet.yaml`: what fits, and every fault of what does not, at once."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.catalogue.pulumi.fleet_faults import FAULTS
from cilium_ako.config.stack import SecretKey
from cilium_ako.rollout.fault import Fault, FleetError
from cilium_ako.rollout.fleet_file import GitSource, ImageSource, full_name, parse_fleet
from tests.rollout.fleets import GIVEN, IMAGE, OLD


def faults(given: object) -> list[Fault]:
    with pytest.raises(FleetError) as caught:
        parse_fleet(given)
    return list(caught.value.faults)


def test_a_commit_of_a_repository() -> None:
    fleet = parse_fleet(dict(GIVEN))
    assert fleet.source == GitSource("https://git.example.test/network.git", OLD)
    assert full_name(fleet, "lab") == "organization/cilium-ako/lab"
    assert [fleet.wave_of(each) for each in ("lab", "two", "nobody")] == [0, 2, None]


def test_an_image_by_its_digest() -> None:
    fleet = parse_fleet({**GIVEN, "source": {"image": IMAGE}})
    assert fleet.source == ImageSource(IMAGE, "/program")
    assert fleet.source.version == IMAGE


def test_a_service_has_an_organization() -> None:
    given = {**GIVEN, "backend": "https://api.pulumi.com/acme", "secretsProvider": None}
    fleet = parse_fleet(given)
    assert (fleet.backend, fleet.organization) == ("https://api.pulumi.com", "acme")
    (fault,) = faults({**given, "backend": "https://api.pulumi.com"})
    assert (fault.rule, fault.key) == ("backend-without-organization", "backend")


def test_secrets_are_the_configs_or_variables() -> None:
    place = {"name": "{stack}-kubeconfig", "key": "value"}
    given = {"kubeconfig": place, "AWS_REGION": place, "gitToken": place}
    fleet = parse_fleet({**GIVEN, "secrets": given})
    assert list(fleet.secrets) == [SecretKey.KUBECONFIG]
    assert list(fleet.variables) == ["AWS_REGION"]
    assert fleet.git_token is not None
    (fault,) = faults({**GIVEN, "secrets": {"kubeConfig": place}})
    assert fault.key == "secrets.kubeConfig"


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"backend": "state"}, "fleet-file", "backend"),
    ({"backend": 5}, "fleet-file", "backend"),
    ({"backends": "s3://state"}, "fleet-file", "backends"),
    ({"source": {}}, "fleet-file", "source"),
    ({"source": {"repo": "https://x"}}, "fleet-file", "source.commit"),
    ({"source": {"commit": OLD}}, "fleet-file", "source"),
    ({"source": {"repo": "https://x", "commit": "main"}}, "commit-form", "source.commit"),
    ({"source": {"repo": "https://x", "commit": OLD[:10]}}, "commit-form", "source.commit"),
    ({"source": {"repo": "https://x", "commit": OLD, "branch": "x"}}, "branch", "source.branch"),
    ({"source": {"image": "registry.test/network:v1"}}, "image-form", "source.image"),
    ({"namespace": "Fleet"}, "fleet-file", "namespace"),
    ({"waves": []}, "fleet-file", "waves"),
    ({"waves": [[]]}, "fleet-file", "waves[0]"),
    ({"waves": ["lab"]}, "fleet-file", "waves[0]"),
    ({"secrets": {"kubeconfig": {"name": "x"}}}, "fleet-file", "secrets.kubeconfig.key"),
    ({"secretsProvider": None}, "provider-missing", "secretsProvider"),
    (
        {"secretsProvider": "passphrase"},
        "provider-missing",
        "secrets.PULUMI_CONFIG_PASSPHRASE",
    ),
]


@pytest.mark.parametrize(("change", "rule", "key"), WRONG, ids=lambda each: str(each)[:40])
def test_a_fault_names_its_key_and_the_fix(change: dict[str, Any], rule: str, key: str) -> None:
    found = faults({**GIVEN, **change})
    assert (rule, key) in [(each.rule, each.key) for each in found]
    for each in found:
        assert each.message.where == "fleet.yaml"
        assert each.message.fix


def test_every_fault_is_told_at_once() -> None:
    found = faults(
        {
            "backend": "state",
            "source": {"repo": "https://x", "commit": "main"},
            "namespace": "fleet",
            "waves": [["lab"]],
            "secrets": {"x": {"name": "x", "key": "x"}},
        }
    )
    assert [each.key for each in found] == ["source.commit", "backend", "secrets.x"]


def test_a_value_that_does_not_fit_is_not_shown() -> None:
    found = faults({**GIVEN, "secrets": {"kubeconfig": "hunter2"}, "backend": ["hunter2"]})
    assert len(found) == 2
    assert "hunter2" not in str([each.message for each in found])


@pytest.mark.parametrize("given", [None, [], "x", 5])
def test_a_file_that_is_no_mapping(given: object) -> None:
    (fault,) = faults(given)
    assert fault.what == "it is not a mapping"


def test_every_row_says_why_what_to_do_and_from_where() -> None:
    assert len({each.id for each in FAULTS}) == len(FAULTS)
    for each in FAULTS:
        assert each.why.endswith(".")
        assert each.fix
        assert each.source
