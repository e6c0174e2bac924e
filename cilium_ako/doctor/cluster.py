"""Reading a live cluster: paged JSON over the official client's authentication, nothing written.

The client library knows kubeconfigs, tokens, client certificates, exec plugins and proxies; its
generated models are left alone, because making 10,000 of them takes longer than the server needs
to send their JSON. Only GET is ever sent.

Every answer is awaited under one deadline. An expired continue token restarts its list, a busy
server is asked again when it says, and everything else that goes wrong is a `Refusal` with a
sentence for a person.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import urllib3

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_answer

Json = dict[str, Any]
"""An object as the API server sends it."""

PAGE: Final = 500
"""Objects per page, as kubectl asks for them."""

_RESTARTS: Final = 3
"""How often a list begins anew after its continue token expired."""
_SERVICE_ACCOUNT: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
_METADATA_ONLY: Final = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"

Kind = Literal["forbidden", "unauthorized", "unreachable", "timeout", "cut", "refused"]

ResultT = TypeVar("ResultT")


class Refusal(Exception):  # noqa: N818 - the server's word, not a mistake of the program
    """Something that could not be read. `kind` is the reason, `message` a sentence."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Final = kind
        self.message: Final = message


class CannotLookError(Exception):
    """No cluster to look at: no kubeconfig, no such context, no server, no entry."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message: Final = message
        self.fix: Final = fix


class Source(Protocol):
    """Where objects come from."""

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        """One object; None where there is none. Raises Refusal."""

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        """A list, page by page; None where the server has no such kind. Raises Refusal.

        A page of `RESTARTED` takes back all pages before it.
        """

    def now(self) -> datetime:
        """The time by the server's clock."""


RESTARTED: Final[list[Json]] = []
"""In place of a page: the list begins anew (compare by identity)."""


_AGAIN: Final = "<again>"
"""In place of a continue token: ask for the first page."""


