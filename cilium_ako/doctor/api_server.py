"""Reading from an API server: paged JSON through the official client, nothing written.

The client sends the request and knows TLS, proxies, tokens, client certificates and exec plugins.
Its generated models are left alone: making 10,000 of them takes longer than the server needs to
send their JSON. So are its retries, which know no deadline for the whole. `ApiServer` sends nothing
but GET; whoever has to write makes the request, and has `exchange` send it.

Every answer is awaited under one deadline. An expired continue token restarts its list, a busy
server is asked again when it says, and everything else that goes wrong is a ReadError.
Source: Kubernetes' API concepts, "Retrieving large results sets in chunks" (limit, continue, 410).
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote

import urllib3

from cilium_ako.doctor.read_error import Deadline, ReadError
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_answer
from cilium_ako.documents.limits import ANSWER_BYTES

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Json = dict[str, Any]
"""An object as the API server sends it."""

PAGE_SIZE: Final = 500
"""Objects of one page of a list, as kubectl asks for them."""

_MOST_RESTARTS: Final = 3
"""How often a list begins anew after its continue token expired."""
_JSON: Final = "application/json"
_METADATA_ONLY: Final = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
_ANYTHING: Final = "*/*"
_CHUNK_BYTES: Final = 1 << 20


class ObjectSource(Protocol):
    """Where objects come from: an API server, or a test's own objects."""

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        """One object; None where there is none. Raises ReadError."""

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        """A list, page by page; None where the server has no such kind. Raises ReadError.

        A page that is `RESTARTED` takes back all pages before it.
        """

    def now(self) -> datetime:
        """The time by the server's clock."""


class LogSource(ObjectSource, Protocol):
    """One that has logs of pods too."""

    def text(self, path: str, query: Mapping[str, str]) -> str | None:
        """A text, such as a pod's log; None where there is none. Raises ReadError."""


RESTARTED: Final[list[Json]] = []
"""In place of a page: the list begins anew (compare by identity)."""


def listed(source: ObjectSource, path: str, **query: str) -> list[Json]:
    """A whole list, for a short one; empty where the server has no such kind. Raises ReadError."""
    found: list[Json] = []
    for page in source.pages(path, query) or ():
        if page is RESTARTED:
            found.clear()
        found += page
    return found


