import pytest

from app.jkopay import compute_digest, verify_digest

SECRET = "r0odDC1e9LHXDmxuvmOv9bgaWLf2CXB2c4gMheoFucVKNMi1K0Id9zwRHJF1r-kdtAKriKgb11VDlo7Kb8R-FQ"
BODY = (
    b'{"platform_order_id":"demo-order-001","store_id":"35f12dff-1581-11e9-a054-00505684fd45","currency": "TWD",'
    b'"total_price":10,"final_price":10,"unredeem":10,"result_display_url":"https://display.com",'
    b'"result_url":"https://result-callback.xxx/xxx"}'
)
BODY_DIGEST = "3577609b058ab85c2d0a00a5421a991979ed6b9f549476e9a82476dc1b70d876"
QUERY = b"platform_order_ids=test123,demo-order-001"
QUERY_DIGEST = "7778b95890af17c5b41e8cef957f4769e7bfecc79e9f9ee555923293ebd8e880"


@pytest.mark.parametrize(("payload", "digest"), [(BODY, BODY_DIGEST), (QUERY, QUERY_DIGEST)])
def test_the_published_vectors_come_out(payload: bytes, digest: str) -> None:
    assert compute_digest(payload, SECRET) == digest


def test_one_space_less_is_another_digest() -> None:
    assert compute_digest(BODY.replace(b": ", b":"), SECRET) != BODY_DIGEST


def test_a_digest_of_the_body_verifies() -> None:
    assert verify_digest(BODY, BODY_DIGEST, SECRET) is True


@pytest.mark.parametrize("claimed", ["", QUERY_DIGEST, BODY_DIGEST.upper(), "數位簽章", "\udcff"])
def test_any_other_digest_does_not_verify(claimed: str) -> None:
    assert verify_digest(BODY, claimed, SECRET) is False


def test_no_digest_is_neither_right_nor_wrong() -> None:
    assert verify_digest(BODY, None, SECRET) is None
