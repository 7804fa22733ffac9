"""What must not be kept of what went over the wire, and the numbers by which it is found again.

Works on text that may be broken or cut anywhere, so by patterns and never by parsing.
"""

import re

MASKED = "[masked]"

KEPT_BYTES = 64 * 1024
"""Of a payload and of an answer; the longest documented answer is some tens of kilobytes."""

MOST_NUMBERS = 100
"""An inquiry's answer holds 20 orders with their refunds."""

# A secret that begins before the cut is masked whole, because this much more is looked at.
_SLACK = 4 * 1024
_LONGEST_NUMBER = 60

# Who reads such an address of ours can open it. A slash of JSON may be written \/.
_OWN_ADDRESS = re.compile(
    r"(\\?/(?:orders|authorizations|jkopay\\?/authorizations|jkopay)\\?/)(?!authorizations\b)[A-Za-z0-9_-]{16,}"
)
# Who has such a link can pay or bind with it; the host is kept, because it decides whether the link is trusted.
_LINK = re.compile(
    r'("(?:payment_url|authpay_url|qr_img)"\s*:\s*")(https?:\\?/\\?/[^/\\"?#]*\\?/?)?((?:[^"\\]|\\.)*\\?)'
)
_PERSONAL = re.compile(r'("(?:maskNo|invoice_vehicle|jkos_account)"\s*:\s*")((?:[^"\\]|\\.)+\\?)')
_IDENTITIES = re.compile(r'("identities"\s*:\s*)\[[^\]]*\]?')

# 13 to 19 digits with single blanks or hyphens between them, and nothing beside them that makes them part of a word.
_LONG_NUMBER = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_FIELD_BEFORE = re.compile(r'(?:"(\w+)"\s*:\s*"?|[?&\s]?(\w+)=[^&\s"]*)$')
# Numbers that JKOPay or we made; of the rest, a number with a right check digit is taken for a card's.
_OUR_NUMBERS = frozenset(
    {
        "platform_order_id",
        "platform_order_ids",
        "refund_order_id",
        "platform_authpay_id",
        "auth_no",
        "tradeNo",
        "refund_tradeNo",
        "store_id",
        "qr_timeout",
    }
)

_NUMBER = re.compile(
    r'"(?:platform_order_id|refund_order_id|platform_authpay_id|auth_no)"\s*:\s*"((?:[^"\\\x00]){1,60})"'
    r"|\b(?:platform_order_ids|auth_no)=([^&\s\x00]+)"
)


def mask(data: bytes) -> tuple[bytes, int]:
    """The part of `data` that is kept, and how many places in it are masked. Bytes that are no text stay."""
    text = data[: KEPT_BYTES + _SLACK].decode("utf-8", "surrogateescape")
    masked, count = _mask_text(text)
    return masked.encode("utf-8", "surrogateescape")[:KEPT_BYTES], count


def mask_text(text: str) -> str:
    """`text` without secrets and without NUL, which PostgreSQL refuses; for addresses, headers and messages."""
    return _mask_text(text.replace("\x00", ""))[0][:KEPT_BYTES]


def find_numbers(*texts: bytes | None) -> list[str]:
    """The numbers of payments, refunds and authorizations that are named, each once, in alphabetical order."""
    found: set[str] = set()
    for text in texts:
        for in_json, in_query in _NUMBER.findall((text or b"").decode("utf-8", "replace")):
            found.update([in_json] if in_json else in_query.split(","))
    return sorted(number for number in found if 0 < len(number) <= _LONGEST_NUMBER)[:MOST_NUMBERS]


def _mask_text(text: str) -> tuple[str, int]:
    counts = 0
    for pattern, put in (
        (_OWN_ADDRESS, rf"\g<1>{MASKED}"),
        (_LINK, rf"\g<1>\g<2>{MASKED}"),
        (_PERSONAL, rf"\g<1>{MASKED}"),
        (_IDENTITIES, rf'\g<1>["{MASKED}"]'),
    ):
        text, count = pattern.subn(put, text)
        counts += count
    places = [found.span() for found in _LONG_NUMBER.finditer(text) if _is_card(text, found)]
    for start, end in reversed(places):
        text = f"{text[:start]}{MASKED}{text[end:]}"
    return text, counts + len(places)


def _is_card(text: str, found: re.Match[str]) -> bool:
    before = _FIELD_BEFORE.search(text, max(0, found.start() - 400), found.start())
    if before and (before[1] or before[2]) in _OUR_NUMBERS:
        return False
    digits = [int(character) for character in found[0] if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
