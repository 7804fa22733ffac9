import pytest

from app.jkopay import NotificationInvalid, parse_confirm, parse_result


def test_a_confirm_call_names_the_order() -> None:
    assert parse_confirm(b'{"platform_order_id": "order-1"}') == "order-1"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"platform_order_id":null}', b'{"platform_order_id":5}', b'{"platform_order_id":"a,b"}',
     b'{"platform_order_id":"a","platform_order_id":"b"}', b"platform_order_id=order-1", b"\xff"],
)  # fmt: skip
def test_any_other_confirm_call_is_refused(body: bytes) -> None:
    with pytest.raises(NotificationInvalid):
        parse_confirm(body)


def test_a_result_is_read_under_transaction() -> None:
    told = parse_result(b'{"transaction":{"platform_order_id":"order-1","status":0,"final_price":"10"}}')
    assert (told.platform_order_id, told.status, str(told.final_price)) == ("order-1", 0, "10")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"platform_order_id":"order-1","status":0}',
        b'{"transaction":[]}',
        b'{"transaction":{}}',
        b'{"transaction":{"platform_order_id":"order-1"}}',
        b'{"transaction":{"platform_order_id":"order-1","status":"0"}}',
    ],
)
def test_any_other_result_is_refused(body: bytes) -> None:
    with pytest.raises(NotificationInvalid):
        parse_result(body)
