"""Mistakes in making a digest, as the one who made them reads them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.services.digest_mistakes import Mistake

MISTAKES: dict[Mistake, Any] = {
    Mistake.TRAILING_NEWLINE: _l("A line feed was signed after the payload. Sign exactly the bytes that are sent."),
    Mistake.TRAILING_CRLF: _l("A carriage return and line feed were signed after the payload."),
    Mistake.CRLF: _l("Lines ended with CR LF where they were signed, and with LF here, or the other way round."),
    Mistake.STRIPPED: _l("Blanks around the payload were cut off before it was signed."),
    Mistake.BOM: _l("A byte order mark was signed before the payload."),
    Mistake.COMPACT: _l(
        "The JSON was written again without spaces before it was signed. Write it once, and sign that."
    ),
    Mistake.SPACED: _l("The JSON was written again with spaces after commas and colons before it was signed."),
    Mistake.INDENTED: _l("The JSON was written again with indentation before it was signed."),
    Mistake.SORTED: _l("The keys of the JSON were sorted before it was signed. Nothing is sorted."),
    Mistake.ESCAPED_UNICODE: _l("Other characters than ASCII were signed as \\uXXXX and sent as UTF-8."),
    Mistake.ESCAPED_SLASHES: _l("Slashes were signed as \\/ (PHP: JSON_UNESCAPED_SLASHES) and sent as /."),
    Mistake.BIG5: _l("The text was signed in Big5. Everything is UTF-8."),
    Mistake.QUERY_ENCODED: _l("The query was percent-encoded before it was signed, and sent as it stands here."),
    Mistake.QUERY_DECODED: _l("The query was decoded before it was signed. Sign it as it goes over the wire."),
    Mistake.QUESTION_MARK: _l("The question mark was signed with the query. It is not a part of it."),
    Mistake.QUERY_SORTED: _l("The parameters of the query were sorted before it was signed. Nothing is sorted."),
    Mistake.EMPTY: _l("Nothing was signed: an empty payload. Was the body read before it was signed?"),
    Mistake.API_KEY: _l("The API key was used as the key. It is the secret key that signs."),
    Mistake.KEY_NEWLINE: _l("The secret key had a line feed at its end. Was it read from a file?"),
    Mistake.KEY_BASE64: _l("The secret key was decoded from base64. Its text is used as it stands, as UTF-8."),
    Mistake.SWAPPED: _l("Key and message were swapped."),
    Mistake.NO_HMAC: _l("The payload was hashed with SHA-256, without a key. It is HMAC-SHA256."),
    Mistake.KEY_APPENDED: _l("The secret key was written after the payload and both were hashed. It is HMAC-SHA256."),
    Mistake.KEY_PREPENDED: _l("The secret key was written before the payload and both were hashed. It is HMAC-SHA256."),
    Mistake.SHA1: _l("HMAC-SHA1 was used. It is HMAC-SHA256."),
    Mistake.SHA512: _l("HMAC-SHA512 was used. It is HMAC-SHA256."),
    Mistake.MD5: _l("HMAC-MD5 was used. It is HMAC-SHA256."),
    Mistake.UPPER_CASE: _l("The digest is written in upper case. It is lower-case hexadecimal."),
    Mistake.BASE64: _l("The digest is written in base64. It is lower-case hexadecimal."),
    Mistake.BASE64_OF_HEX: _l("The hexadecimal digest was written in base64 once more."),
}