class Deadline:
    """A point in time that no reading goes beyond."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left. Raises Refusal where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Refusal("timeout", f"no answer within {self._seconds:g} s")
        return left

    def remaining(self) -> float:
        """Seconds left, negative once they are over."""
        return self._end - time.monotonic()


class Cluster:
    """A live cluster. Every method may be called from several threads."""

    def __init__(
        self,
        pool: urllib3.PoolManager,
        server: str,
        headers: Callable[[], Mapping[str, str]],
        deadline: Deadline,
    ) -> None:
        self._pool = pool
        self._server = server.rstrip("/")
        self._headers = headers
        self.deadline: Final = deadline
        self._ahead = 0.0
        self._clock_lock = threading.Lock()
        self._clock_known = False

    def now(self) -> datetime:
        """The time by the server's clock, so that a laptop's wrong one invents no fault."""
        return datetime.fromtimestamp(time.time() + self._ahead, tz=UTC)

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        """One object; None where there is none. Raises Refusal."""
        status, body = self._ask(path, _METADATA_ONLY if metadata_only else "application/json")
        return body if status == 200 else None

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        """A list, page by page; None where the server has no such kind. Raises Refusal."""
        try:
            first = self._page(path, query, "")
        except _ExpiredError:
            raise Refusal("refused", "the server answered 410 to a new list") from None
        if first is None:
            return None
        return self._rest(path, query, first)

    def _rest(
        self, path: str, query: Mapping[str, str], first: tuple[list[Json], str]
    ) -> Iterator[list[Json]]:
        restarts = 0
        items, token = first
        while True:
            yield items
            if not token:
                return
            try:
                page = self._page(path, query, token)
            except _ExpiredError:
                restarts += 1
                if restarts > _RESTARTS:
                    raise Refusal(
                        "refused", f"the list expired {restarts} times before its end was read"
                    ) from None
                yield RESTARTED
                items, token = [], _AGAIN
                continue
            if page is None:
                raise Refusal("cut", "the kind was removed while it was read")
            items, token = page

    def _page(
        self, path: str, query: Mapping[str, str], token: str
    ) -> tuple[list[Json], str] | None:
        asked = {"limit": str(PAGE), **query}
        if token and token is not _AGAIN:
            asked["continue"] = token
        status, body = self._ask(f"{path}?{urlencode(asked)}", "application/json")
        if status == 404:
            return None
        items = body.get("items")
        metadata = body.get("metadata")
        more = metadata.get("continue") if isinstance(metadata, dict) else None
        return (
            [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
        ), more if isinstance(more, str) else ""

    def _ask(self, path: str, accept: str) -> tuple[int, Json]:
        """Status 200 or 404 with the body. Raises Refusal, or _ExpiredError for 410."""
        while True:
            status, headers, body = self._send(path, accept)
            if status == 200 or status == 404:
                return status, _decoded(body) if status == 200 else {}
            if status == 429 or (status in (500, 503, 504) and "retry-after" in headers):
                self._wait(headers.get("retry-after", "1"))
                continue
            if status == 410:
                raise _ExpiredError
            raise _refusal(status, path, body)

    def _wait(self, retry_after: str) -> None:
        try:
            asked = max(0.05, float(retry_after))
        except ValueError:
            asked = 1.0
        if asked >= self.deadline.left():
            raise Refusal("timeout", f"the server is busy and asks to wait another {asked:g} s")
        time.sleep(asked)

    def _send(self, path: str, accept: str) -> tuple[int, Mapping[str, str], bytes]:
        try:
            response = self._pool.request(
                "GET",
                self._server + path,
                headers={**self._headers(), "Accept": accept, "Accept-Encoding": "gzip"},
                retries=False,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(total=self.deadline.left()),
            )
            try:
                body = self._body(response)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except urllib3.exceptions.NewConnectionError as error:  # counts as a timeout there
            raise Refusal("unreachable", _why(error)) from None
        except urllib3.exceptions.TimeoutError:
            self.deadline.left()
            raise Refusal("timeout", "the server did not answer in time") from None
        except (urllib3.exceptions.ProtocolError, urllib3.exceptions.DecodeError):
            raise Refusal("cut", "the connection broke in the middle of an answer") from None
        except urllib3.exceptions.HTTPError as error:
            raise Refusal("unreachable", _why(error)) from None
        self._set_clock(response.headers.get("date"))
        return (
            response.status,
            {name.lower(): value for name, value in response.headers.items()},
            body,
        )

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """The whole body. A server that sends a byte now and then meets the deadline too."""
        parts: list[bytes] = []
        # said outright: chunked answers, which long lists are, stay compressed otherwise
        for part in response.stream(1 << 20, decode_content=True):
            parts.append(part)
            self.deadline.left()
        return b"".join(parts)

    def _set_clock(self, date: str | None) -> None:
        if self._clock_known or date is None:
            return
        with self._clock_lock, contextlib.suppress(ValueError, TypeError):
            self._ahead = parsedate_to_datetime(date).timestamp() - time.time()
            self._clock_known = True


class _ExpiredError(Exception):
    """The continue token is too old (410)."""


def connect(
    context: str | None, seconds: float, kubeconfig: Mapping[str, Any] | None = None
) -> Cluster:
    """The cluster of a kubeconfig's context, read within so many seconds in all.

    Without a `kubeconfig` it is the one of `KUBECONFIG` or `~/.kube/config`; inside a pod
    without either it is the pod's service account. Raises CannotLookError.
    """
    deadline = Deadline(seconds)
    client = _within(deadline, lambda: _client(context, kubeconfig))
    configuration = client.configuration

    renewing = threading.Lock()

    def headers() -> Mapping[str, str]:
        found: dict[str, str] = {"User-Agent": "cilium-ako-doctor"}
        # the library renews an expiring token here, which may run an exec plugin
        with renewing:
            client.update_params_for_auth(found, [], ["BearerToken"], "", "GET", None)
        return found

    return Cluster(client.rest_client.pool_manager, configuration.host, headers, deadline)


def _client(context: str | None, kubeconfig: Mapping[str, Any] | None) -> Any:
    # imported here: commands that need no cluster must not wait for it
    from kubernetes import client, config  # noqa: PLC0415

    configuration = client.Configuration()
    files = os.environ.get("KUBECONFIG") or "~/.kube/config"
    there = any(Path(each).expanduser().is_file() for each in files.split(os.pathsep) if each)
    if kubeconfig is None and not there and (context or not _SERVICE_ACCOUNT.is_file()):
        raise CannotLookError(
            "there is no kubeconfig", "set KUBECONFIG, or put one at ~/.kube/config"
        )
    try:
        if kubeconfig is not None:
            config.load_kube_config_from_dict(
                dict(kubeconfig), context=context, client_configuration=configuration
            )
        elif there:
            config.load_kube_config(
                config_file=files, context=context, client_configuration=configuration
            )
        else:
            config.load_incluster_config(client_configuration=configuration)
    except Exception as error:
        # only the library's own words about the file: a plugin's could hold a token
        own = str(error) if str(error).startswith("Invalid kube-config") else type(error).__name__
        raise CannotLookError(
            f"the kubeconfig cannot be used: {_plain(own)}",
            "check that `kubectl version` works with the same KUBECONFIG, and the context's name"
            " (--context, or cluster.kubeconfigContext)",
        ) from None
    if _is_loopback(configuration.host):
        configuration.proxy = None
    configuration.connection_pool_maxsize = 8
    return client.ApiClient(configuration)


def _within(deadline: Deadline, work: Callable[[], ResultT]) -> ResultT:
    """The result of work that knows no timeout of its own, such as an exec plugin."""
    results: list[ResultT] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    # a daemon: a plugin that hangs must not keep the program from ending
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if errors:
        raise errors[0]
    if not results:
        raise CannotLookError(
            "the kubeconfig's credentials did not arrive in time",
            "run the kubeconfig's exec plugin by hand, or raise --timeout",
        )
    return results[0]


def _decoded(body: bytes) -> Json:
    try:
        decoded = load_answer(body)
    except DocumentError:
        raise Refusal("cut", "the answer is no JSON, or ends in its middle") from None
    if not isinstance(decoded, dict):
        raise Refusal("refused", "the answer is no object")
    return decoded


def _refusal(status: int, path: str, body: bytes) -> Refusal:
    kind = path.partition("?")[0].removeprefix("/")
    if status == 401:
        return Refusal("unauthorized", "the server does not accept the credentials (401)")
    if status == 403:
        return Refusal("forbidden", f"no permission to read {kind} (403)")
    reason = ""
    with contextlib.suppress(DocumentError):
        told = load_answer(body)
        if isinstance(told, dict) and isinstance(told.get("reason"), str):
            reason = f", {told['reason']}"
    return Refusal("refused", f"the server answered {status}{reason} for {kind}")


def _why(error: BaseException) -> str:
    """The root of a connection's failure, in words."""
    root: object = getattr(error, "reason", None) or error
    text = str(root)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "the server's certificate is not of the kubeconfig's authority"
    if "Name or service not known" in text or "NameResolution" in type(root).__name__:
        return "the server's name cannot be resolved"
    if "refused" in text:
        return "nothing listens at the server's address"
    return f"the connection failed ({type(root).__name__})"


def _plain(text: str) -> str:
    return " ".join(text.split())[:200]


def _is_loopback(host: str) -> bool:
    name = urlsplit(host).hostname or ""
    if name == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(name).is_loopback
    return False


def path_of(*parts: str) -> str:
    """A path below the server's address; each part is one segment.

    >>> path_of("api", "v1", "nodes", "a b")
    '/api/v1/nodes/a%20b'
    """
    return "/" + "/".join(quote(part, safe="") for part in parts)
