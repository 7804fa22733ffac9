import pytest

from tests.sandbox.authpay_wire import AuthpayWire

DAY = 24 * 3600


def test_refunds_add_up_to_the_price_and_are_listed(authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound())
    first = authpay.refund_charge("charge-1", 100, "refund-1")["result_object"]
    second = authpay.refund_charge("charge-1", 290, "refund-2")["result_object"]
    assert authpay.refund_charge("charge-1", 1, "refund-3")["result"] == "103"
    history = authpay.charges("charge-1")[0]["refund_history"]
    assert [(row["refund_order_id"], row["amount"]) for row in history] == [("refund-1", 100), ("refund-2", 290)]
    assert [row["refund_tradeNo"] for row in history] == [first["refund_tradeNo"], second["refund_tradeNo"]]
    assert set(first) == {"refund_tradeNo", "debit_amount", "redeem_amount", "redeem_detail", "refund_time"}
    assert authpay.sandbox.stores()[0]["balance"] == 0
    shown = authpay.sandbox.authorizations()[0]["deductions"][0]["refunds"]
    assert shown == [{"refund_order_id": "refund-1", "amount": 100}, {"refund_order_id": "refund-2", "amount": 290}]


def test_a_refund_is_possible_after_a_cancellation(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    authpay.charge(auth_no)
    authpay.cancel(auth_no)
    assert authpay.refund_charge("charge-1", 390, "refund-1")["result"] == "000"


@pytest.mark.parametrize(("switch", "result"), [("replay", "000"), ("refuse", "105")])
def test_what_the_same_refund_again_does_is_a_switch(switch: str, result: str, authpay: AuthpayWire) -> None:
    authpay.sandbox.switch(same_refund_again=switch)
    authpay.charge(authpay.bound())
    first = authpay.refund_charge("charge-1", 100, "refund-1")
    again = authpay.refund_charge("charge-1", 100, "refund-1")
    assert (again["result"], again == first) == (result, result == "000")
    assert result == "000" or again["message"] == "Inconsistent refund amount"
    assert len(authpay.charges("charge-1")[0]["refund_history"]) == 1


def test_refunds_without_an_id_are_each_of_their_own(authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound())
    assert [authpay.refund_charge("charge-1", 100)["result"] for _ in range(2)] == ["000", "000"]
    assert len(authpay.charges("charge-1")[0]["refund_history"]) == 2


def test_after_180_days_the_order_does_not_exist_for_a_refund(authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound())
    authpay.sandbox.clock_advance(180 * DAY - 60)
    assert authpay.refund_charge("charge-1", 1, "refund-1")["result"] == "000"
    authpay.sandbox.clock_advance(61)
    assert authpay.refund_charge("charge-1", 1, "refund-2")["result"] == "100"


@pytest.mark.parametrize(("amount", "result"), [("0.5", "103"), (0, "200"), (-1, "200"), (391, "103")])
def test_an_amount_that_is_wrong_is_refused(amount: object, result: str, authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound())
    assert authpay.refund_charge("charge-1", amount, "refund-1")["result"] == result


@pytest.mark.parametrize("user", ["short", "failing"])
def test_an_order_without_money_does_not_exist_for_a_refund(user: str, authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound(user=user))
    assert authpay.refund_charge("charge-1", 1, "refund-1")["result"] == "100"


def test_a_coupon_order_comes_back_whole_only(authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound(user="official_coupon"))
    assert authpay.refund_charge("charge-1", 389, "refund-1")["result"] == "103"
    given = authpay.refund_charge("charge-1", 390, "refund-1")["result_object"]
    assert (given["debit_amount"], given["redeem_amount"]) == (290, 100)


def test_coins_come_back_last(authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound(user="coins"))
    first = authpay.refund_charge("charge-1", 340, "refund-1")["result_object"]
    second = authpay.refund_charge("charge-1", 50, "refund-2")["result_object"]
    assert (first["debit_amount"], first["redeem_amount"]) == (340, 0)
    assert (second["debit_amount"], second["redeem_amount"]) == (0, 50)


def test_closed_books_and_accounts_are_for_onlinepay_alone(authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound(user="closed"))
    authpay.sandbox.change_store(books_closed_before="2100-01-01T00:00:00+00:00")
    assert authpay.refund_charge("charge-1", 390, "refund-1")["result"] == "000"


def test_an_order_of_each_kind_may_have_the_same_id_and_refunds_of_its_own(authpay: AuthpayWire) -> None:
    authpay.charge(authpay.bound(), "same")
    authpay.paid_order("same")
    assert authpay.refund_charge("same", 390, "refund-1")["result"] == "000"
    assert authpay.refund("same", 1000, "refund-1")["result"] == "000"
    assert [row["amount"] for row in authpay.charges("same")[0]["refund_history"]] == [390]
    assert [row["amount"] for row in authpay.inquiry("same")[0]["refund_history"]] == [1000]
