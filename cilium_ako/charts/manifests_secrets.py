"""Secrets are taken out of values and objects before anything is compared, kept or shown.

The content of every Secret goes, and so does every value that stands at a key which holds a
secret by the chart's own words or by its name; where such a value turns up elsewhere in a
rendered object, or in a chart's complaint, it goes there too, also in base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.secret_names import holds_secret, variable_holds_secret
from cilium_ako.charts.manifests_noise import MADE_CERTIFICATE

SECRET: Final = "[secret]"  # noqa: S105 - what stands in a secret's place
_PEM: Final = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
_BASE64: Final = re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/\s]+={0,2}")
"""What `-----BEGIN ` looks like in base64."""
_CERTIFICATES: Final = re.compile(r"(?:\[certificate(?: [0-9a-f]{12})?\]\s*)+")
_SHORT: Final = 6
"""A secret with fewer characters is replaced only where it stands alone: words are that short."""


def hidden_values(chart: Chart, values: Mapping[str, object]) -> dict[str, object]:
    """Helm values with every secret replaced by `[secret]`."""
    hidden = _hidden(chart, values, "")
    assert isinstance(hidden, dict)  # noqa: S101 - a mapping stays one
    return hidden


def _hidden(chart: Chart, value: object, path: str) -> object:
    if isinstance(value, Mapping):
        if _is_environment(value):
            return {**value, "value": SECRET}
        return {
            key: _hidden(chart, inner, f"{path}.{key}" if path else str(key))
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_hidden(chart, inner, path) for inner in value]
    return SECRET if _is_secret(chart, value, path) else value


def _is_environment(value: Mapping[str, object]) -> bool:
    name = value.get("name")
    return isinstance(name, str) and variable_holds_secret(name) and _filled(value.get("value"))


def _is_secret(chart: Chart, value: object, path: str) -> bool:
    if not _filled(value):
        return False
    return holds_secret(chart, path) or (isinstance(value, str) and "PRIVATE KEY-----" in value)


def _filled(value: object) -> bool:
    """Whether a value could be a secret at all; numbers can, switches cannot."""
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and bool(value))


def _secrets(chart: Chart, value: object, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if _is_environment(value):
            yield str(value["value"])
        for key, inner in value.items():
            yield from _secrets(chart, inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _secrets(chart, inner, path)
    elif _is_secret(chart, value, path):
        yield str(value)


class Hiding(NamedTuple):
    """What must not show in anything that a release's values lead to."""

    alone: frozenset[str]
    """Short secrets, replaced where a text is nothing else."""
    anywhere: re.Pattern[str] | None
    """Longer ones, as they are and in base64."""
    certificates: frozenset[str]
    """Digests of certificates that the values themselves hold, which a chart does not make."""

    def hidden_text(self, text: str) -> str:
        """A text without secrets: of the values, and private keys of any origin."""
        if text in self.alone:
            return SECRET
        if self.anywhere is not None:
            text = self.anywhere.sub(SECRET, text)
        if "-----BEGIN " in text:
            text = _PEM.sub(self._block, text)
        if "LS0tLS1CRUdJTi" in text:
            text = _BASE64.sub(self._encoded, text)
        return text

    def _block(self, match: re.Match[str]) -> str:
        if "CERTIFICATE" not in match[1]:
            return SECRET
        digest = _digest(match[0])
        return f"[certificate {digest}]" if digest in self.certificates else MADE_CERTIFICATE

    def _encoded(self, match: re.Match[str]) -> str:
        try:
            text = base64.b64decode(match[0]).decode()
        except (binascii.Error, UnicodeDecodeError):
            return SECRET
        return _PEM.sub(self._block, text).strip()

    def hidden_value(self, value: object) -> object:
        """A value without secrets, at any depth."""
        return self._within(value)

    def hidden_object(self, content: Mapping[str, object]) -> dict[str, object]:
        """A rendered object without secrets."""
        hidden = self._within(content)
        assert isinstance(hidden, dict)  # noqa: S101 - a mapping stays one
        if content.get("kind") == "Secret":
            for part in ("data", "stringData"):
                inner = content.get(part)
                if isinstance(inner, Mapping):
                    hidden[part] = {key: self._content(each) for key, each in inner.items()}
                elif inner is not None:
                    hidden[part] = SECRET
        return hidden

    def _content(self, value: object) -> str:
        """One entry of a Secret: a certificate, which is no secret, is named, all else hidden."""
        shown = self.hidden_text(value) if isinstance(value, str) else SECRET
        return shown if _CERTIFICATES.fullmatch(shown) else SECRET

    def _within(self, value: object) -> object:
        if isinstance(value, Mapping):
            if _is_environment(value):
                value = {**value, "value": SECRET}
            return {self.hidden_text(str(key)): self._within(value[key]) for key in value}
        if isinstance(value, list):
            return [self._within(inner) for inner in value]
        if isinstance(value, tuple):
            return tuple(self._within(inner) for inner in value)
        if isinstance(value, str):
            # by its text alone: a schema's `password: {type: string}` is no secret
            return self.hidden_text(value)
        return SECRET if str(value) in self.alone and not isinstance(value, bool) else value


NO_VALUES: Final = Hiding(frozenset(), None, frozenset())
"""Hides private keys and certificates, where no values are known."""


def hiding(chart: Chart, values: Mapping[str, object]) -> Hiding:
    """What to hide in what a chart makes of these values."""
    texts = set(_secrets(chart, values, ""))
    longer = set()
    for text in texts:
        for each in {text, text.strip()}:
            if len(each) >= _SHORT:
                encoded = base64.b64encode(each.encode(errors="replace")).decode()
                longer |= {each, encoded, encoded.rstrip("=")}
    alone = {text for text in texts if len(text) < _SHORT}
    alone |= {base64.b64encode(text.encode(errors="replace")).decode() for text in alone}
    ordered = sorted(longer, key=lambda each: (-len(each), each))
    pattern = re.compile("|".join(re.escape(each) for each in ordered)) if ordered else None
    return Hiding(frozenset(alone), pattern, frozenset(_certificates(values)))


def _certificates(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _certificates(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _certificates(inner)
    elif isinstance(value, str) and ("-----BEGIN" in value or "LS0tLS1CRUdJTi" in value):
        text = value
        if "-----BEGIN" not in text:
            try:
                text = base64.b64decode(text).decode()
            except (binascii.Error, UnicodeDecodeError):
                return
        for match in _PEM.finditer(text):
            yield _digest(match[0])


def _digest(block: str) -> str:
    return hashlib.sha256("".join(block.split()).encode()).hexdigest()[:12]
