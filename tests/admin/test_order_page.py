"""Everything about one order."""

from datetime import timedelta

from app.models import AttentionReason, Order, Payment, record
from app.services.attention import raise_attention
from app.services.checkout import Contact, place_order
from tests.admin.browsing import Browser
from tests.running import RunningShop


def test_a_paid_order_tells_who_bought_what_and_how_it_was_paid(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan", 2, user="creditcard")
    payment = shop.payment(order)
    text = staff.order(order).text
    for words in (
        order.number,
        "王小明",
        "ming@example.com",
        "Yingge celadon gaiwan × 2",
        "NT$2,560",
        payment.number,
        payment.trade_no or "missing",
        "Credit card ending in 1234",
        "Can still be given back: NT$2,560",
    ):
        assert words in text


def test_coins_and_coupons_are_told_apart_from_money(shop: RunningShop, staff: Browser) -> None:
    coins = staff.order(shop.paid("pineapple-cake", user="coins")).text
    assert "Money NT$400" in coins
    assert "JKO coins NT$50" in coins
    coupon = staff.order(shop.paid("pineapple-cake", user="official_coupon")).text
    assert "Money NT$350" in coupon
    assert "Coupons NT$100" in coupon


def test_a_foreign_payment_shows_its_own_currency_and_the_twd_that_settlement_pays(
    shop: RunningShop, staff: Browser
) -> None:
    order = shop.paid("tenugui-jpy")
    debit = shop.payment(order).debit_amount
    text = staff.order(order).text
    assert "Payment ¥1,500" in text
    assert f"Money NT${debit:,}" in text


def test_an_open_order_tells_until_when_and_when_the_shop_asks_next(shop: RunningShop, staff: Browser) -> None:
    page = staff.order(shop.buy())
    for words in ("May be paid until", "Link and QR code until", "Next question to JKOPay", "Link can be paid"):
        assert words in page.text
    assert "Can still be given back" not in page.text


def test_silence_of_jkopay_is_told_with_its_beginning(shop: RunningShop, staff: Browser) -> None:
    shop.sandbox.faults("POST /platform/entry", "http_500", times=1)
    page = staff.order(shop.buy())
    assert "JKOPay has not answered about this payment since" in page.text
    assert "JKOPay did not answer. The shop keeps asking." in page.text


def test_a_refused_entry_is_explained_with_its_code(shop: RunningShop, staff: Browser) -> None:
    shop.sandbox.next_answer("POST /platform/entry", "200", message="Store not found")
    text = staff.order(shop.buy()).text
    assert "JKOPay does not know the store. Check the store id in the settings." in text
    assert "200 Store not found" in text
    assert "Closed unpaid" in text


def test_the_timeline_tells_every_event_in_order(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    staff.refund(order, "1000", "a crack in the lid")
    text = staff.order(order).text
    text = text[text.index("What happened") :]
    sentences = [
        "The order was placed",
        "A payment of NT$1,280 was started.",
        "JKOPay made the payment link.",
        "JKOPay asked whether the money may move, and the shop said yes.",
        "JKOPay answered our own question: NT$1,280 are paid.",
        "The order is paid.",
        "merchant asked JKOPay to give NT$1,000 back. a crack in the lid",
        "JKOPay gave NT$1,000 back.",
    ]
    places = [text.index(sentence) for sentence in sentences]
    assert places == sorted(places)


def test_a_call_of_jkopay_is_shown_with_what_it_sent(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid()
    page = staff.order(order)
    assert page.text.count("JKOPay asked whether the money may move") == 1
    assert f'{{"platform_order_id": "{order.number}-1"}}' in page.text.replace('":"', '": "')
    assert "digest correct" in page.text


def test_a_no_of_the_shop_is_told_with_its_reason(shop: RunningShop, staff: Browser) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.age(payment, timedelta(hours=2))
    body = f'{{"platform_order_id": "{payment.number}"}}'
    shop.app.test_client().post(f"/jkopay/{payment.callback_token}/confirm", data=body)
    text = staff.order(order).text
    assert "JKOPay asked whether the money may move, and the shop said no. The time to pay had passed." in text


def test_an_event_without_words_is_shown_by_its_name(shop: RunningShop, staff: Browser) -> None:
    order = shop.buy()
    with shop.db.write() as session:
        record(session, session.get_one(Order, order.id), "moon_landing")
        record(session, session.get_one(Order, order.id), "attention_of_the_moon")
    text = staff.order(order).text
    assert "moon_landing" in text
    assert "attention_of_the_moon" in text


def test_what_needs_attention_is_on_top_with_what_to_do(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid()
    with shop.db.write() as session:
        raise_attention(session, session.get_one(Payment, shop.payment(order).id), AttentionReason.PAID_TWICE)
    page = staff.order(order)
    assert "Refund one of the two payments in full." in page.text
    assert "Somebody must look: Paid twice." in page.text
    assert any("/admin/attention#attention-" in link for link in page.links)


def test_only_an_order_under_way_renews_its_page(shop: RunningShop, staff: Browser) -> None:
    order = shop.buy()
    assert 'http-equiv="refresh"' in staff.order(order).html
    shop.pay(order)
    assert 'http-equiv="refresh"' not in staff.order(order).html
    shop.sandbox.faults("POST /platform/refund", "http_500", times=1)
    staff.refund(order, "100")
    assert 'http-equiv="refresh"' in staff.order(order).html
    shop.sweep()
    assert 'http-equiv="refresh"' not in staff.order(order).html


def test_no_secret_is_on_the_page(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid(user="creditcard")
    html = staff.order(order).html
    for secret in (
        str(shop.payment(order).callback_token),
        shop.settings.jkopay_api_key.get_secret_value(),
        shop.settings.jkopay_secret_key.get_secret_value(),
        "400022",
    ):
        assert secret not in html


def test_a_note_and_a_reason_of_markup_stay_words(shop: RunningShop, staff: Browser) -> None:
    evil = "<img src=x onerror=alert(1)>"
    token = place_order(
        shop.db,
        shop.wallet,
        cart={"kraft-notebook": 1},
        currency="TWD",
        contact=Contact(evil, '"><b>@example.com', evil),
        locale="en",
        checkout_key="evil",
    )
    order = shop.order(token)
    shop.pay(order)
    assert evil in staff.propose(order, "100", evil).text
    page = staff.refund(order, "100", evil)
    assert page.text.count(evil) >= 4
    assert "<img" not in page.html
    assert "<b>" not in page.html


def test_an_order_that_does_not_exist_is_404(staff: Browser) -> None:
    assert staff.get("/admin/orders/T000000-NOBODY").status == 404
