"""What holds for every format: no secret, no markup of others, the same bytes again."""

from __future__ import annotations

import base64
from itertools import product

import pytest

from cilium_ako.diff.command import FILES, Format, written
from tests.charts.small_charts import needs_helm
from tests.diff.repository import Repository, config

FORMATS: tuple[Format, ...] = ("text", "markdown", "json", "html")
CANARY = "canary-4f1d9c2e77"


RENDERED = pytest.param(True, id="rendered", marks=needs_helm)
NOT_RENDERED = pytest.param(False, id="not rendered")


@pytest.mark.parametrize("rendered", [RENDERED, NOT_RENDERED])
@pytest.mark.parametrize(
    "place",
    [
        "password",
        "token",
        "clear-secret",
        "nested",
        "pem",
        "variable",
        "base",
        "deleted",
        "refused",
    ],
)
def test_a_secret_appears_in_no_format(
    repository: Repository, place: str, *, rendered: bool
) -> None:
    if not rendered:
        repository.environment["PATH"] = ""
    key = f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n"
    with_secret = {
        "password": config(cilium__values={"database": {"password": CANARY}}),
        "token": config(ako__values={"avicredentials": {"authtoken": CANARY}}),
        "clear-secret": config(aviPassword=CANARY, ipsecKey=f"3 rfc4106(gcm(aes)) {CANARY} 128"),
        "nested": config(cilium__values={"a": {"secure": CANARY}}),
        "pem": config(cilium__values={"notes": key}),
        "variable": config(cilium__values={"extraEnv": [{"name": "TOKEN", "value": CANARY}]}),
        "refused": config(
            cilium__values={"refuse": f"a {CANARY}", "hubble": {"tls": {"server": {"key": CANARY}}}}
        ),
    }
    with_secret["base"] = with_secret["deleted"] = config(
        cilium__values={"hubble": {"tls": {"server": {"key": CANARY}}}}
    )
    before, after = {"dev": config()}, {"dev": with_secret[place]}
    if place == "base":
        before, after = after, before
    elif place == "deleted":
        before, after = {"dev": with_secret[place], "b": config()}, {"b": config()}
    repository.commit(before)
    repository.write(after)
    report = repository.report("dev")
    for output, cut in product(FORMATS, (True, False)):
        text = written(report, output, cut=cut)
        assert CANARY not in text, output
        for offset in range(3):
            encoded = base64.b64encode(b"x" * offset + CANARY.encode()).decode()[4:-4]
            assert encoded not in text, output


def test_the_same_input_gives_the_same_bytes(repository: Repository) -> None:
    repository.commit({"dev": config(), "b": config(cluster__name="b")})
    repository.write({"dev": config(cilium__version="1.19.6"), "c": config(cluster__name="c")})
    for output in FORMATS:
        assert written(repository.report(), output) == written(repository.report(), output)


def test_a_stack_s_own_name_is_a_text_too(repository: Repository) -> None:
    name = "a|b`<img src=x onerror=1>@team**"
    repository.commit({"dev": config()})
    repository.write({"dev": config(), name: config(cluster__name="b")})
    report = repository.report()
    assert [each.stack for each in report.stacks] == [name, "dev"]
    for output in FILES:
        text = written(report, output)
        assert output in ("text", "json") or "<img" not in text
        assert output != "markdown" or "@team" not in text
