"""Any bytes in, a value or the one error out, within two seconds and 200 MB."""

from __future__ import annotations

import gzip
import io
import math
import tarfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cilium_ako.documents.chart_metadata import chart_metadata
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import text_of
from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.documents.json_text import load_answer, load_embedded_json, load_json
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml, load_rendered_documents
from cilium_ako.documents.limits import DEPTH

SECONDS = 2.0
MEMORY = 200 << 20

_YAML = st.sampled_from(
    [
        *(
            "a",
            "- ",
            "? ",
            ": ",
            "&a ",
            "*a",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "\n",
            "  ",
            '"',
            "'",
            "|\n",
        ),
        *(
            "!!python/object:os.system ",
            "!t ",
            "!!binary ",
            "!!set ",
            "!!float ",
            "!!str ",
            "<<: ",
            "%YAML 1.2\n",
            "---\n",
            "...\n",
            "#",
            "\0",
        ),
        *(".nan", "2026-99-99", "0x", "9" * 400, "1e999", "-.inf", "\u2028", "\ud800", "ü"),
    ]
)
_JSON = st.sampled_from(
    [
        *('{"a": ', "}", "[", "]", ",", '"', "NaN", "Infinity", "1e999", "9" * 400, '"\\ud800"'),
        *("null", "1", " ", "\\", "tru", "-", '"a": 1'),
    ]
)


def _written(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    texts = st.builds(
        lambda parts, times: "".join(parts) * times,
        st.lists(pieces, max_size=20),
        st.sampled_from([1, 1, 1, 2, 50, 400]),
    )
    return texts.map(lambda text: text.encode(errors="surrogatepass"))


CONTENT = st.one_of(st.binary(max_size=2000), _written(_YAML), _written(_JSON))

READERS: dict[str, Callable[[str], object]] = {
    "go_yaml": load_go_yaml,
    "kubernetes_yaml": load_kubernetes_yaml,
    "rendered_documents": lambda text: list(load_rendered_documents(text)),
    "json": load_json,
    "embedded_json": load_embedded_json,
}


def _held(value: object, depth: int = 0) -> None:
    """Nothing in a value that would mean something else later."""
    assert depth <= DEPTH + 1
    if isinstance(value, dict):
        for key, inner in value.items():
            assert isinstance(key, str)
            _held(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _held(inner, depth + 1)
    else:
        assert value is None or isinstance(value, str | int | float | bool)
        assert not isinstance(value, float) or math.isfinite(value)


def _outcome(work: Callable[[], object]) -> tuple[object, DocumentError | None]:
    """The value or the error, within the limits; any other exception is a failure."""
    value, refused = None, None
    started = time.process_time()
    tracemalloc.start()
    try:
        value = work()
    except DocumentError as error:
        refused = error
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEMORY
    assert time.process_time() - started < SECONDS
    return value, refused


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(content=CONTENT)
@settings(deadline=None, max_examples=150)
def test_a_value_or_the_one_error(reader: Callable[[str], object], content: bytes) -> None:
    def work() -> object:
        return reader(text_of(content))

    value, error = _outcome(work)
    assert error is None or (error.what and error.fix)
    _held(value)


@given(content=CONTENT)
@settings(deadline=None)
def test_an_answer_of_a_server(content: bytes) -> None:
    _, error = _outcome(lambda: load_answer(content))
    assert error is None or error.fix


def _archive(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


_MEMBERS = st.lists(
    st.tuples(
        st.sampled_from(
            ["cilium/Chart.yaml", "cilium/values.yaml", "../Chart.yaml", "/a/Chart.yaml"]
        ),
        CONTENT,
    ),
    max_size=4,
)


@given(
    content=st.one_of(
        st.binary(max_size=2000),
        st.binary(max_size=2000).map(gzip.compress),
        _MEMBERS.map(_archive),
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_chart(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "chart.tgz"
    path.write_bytes(content)
    value, error = _outcome(lambda: dict(chart_metadata(path)))
    assert error is None or error.fix
    _held(value)