class ApiServer:
    """A live cluster's API server. Every method may be called from several threads."""

    def __init__(self, client: ApiClient, deadline: Deadline) -> None:
        self._client = client
        self.deadline: Final = deadline
        self._credentials = threading.Lock()
        self._clock_ahead = 0.0
        self._clock_lock = threading.Lock()
        self._clock_known = False

    @property
    def address(self) -> str:
        """The server's URL, as the kubeconfig has it."""
        return str(self._client.configuration.host)

    def now(self) -> datetime:
        """The time by the server's clock, so that a laptop's wrong one invents no fault."""
        return datetime.fromtimestamp(time.time() + self._clock_ahead, tz=UTC)

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        """One object; None where there is none. Raises ReadError."""
        status, body = self._ask(path, {}, _METADATA_ONLY if metadata_only else _JSON)
        return body if status == 200 else None

    def text(self, path: str, query: Mapping[str, str]) -> str | None:
        """A text, such as a pod's log; None where there is none. Raises ReadError."""
        status, body = self._answer(path, query, _ANYTHING)
        return body.decode(errors="replace") if status == 200 else None

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        """A list, page by page; None where the server has no such kind. Raises ReadError."""
        first = self._first_page(path, query)
        return None if first is None else self._all_pages(path, query, first)

    def _all_pages(
        self, path: str, query: Mapping[str, str], first: tuple[list[Json], str]
    ) -> Iterator[list[Json]]:
        restarts = 0
        items, token = first
        yield items
        while token:
            try:
                page = self._page(path, query, token)
            except _ExpiredError:
                restarts += 1
                if restarts > _MOST_RESTARTS:
                    raise ReadError(
                        "refused", f"the list expired {restarts} times before its end was read"
                    ) from None
                yield RESTARTED
                page = self._first_page(path, query)
            if page is None:
                raise ReadError("cut", "the kind was removed while it was read")
            items, token = page
            yield items

    def _first_page(self, path: str, query: Mapping[str, str]) -> tuple[list[Json], str] | None:
        try:
            return self._page(path, query, "")
        except _ExpiredError:
            raise ReadError("refused", "the server answered 410 to a new list") from None

    def _page(
        self, path: str, query: Mapping[str, str], token: str
    ) -> tuple[list[Json], str] | None:
        """Objects of a page and the token of the next one; None for 404."""
        asked = {"limit": str(PAGE_SIZE), **query, **({"continue": token} if token else {})}
        status, body = self._ask(path, asked, _JSON)
        if status == 404:
            return None
        items = body.get("items")
        metadata = body.get("metadata")
        more = metadata.get("continue") if isinstance(metadata, dict) else None
        objects = items if isinstance(items, list) else []
        return (
            [each for each in objects if isinstance(each, dict)],
            more if isinstance(more, str) else "",
        )

    def _ask(self, path: str, query: Mapping[str, str], accept: str) -> tuple[int, Json]:
        """Status 200 with the body, or 404. Raises ReadError, or _ExpiredError for 410."""
        status, body = self._answer(path, query, accept)
        return status, _decoded(body) if status == 200 else {}

    def _answer(self, path: str, query: Mapping[str, str], accept: str) -> tuple[int, bytes]:
        """The same with the body as it came."""
        while True:
            status, headers, body = self._send(path, query, accept)
            if status in (200, 404):
                return status, body
            if status == 429 or (status in (500, 503, 504) and "retry-after" in headers):
                self._wait(headers.get("retry-after", "1"))
                continue
            if status == 410:
                raise _ExpiredError
            raise _refused(status, path, body)

    def _wait(self, retry_after: str) -> None:
        try:
            seconds = max(0.05, float(retry_after))
        except ValueError:
            seconds = 1.0
        if not seconds < self.deadline.left():
            raise ReadError("timeout", f"the server is busy and asks to wait another {seconds:g} s")
        time.sleep(seconds)

    def _send(
        self, path: str, query: Mapping[str, str], accept: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers by their names in lower case, and the body. Raises ReadError."""
        # the client renews an expiring token here, for which it may run an exec plugin
        with self._credentials:
            method, url, headers, *_ = self._client.param_serialize(
                "GET",
                path,
                query_params=list(query.items()),
                header_params={"Accept": accept, "Accept-Encoding": "gzip"},
                auth_settings=["BearerToken"],
            )
        status, found, body = exchange(self._client, self.deadline, method, url, headers)
        self._set_clock(found.get("date"))
        return status, found, body

    def _set_clock(self, date: str | None) -> None:
        if self._clock_known or date is None:
            return
        with self._clock_lock, contextlib.suppress(ValueError, TypeError):
            self._clock_ahead = parsedate_to_datetime(date).timestamp() - time.time()
            self._clock_known = True


def exchange(
    client: ApiClient,
    deadline: Deadline,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: object = None,
) -> tuple[int, Mapping[str, str], bytes]:
    """Sends a request that the client has made, and reads its answer whole.

    Status, headers by their names in lower case, and the body. Raises ReadError.
    """
    from kubernetes.client import ApiException  # noqa: PLC0415 - start-up time

    try:
        answer = client.call_api(
            method, url, headers, content, _request_timeout=deadline.left()
        ).response
        try:
            body = _body(answer, deadline)
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
    except ApiException as error:  # made of an SSLError, with its text
        raise ReadError("unreachable", _connection_failure(error)) from None
    except urllib3.exceptions.NewConnectionError as error:  # counts as a timeout there
        raise ReadError("unreachable", _connection_failure(error)) from None
    except urllib3.exceptions.TimeoutError:
        deadline.left()
        raise ReadError("timeout", "the server did not answer in time") from None
    except (urllib3.exceptions.ProtocolError, urllib3.exceptions.DecodeError):
        raise ReadError("cut", "the connection broke in the middle of an answer") from None
    except urllib3.exceptions.HTTPError as error:
        raise ReadError("unreachable", _connection_failure(error)) from None
    return answer.status, {key.lower(): text for key, text in answer.headers.items()}, body


def _body(answer: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes:
    """The whole body. A server that sends a byte now and then meets the deadline too."""
    parts: list[bytes] = []
    size = 0
    # said outright: chunked answers, which long lists are, stay compressed otherwise
    for part in answer.stream(_CHUNK_BYTES, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > ANSWER_BYTES:
            raise ReadError(
                "refused", f"the answer is larger than {ANSWER_BYTES >> 20} MiB and was left"
            )
        deadline.left()
    return b"".join(parts)


class _ExpiredError(Exception):
    """The continue token is too old (410)."""


def path_of(*parts: str) -> str:
    """A path below the server's address; each part is one segment.

    >>> path_of("api", "v1", "nodes", "a b")
    '/api/v1/nodes/a%20b'
    """
    return "/" + "/".join(quote(part, safe="") for part in parts)


def _decoded(body: bytes) -> Json:
    try:
        decoded = load_answer(body)
    except DocumentError:
        raise ReadError("cut", "the answer is no JSON, or ends in its middle") from None
    if not isinstance(decoded, dict):
        raise ReadError("refused", "the answer is no object")
    return decoded


def _refused(status: int, path: str, body: bytes) -> ReadError:
    resource = path.removeprefix("/")
    if status == 401:
        return ReadError("unauthorized", "the server does not accept the credentials (401)")
    if status == 403:
        return ReadError("forbidden", f"no permission to read {resource} (403)")
    return ReadError("refused", f"{refusal_text(status, body)} for {resource}")


def refusal_text(status: int, body: bytes) -> str:
    """What a server answered that did not do what it was asked."""
    reason = ""
    with contextlib.suppress(DocumentError):
        answer = load_answer(body)
        # its message could hold parts of an object
        if isinstance(answer, dict) and isinstance(answer.get("reason"), str):
            reason = f", {answer['reason']}"
    return f"the server answered {status}{reason}"


def _connection_failure(error: BaseException) -> str:
    """The root of a connection's failure, in words."""
    root: object = getattr(error, "reason", None) or error
    text = str(root)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "the server's certificate is not of the kubeconfig's authority"
    if "Name or service not known" in text or "NameResolution" in type(root).__name__:
        return "the server's name cannot be resolved"
    if "refused" in text:
        return "nothing listens at the server's address"
    if isinstance(root, str):  # an SSLError that became an ApiException: its class, then its words
        return f"the connection failed ({root.partition(chr(10))[0]})"
    return f"the connection failed ({type(root).__name__})"
