"""Resources of the provider `tls` are to the engine what those of its own classes are."""

from __future__ import annotations

import inspect
import re
from importlib import import_module

import pytest
from pydantic.alias_generators import to_camel

from components.engine.plugin_versions import plugin_version
from tests.components.runs import run
from tests.configs import MANAGED

KINDS = ("PrivateKey", "CertRequest", "SelfSignedCert", "LocallySignedCert")


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_the_token_inputs_and_secrets_of_the_real_class(kind: str) -> None:
    real = getattr(import_module("pulumi_tls"), kind)
    made = [each for each in run(MANAGED).resources.values() if each.type.endswith(f":{kind}")]
    source = inspect.getsource(real)
    taken = {to_camel(each) for each in inspect.signature(real._internal_init).parameters}
    (secret,) = re.findall(r"additional_secret_outputs=\[([^\]]+)\]", source)
    hidden_inputs = re.findall(
        r'\["(\w+)"\] = None if \w+ is None else pulumi.Output.secret', source
    )
    assert made
    for each in made:
        assert f"'{each.type}'" in source
        assert set(each.inputs) <= taken
        assert set(each.request.additionalSecretOutputs) == {
            key for key in re.findall(r'"(\w+)"', secret) if not key.endswith("Wo")
        }
        assert set(each.secret_inputs) == {to_camel(key) for key in hidden_inputs} & {*each.inputs}
        assert each.request.version == plugin_version("pulumi-tls")
