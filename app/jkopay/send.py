"""One signed request and the bytes that come back: protocol section 1."""

import re
import time
from dataclasses import dataclass
from http.client import HTTPException

from requests import PreparedRequest, Request, RequestException
from urllib3.exceptions import HTTPError

from .apis import Api
from .checks import split_web_address
from .deadline import Call, Limits, current_call
from .errors import RequestInvalid, Silence, WalletSilent
from .exchange import MASKED, Exchange, Headers, OnExchange, tell_nobody
from .signing import compute_digest
from .transport import CallAdapter

# The longest documented answer, 20 rows with their refunds, is some tens of kilobytes.
LARGEST_ANSWER = 1024 * 1024
_CHUNK = 64 * 1024
# As many calls at once keep their connection; more are made and closed, never queued.
_POOL_SIZE = 64
_HEADER_VALUE = re.compile(r"[!-~]+")
_BROKEN = (RequestException, HTTPError, HTTPException, OSError, ValueError)


class _AnswerTooLarge(Exception):
    pass


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back, decompressed."""

    status: int
    body: bytes
    headers: Headers


def _name_cause(error: BaseException) -> str:
    # The name only: the texts of these errors quote addresses and whatever the other side sent.
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return type(error).__name__


class Sender:
    """Signs exactly the bytes it sends. Safe to share between threads and greenlets.

    `on_exchange` is told of every call when it is over, before its answer is read or its silence raised.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        secret_key: str,
        limits: Limits,
        ca_bundle: str | None,
        on_exchange: OnExchange = tell_nobody,
    ) -> None:
        parts = split_web_address("base_url", base_url)
        if parts.query or parts.fragment:
            raise RequestInvalid("base_url", "must have no query and no fragment")
        if not _HEADER_VALUE.fullmatch(api_key):
            raise RequestInvalid("api_key", "must be printable ASCII characters without spaces")
        if not secret_key:
            raise RequestInvalid("secret_key", "must not be empty")
        self.base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._secret_key = secret_key
        self._limits = limits
        self._adapter = CallAdapter(self.base_url, _POOL_SIZE, ca_bundle)
        self._on_exchange = on_exchange

    def __repr__(self) -> str:
        return f"Sender({self.base_url!r})"

    def close(self) -> None:
        self._adapter.close()

    def send(self, api: Api, payload: bytes) -> HttpAnswer:
        """Sends one request, once. Raises `WalletSilent`."""
        prepared = self._prepare(api, payload)
        call = Call(self._limits)
        token = current_call.set(call)
        reason = Silence.NO_ANSWER
        started = time.monotonic()
        answer = None
        try:
            answer = self._exchange(prepared)
            return answer
        except _AnswerTooLarge:
            reason, cause = Silence.TOO_LARGE, f"more than {LARGEST_ANSWER} bytes"
        except _BROKEN as error:
            cause = _name_cause(error)
        finally:
            current_call.reset(token)
            self._tell(api, prepared, payload, answer, time.monotonic() - started)
        # Raised out here so that it does not drag along the errors of the libraries, which hold the headers.
        if not call.has_started_sending:
            reason = Silence.NOT_SENT
        elif call.is_over:
            reason = Silence.DEADLINE
        raise WalletSilent(api, reason, may_have_arrived=call.has_started_sending, cause=cause)

    def _tell(
        self, api: Api, prepared: PreparedRequest, payload: bytes, answer: HttpAnswer | None, seconds: float
    ) -> None:
        headers = tuple((name, MASKED if name == "api-key" else str(value)) for name, value in prepared.headers.items())
        self._on_exchange(
            Exchange(
                api=api,
                url=str(prepared.url),
                headers=headers,
                payload=payload,
                digest=prepared.headers["digest"],
                status=answer.status if answer else None,
                answer_headers=answer.headers if answer else (),
                answer=answer.body if answer else None,
                seconds=seconds,
            )
        )

    def _prepare(self, api: Api, payload: bytes) -> PreparedRequest:
        method = api.method
        url = f"{self.base_url}{api.path}"
        return Request(
            method,
            url if method == "POST" else f"{url}?{payload.decode()}",
            data=payload if method == "POST" else None,
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "jkopay-python",
                "api-key": self._api_key,
                "digest": compute_digest(payload, self._secret_key),
            },
        ).prepare()

    def _exchange(self, prepared: PreparedRequest) -> HttpAnswer:
        response = self._adapter.send(prepared, stream=True)
        try:
            body = bytearray()
            while chunk := response.raw.read(_CHUNK, decode_content=True):
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise _AnswerTooLarge
        finally:
            # Gives a connection that was read to its end back to the pool, and closes any other.
            response.close()
        return HttpAnswer(response.status_code, bytes(body), tuple(response.headers.items()))
