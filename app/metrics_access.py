"""Who may read the metrics: a monitor with the token, or this very machine where nobody stands between."""

import hmac
import ipaddress

from app.config import Settings


def may_read_metrics(settings: Settings, remote_address: str, authorization: str) -> bool:
    """Whether a caller from `remote_address` with this Authorization header may.

    Behind a proxy every caller comes from a loopback or private address, so loopback counts only while the shop is
    reached by plain http, where it is on this machine or network without a proxy, and only without a token.
    """
    token = settings.metrics_token
    if token is not None:
        return hmac.compare_digest(authorization.encode(), f"Bearer {token.get_secret_value()}".encode())
    direct = settings.public_url.startswith("http://") and not settings.trusted_proxies
    try:
        return direct and ipaddress.ip_address(remote_address).is_loopback
    except ValueError:
        return False
