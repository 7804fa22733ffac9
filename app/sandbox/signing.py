"""The digest of a payload, written apart from the shop's own so that neither can vouch for the other's mistakes."""

import hashlib
import hmac


def sign(secret_key: str, payload: bytes) -> str:
    """Lower-case hex of HMAC-SHA256 over exactly these bytes (protocol section 1)."""
    return hmac.new(secret_key.encode(), payload, hashlib.sha256).hexdigest()


def is_genuine(secret_key: str, given_digest: str, payload: bytes) -> bool:
    """Check the digest of a call in constant time."""
    return hmac.compare_digest(sign(secret_key, payload).encode(), given_digest.encode())
