"""Which links a shopper is shown: those of JKOPay's own hosts, and nothing that only looks like one."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from app import connect
from app.config import Settings
from app.services.wallet import Wallet

HOSTS = "jkopay.com,uat-onlinepay.jkopay.app"


def wallet_of(folder: Path, base_url: str, public_url: str) -> Wallet:
    word = SecretStr("a-secret-of-the-tests-long-enough-for-anything")
    settings = Settings(
        _env_file=None,
        jkopay_base_url=base_url,
        jkopay_api_key=word,
        jkopay_secret_key=word,
        jkopay_store_id="store",
        secret_key=word,
        public_url=public_url,
        database_url=f"sqlite:///{folder / 'shop.db'}",
        jkopay_link_hosts=HOSTS,
    )
    _, wallet = connect(settings)
    return wallet


@pytest.mark.parametrize(
    ("url", "is_shown"),
    [
        ("https://jkopay.com/pay", True),
        ("https://www.jkopay.com/pay", True),
        ("https://WWW.JKOPAY.COM:443/pay", True),
        ("https://uat-onlinepay.jkopay.app/pay", True),
        ("https://onlinepay.jkopay.app/pay", False),
        ("https://evil-jkopay.com/pay", False),
        ("https://jkopay.com.evil.example/pay", False),
        ("https://jkopay.com@evil.example/pay", False),
        ("https://evil.example/@jkopay.com", False),
        ("https://shopper@jkopay.com/pay", False),
        ("https://evil.example/?jkopay.com", False),
        ("http://jkopay.com/pay", False),
        ("javascript:alert('jkopay.com')", False),
        ("jkos://jkopay.com/pay", False),
        ("//jkopay.com/pay", False),
        ("", False),
    ],
)
def test_a_link_is_shown_only_by_its_host_and_scheme(tmp_path: Path, url: str, is_shown: bool) -> None:
    wallet = wallet_of(tmp_path, "https://onlinepay.jkopay.com", "https://shop.example.com")
    assert wallet.trusts_link(url) is is_shown


def test_plain_http_is_shown_where_the_shop_itself_is_on_it(tmp_path: Path) -> None:
    wallet = wallet_of(tmp_path, "http://127.0.0.1:5001", "http://127.0.0.1:5000")
    assert wallet.trusts_link("http://127.0.0.1:5001/pay")
    assert not wallet.trusts_link("http://127.0.0.2:5001/pay")
