"""Why a digest is not the one JKOPay expects: the mistakes integrations make, each tried (protocol section 1)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode

from app.jkopay import compute_digest

_DIGITS = 64
"""Hex digits of a SHA-256."""


class Mistake(StrEnum):
    """What was done instead. The first ones are about the bytes, then about the key and how, then about the writing."""

    TRAILING_NEWLINE = "trailing_newline"
    TRAILING_CRLF = "trailing_crlf"
    CRLF = "crlf"
    STRIPPED = "stripped"
    BOM = "bom"
    COMPACT = "compact"
    SPACED = "spaced"
    INDENTED = "indented"
    SORTED = "sorted"
    ESCAPED_UNICODE = "escaped_unicode"
    ESCAPED_SLASHES = "escaped_slashes"
    BIG5 = "big5"
    QUERY_ENCODED = "query_encoded"
    QUERY_DECODED = "query_decoded"
    QUESTION_MARK = "question_mark"
    QUERY_SORTED = "query_sorted"
    EMPTY = "empty"
    API_KEY = "api_key"
    KEY_NEWLINE = "key_newline"
    KEY_BASE64 = "key_base64"
    SWAPPED = "swapped"
    NO_HMAC = "no_hmac"
    KEY_APPENDED = "key_appended"
    KEY_PREPENDED = "key_prepended"
    SHA1 = "sha1"
    SHA512 = "sha512"
    MD5 = "md5"
    UPPER_CASE = "upper_case"
    BASE64 = "base64"
    BASE64_OF_HEX = "base64_of_hex"


@dataclass(frozen=True)
class DigestCheck:
    """`digest` is ours. `position` counts from 1: the first character of `given` that is wrong; None where none is.

    `mistakes` together make `given`; empty where none that we know do.
    """

    digest: str
    given: str
    position: int | None
    mistakes: tuple[Mistake, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the given digest is right."""
        return self.digest == self.given

    @property
    def byte(self) -> int | None:
        """The first byte of the HMAC, counted from 1, that is wrong: two characters are one byte."""
        return None if self.position is None or self.position > _DIGITS else (self.position + 1) // 2


def check_digest(payload: bytes, given: str, *, secret_key: str, api_key: str) -> DigestCheck:
    """Compare `given`, which may be empty, with the digest of `payload`."""
    ours = compute_digest(payload, secret_key)
    if not given or given == ours:
        return DigestCheck(ours, given, None, ())
    pairs = zip(ours, given, strict=False)
    position = next((at for at, (right, said) in enumerate(pairs, 1) if right != said), min(len(ours), len(given)) + 1)
    tried = sorted(_try_all(payload, secret_key, api_key), key=lambda attempt: len(attempt[0]))
    mistakes = next((names for names, digest in tried if digest == given.rstrip("=")), ())
    return DigestCheck(ours, given, position, mistakes)


def _try_all(payload: bytes, secret_key: str, api_key: str) -> Iterator[tuple[tuple[Mistake, ...], str]]:
    for about_bytes, other_bytes in _other_bytes(payload):
        for about_key, raw in _other_macs(other_bytes, secret_key, api_key):
            for about_writing, digest in _other_writings(raw):
                yield (*about_bytes, *about_key, *about_writing), digest


def _other_bytes(payload: bytes) -> Iterator[tuple[tuple[Mistake, ...], bytes]]:
    yield (), payload
    yield (Mistake.TRAILING_NEWLINE,), payload + b"\n"
    yield (Mistake.TRAILING_CRLF,), payload + b"\r\n"
    yield (Mistake.CRLF,), payload.replace(b"\n", b"\r\n")
    yield (Mistake.STRIPPED,), payload.strip()
    yield (Mistake.BOM,), b"\xef\xbb\xbf" + payload
    yield (Mistake.QUESTION_MARK,), b"?" + payload
    yield (Mistake.EMPTY,), b""
    text = payload.decode("utf-8", "replace")
    yield (Mistake.BIG5,), text.encode("big5", "replace")
    try:
        value = json.loads(text)
    except ValueError:
        yield from _other_queries(text)
    else:
        yield from _other_json(value, text)


