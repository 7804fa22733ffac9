"""The digest of a payload: protocol section 1."""

import hashlib
import hmac


def compute_digest(payload: bytes, secret_key: str) -> str:
    """Lower-case hex HMAC-SHA256 of exactly these bytes, keyed with the secret key as UTF-8."""
    return hmac.new(secret_key.encode(), payload, hashlib.sha256).hexdigest()


def verify_digest(payload: bytes, claimed: str | None, secret_key: str) -> bool | None:
    """Whether the claimed digest is the payload's; None when none was claimed.

    No signature of JKOPay's own calls is documented (protocol section 4): record the answer, never rely on it.
    """
    if claimed is None:
        return None
    # As bytes, because comparing text in constant time is only possible for ASCII and the header is a stranger's.
    return hmac.compare_digest(compute_digest(payload, secret_key).encode(), claimed.encode("utf-8", "replace"))
