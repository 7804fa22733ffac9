"""A digest that is not JKOPay's is told from which mistake it comes."""

import base64
import hashlib
import hmac
import json

import pytest

from app.services.digest_mistakes import Mistake, check_digest

SECRET = "r0odDC1e9LHXDmxuvmOv9bgaWLf2CXB2c4gMheoFucVKNMi1K0Id9zwRHJF1r-kdtAKriKgb11VDlo7Kb8R-FQ"
API_KEY = "an api key"
QUERY = b"platform_order_ids=test123,demo-order-001"
QUERY_DIGEST = "7778b95890af17c5b41e8cef957f4769e7bfecc79e9f9ee555923293ebd8e880"
BODY = {"trade_name": "茶/壺", "final_price": 10, "store_id": "s"}
COMPACT = json.dumps(BODY, ensure_ascii=False, separators=(",", ":")).encode()
SPACED = json.dumps(BODY, ensure_ascii=False).encode()


def hmac_of(payload: bytes, key: str | bytes = SECRET, algorithm: str = "sha256") -> bytes:
    return hmac.digest(key.encode() if isinstance(key, str) else key, payload, algorithm)


def mistakes(payload: bytes, given: str) -> tuple[Mistake, ...]:
    return check_digest(payload, given, secret_key=SECRET, api_key=API_KEY).mistakes


def test_the_vector_of_the_documentation_is_right() -> None:
    check = check_digest(QUERY, QUERY_DIGEST, secret_key=SECRET, api_key=API_KEY)
    assert (check.digest, check.is_equal, check.position, check.mistakes) == (QUERY_DIGEST, True, None, ())


def test_without_a_digest_ours_is_told() -> None:
    check = check_digest(QUERY, "", secret_key=SECRET, api_key=API_KEY)
    assert (check.digest, check.position) == (QUERY_DIGEST, None)


@pytest.mark.parametrize(
    ("given", "position", "byte"),
    [
        ("0" + QUERY_DIGEST[1:], 1, 1),
        (QUERY_DIGEST[:2] + "0" + QUERY_DIGEST[3:], 3, 2),
        (QUERY_DIGEST[:63] + "1", 64, 32),
        (QUERY_DIGEST[:10], 11, 6),
        (QUERY_DIGEST + "0", 65, None),
    ],
)
def test_the_first_wrong_character_and_byte_are_told(given: str, position: int, byte: int | None) -> None:
    check = check_digest(QUERY, given, secret_key=SECRET, api_key=API_KEY)
    assert (check.position, check.byte, check.mistakes) == (position, byte, ())


@pytest.mark.parametrize(
    ("signed", "sent", "mistake"),
    [
        (QUERY + b"\n", QUERY, Mistake.TRAILING_NEWLINE),
        (QUERY + b"\r\n", QUERY, Mistake.TRAILING_CRLF),
        (b"a\r\nb", b"a\nb", Mistake.CRLF),
        (QUERY, QUERY + b" ", Mistake.STRIPPED),
        (b"\xef\xbb\xbf" + COMPACT, COMPACT, Mistake.BOM),
        (COMPACT, SPACED, Mistake.COMPACT),
        (SPACED, COMPACT, Mistake.SPACED),
        (json.dumps(BODY, ensure_ascii=False, indent=4).encode(), COMPACT, Mistake.INDENTED),
        (json.dumps(BODY, separators=(",", ":")).encode(), COMPACT, Mistake.ESCAPED_UNICODE),
        (COMPACT.replace(b"/", b"\\/"), COMPACT, Mistake.ESCAPED_SLASHES),
        (json.dumps(BODY, ensure_ascii=False, sort_keys=True).encode(), SPACED, Mistake.SORTED),
        (COMPACT.decode().encode("big5"), COMPACT, Mistake.BIG5),
        (QUERY.replace(b",", b"%2C"), QUERY, Mistake.QUERY_ENCODED),
        (QUERY, QUERY.replace(b",", b"%2C"), Mistake.QUERY_DECODED),
        (b"?" + QUERY, QUERY, Mistake.QUESTION_MARK),
        (b"a=1&b=2", b"b=2&a=1", Mistake.QUERY_SORTED),
        (b"", QUERY, Mistake.EMPTY),
    ],
)
def test_other_bytes_are_named(signed: bytes, sent: bytes, mistake: Mistake) -> None:
    assert mistakes(sent, hmac_of(signed).hex()) == (mistake,)


@pytest.mark.parametrize(
    ("raw", "mistake"),
    [
        (hmac_of(QUERY, API_KEY), Mistake.API_KEY),
        (hmac_of(QUERY, SECRET + "\n"), Mistake.KEY_NEWLINE),
        (hmac_of(QUERY, base64.urlsafe_b64decode(SECRET + "==")), Mistake.KEY_BASE64),
        (hmac_of(SECRET.encode(), QUERY), Mistake.SWAPPED),
        (hashlib.sha256(QUERY).digest(), Mistake.NO_HMAC),
        (hashlib.sha256(QUERY + SECRET.encode()).digest(), Mistake.KEY_APPENDED),
        (hashlib.sha256(SECRET.encode() + QUERY).digest(), Mistake.KEY_PREPENDED),
        (hmac_of(QUERY, algorithm="sha1"), Mistake.SHA1),
        (hmac_of(QUERY, algorithm="sha512"), Mistake.SHA512),
        (hmac_of(QUERY, algorithm="md5"), Mistake.MD5),
    ],
)
def test_another_key_or_hash_is_named(raw: bytes, mistake: Mistake) -> None:
    assert mistakes(QUERY, raw.hex()) == (mistake,)


@pytest.mark.parametrize(
    ("given", "mistake"),
    [
        (QUERY_DIGEST.upper(), Mistake.UPPER_CASE),
        (base64.b64encode(bytes.fromhex(QUERY_DIGEST)).decode(), Mistake.BASE64),
        (base64.urlsafe_b64encode(bytes.fromhex(QUERY_DIGEST)).decode().rstrip("="), Mistake.BASE64),
        (base64.b64encode(QUERY_DIGEST.encode()).decode(), Mistake.BASE64_OF_HEX),
    ],
)
def test_another_writing_is_named(given: str, mistake: Mistake) -> None:
    assert mistakes(QUERY, given) == (mistake,)


def test_mistakes_that_were_made_together_are_named_together() -> None:
    given = base64.b64encode(hmac_of(SPACED + b"", API_KEY)).decode()
    assert mistakes(COMPACT, given) == (Mistake.SPACED, Mistake.API_KEY, Mistake.BASE64)


@pytest.mark.parametrize("secret_key", ["abcde", "金鑰", "x"])
def test_any_key_can_be_tried(secret_key: str) -> None:
    given = hmac_of(QUERY, API_KEY).hex()
    assert check_digest(QUERY, given, secret_key=secret_key, api_key=API_KEY).mistakes == (Mistake.API_KEY,)
