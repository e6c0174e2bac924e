"""Which values and variables count as secrets."""

from __future__ import annotations

import re

import pytest

from cilium_ako.catalogue.charts.keys import chart_keys
from cilium_ako.catalogue.charts.secret_names import (
    SECRET_VALUES,
    holds_secret,
    may_hold_secret,
    names_secret,
    variable_holds_secret,
)


@pytest.mark.parametrize(
    "path", ["a.password", "a.authToken", "a.apiKey", "credentials", "a.psk", "a.kubeconfig"]
)
def test_names_of_secrets(path: str) -> None:
    assert names_secret(path)
    assert may_hold_secret("cilium", path)


@pytest.mark.parametrize("path", ["a.secretName", "a.keyFile", "nodePortSelector.key", "ipam.mode"])
def test_names_that_say_where_a_secret_is_or_nothing_of_one(path: str) -> None:
    assert not names_secret(path)


@pytest.mark.parametrize("path", ["tls.ca.key", "some.key", "some.clientSecret", "extraEnv"])
def test_what_may_hold_one(path: str) -> None:
    assert may_hold_secret("cilium", path)


def test_below_a_key_that_is_all_secret_everything_is_one() -> None:
    assert holds_secret("ako", "avicredentials")
    assert holds_secret("ako", "avicredentials.username")
    assert not holds_secret("ako", "avicredentialsOther")
    assert not holds_secret("cilium", "extraEnv")


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "PRIVATE_FOO"])
def test_variables(name: str) -> None:
    assert variable_holds_secret(name)
    assert not variable_holds_secret("GODEBUG")


ENTRY_NAMES = {"hubble.metrics.tls.server.mtls.key", "tls.caBundle.key"}
"""Keys that say under which name a certificate stands in a Secret or ConfigMap."""


def test_every_private_key_among_the_values_of_a_chart_is_named() -> None:
    keys = {key for key in chart_keys("cilium") if re.search(r"(^|\.)tls\.(.*\.)?key$", key)}
    assert keys - ENTRY_NAMES == {key for key in SECRET_VALUES["cilium"] if key in keys}
    assert set(SECRET_VALUES["cilium"]) <= set(chart_keys("cilium"))