def _other_json(value: Any, text: str) -> Iterator[tuple[tuple[Mistake, ...], bytes]]:
    spacings: tuple[tuple[tuple[Mistake, ...], dict[str, Any]], ...] = (
        ((Mistake.COMPACT,), {"separators": (",", ":")}),
        ((Mistake.SPACED,), {}),
        ((Mistake.INDENTED,), {"indent": 2}),
        ((Mistake.INDENTED,), {"indent": 4}),
    )
    for name, options in spacings:
        # What the payload already is, is no mistake.
        spacing = () if json.dumps(value, ensure_ascii=False, **options) == text else name
        for sort in (False, True):
            for ascii_only in (False, True):
                written = json.dumps(value, ensure_ascii=ascii_only, sort_keys=sort, **options)
                is_escaped = ascii_only and not text.isascii()
                names = spacing + (Mistake.SORTED,) * sort + (Mistake.ESCAPED_UNICODE,) * is_escaped
                yield names, written.encode("utf-8", "replace")
                if "/" in written:
                    yield (*names, Mistake.ESCAPED_SLASHES), written.replace("/", "\\/").encode("utf-8", "replace")


def _other_queries(text: str) -> Iterator[tuple[tuple[Mistake, ...], bytes]]:
    pairs = parse_qsl(text, keep_blank_values=True)
    yield (Mistake.QUERY_ENCODED,), urlencode(pairs).encode()
    yield (Mistake.QUERY_ENCODED,), quote(text, safe="=&").encode()
    yield (Mistake.QUERY_DECODED,), unquote_plus(text).encode("utf-8", "replace")
    yield (Mistake.QUERY_SORTED,), "&".join(sorted(text.split("&"))).encode("utf-8", "replace")


def _other_macs(payload: bytes, secret_key: str, api_key: str) -> Iterator[tuple[tuple[Mistake, ...], bytes]]:
    key = secret_key.encode()
    yield (), hmac.digest(key, payload, "sha256")
    yield (Mistake.API_KEY,), hmac.digest(api_key.encode(), payload, "sha256")
    yield (Mistake.KEY_NEWLINE,), hmac.digest(key + b"\n", payload, "sha256")
    yield (Mistake.KEY_BASE64,), hmac.digest(_decode_base64(key), payload, "sha256")
    yield (Mistake.SWAPPED,), hmac.digest(payload, key, "sha256")
    yield (Mistake.NO_HMAC,), hashlib.sha256(payload).digest()
    yield (Mistake.KEY_APPENDED,), hashlib.sha256(payload + key).digest()
    yield (Mistake.KEY_PREPENDED,), hashlib.sha256(key + payload).digest()
    for name, algorithm in ((Mistake.SHA1, "sha1"), (Mistake.SHA512, "sha512"), (Mistake.MD5, "md5")):
        yield (name,), hmac.digest(key, payload, algorithm)


def _other_writings(raw: bytes) -> Iterator[tuple[tuple[Mistake, ...], str]]:
    yield (), raw.hex()
    yield (Mistake.UPPER_CASE,), raw.hex().upper()
    yield (Mistake.BASE64,), base64.b64encode(raw).decode().rstrip("=")
    yield (Mistake.BASE64,), base64.urlsafe_b64encode(raw).decode().rstrip("=")
    yield (Mistake.BASE64_OF_HEX,), base64.b64encode(raw.hex().encode()).decode().rstrip("=")


def _decode_base64(key: bytes) -> bytes:
    """As a lenient library does: other characters are skipped, and padding is not needed. Nothing if it cannot."""
    try:
        return base64.b64decode(key.translate(bytes.maketrans(b"-_", b"+/")) + b"===")
    except ValueError:
        return b""
