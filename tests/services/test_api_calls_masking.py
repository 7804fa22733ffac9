"""No secret, person or card number is kept of what went over the wire; the numbers one searches by are."""

import pytest

from app.services.api_calls_masking import KEPT_BYTES, find_numbers, mask, mask_text

TOKEN = "abcdefghijklmnopqrstuv"
CARD = "4111111111111111"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (
            f'"confirm_url":"https://s.tw/jkopay/{TOKEN}/confirm"',
            '"confirm_url":"https://s.tw/jkopay/[masked]/confirm"',
        ),
        (f"https://s.tw/jkopay/authorizations/{TOKEN}/result", "https://s.tw/jkopay/authorizations/[masked]/result"),
        (f"https:\\/\\/s.tw\\/orders\\/{TOKEN}\\/return", "https:\\/\\/s.tw\\/orders\\/[masked]\\/return"),
        (f"https://s.tw/authorizations/{TOKEN}/return", "https://s.tw/authorizations/[masked]/return"),
        ("https://s.tw/jkopay/cancellations", "https://s.tw/jkopay/cancellations"),
        ('"payment_url": "https://test.jkopay.com/pay/x?t=1"', '"payment_url": "https://test.jkopay.com/[masked]"'),
        ('{"qr_img":"https:\\/\\/q.jkopay.com\\/a\\/b"}', '{"qr_img":"https:\\/\\/q.jkopay.com\\/[masked]"}'),
        ('"authpay_url":"jkos://bind?x=1","a":1', '"authpay_url":"[masked]","a":1'),
        ('"payment_url":"https://test.jkopay.com/pay/cut', '"payment_url":"https://test.jkopay.com/[masked]'),
        ('"payment_url":null', '"payment_url":null'),
        ('"jkos_account": "0912345678"', '"jkos_account": "[masked]"'),
        ('"maskNo":"411111******1111"', '"maskNo":"[masked]"'),
        ('"maskNo":""', '"maskNo":""'),
        ('"identities":["A123456789"],"a":1', '"identities":["[masked]"],"a":1'),
        (f'"remark":"{CARD}"', '"remark":"[masked]"'),
        (f'"card":{CARD}}}', '"card":[masked]}'),
        ('"remark":"pay 4111 1111 1111 1111 now"', '"remark":"pay [masked] now"'),
        ('"remark":"4111-1111-1111-1111"', '"remark":"[masked]"'),
        ("remark=4111111111111111&x=1", "remark=[masked]&x=1"),
        ('"remark":"4111111111111112"', '"remark":"4111111111111112"'),
        (f'"auth_no":"{CARD}"', f'"auth_no":"{CARD}"'),
        (f'"tradeNo": "{CARD}"', f'"tradeNo": "{CARD}"'),
        (f"platform_order_ids=a,{CARD},b", f"platform_order_ids=a,{CARD},b"),
        (f'"qr_timeout":{CARD}', f'"qr_timeout":{CARD}'),
    ],
)
def test_secrets_persons_and_cards_are_masked_and_numbers_are_not(sent: str, kept: str) -> None:
    assert mask_text(sent) == kept


def test_a_secret_at_the_cut_is_masked_whole() -> None:
    padding = "x" * (KEPT_BYTES - 30)
    kept, count = mask(f"{padding} /orders/{TOKEN}/return".encode())
    assert count == 1
    assert TOKEN[:5].encode() not in kept


def test_numbers_are_read_from_bodies_queries_and_broken_json() -> None:
    assert find_numbers(b'{"platform_order_id":"T1-1","refund_order_id":"T1-1-R2","auth_no": "A9', None) == [
        "T1-1",
        "T1-1-R2",
    ]
    assert find_numbers(b"platform_order_ids=b,a,a", b'{"auth_no":"A9"}') == ["A9", "a", "b"]
