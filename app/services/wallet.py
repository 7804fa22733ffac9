"""The shop's side of JKOPay: the client, and what every request to it needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.jkopay import AuthpayApi, JkopayClient
from app.models import Charge, Payment
from app.services.api_calls_log import CallLog
from app.services.breaker import Breaker


@dataclass(frozen=True)
class Wallet:
    """The client with the store it speaks for.

    `public_url` is where JKOPay and browsers reach the shop, without a trailing slash; `link_hosts` are the hosts whose
    payment links are shown to shoppers. `sign` makes the digest of a payload. `verify_digest` tells whether a call's
    digest is made with our secret (None: it had none); nothing relies on it, because no signature of JKOPay's calls is
    documented. `calls` notes what goes over the wire. `breaker` is the one `client` goes through, if it has one.
    """

    client: JkopayClient
    store_id: str
    public_url: str
    link_hosts: frozenset[str]
    sign: Callable[[bytes], str]
    verify_digest: Callable[[bytes, str | None], bool | None]
    calls: CallLog
    breaker: Breaker = field(default_factory=Breaker)

    def trusts_link(self, url: str) -> bool:
        """Whether a payment link may be shown: https (http only where we ourselves are on http) on a known host."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        schemes = {"https", urlsplit(self.public_url).scheme}
        known = any(host == trusted or host.endswith(f".{trusted}") for trusted in self.link_hosts)
        return parts.scheme in schemes and known and "@" not in parts.netloc

    def api_of(self, payment: Payment) -> JkopayClient | AuthpayApi:
        """Where `payment` is refunded and asked about: charges have calls of their own."""
        return self.client.authpay if isinstance(payment, Charge) else self.client
