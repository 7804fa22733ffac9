"""Nothing the shop can say to its staff lacks words."""

import ast
import csv
from pathlib import Path

from flask_babel import force_locale

from app.admin.attention_words import advise
from app.admin.cancel_news import tell_cancel
from app.admin.dunning_words import tell_trouble
from app.admin.event_words import tell_event
from app.admin.payment_apis import CHARGE_REFUND, REFUND
from app.admin.refusals import advise_on_fault, advise_on_refusal, look_up_refusal
from app.admin.status_words import label_of, label_of_payment
from app.models import (
    AttentionReason,
    Authorization,
    AuthorizationStatus,
    Charge,
    History,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    Subscription,
    SubscriptionStatus,
)
from app.services.cancellations import CancelNews
from app.services.dunning import DUNNING
from tests.running import RunningShop

ROOT = Path(__file__).parents[2]
SUBJECTS = (Order, Payment, Charge, Refund, Authorization, Subscription)
FALLBACK = "JKOPay refused, for a reason its documentation does not list."


def recorded_events() -> set[str]:
    """The event names that the services write, read from their source."""
    found = set()
    for file in (ROOT / "app" / "services").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                places = {"record": 2, "move": 3, "close_order": 2}
                place = places.get(node.func.id, len(node.args))
                event = node.args[place] if place < len(node.args) else None
                if isinstance(event, ast.Constant):
                    found.add(str(event.value))
    return found


def test_every_event_that_the_services_write_has_a_sentence(shop: RunningShop) -> None:
    events = recorded_events()
    assert {"order_placed", "paid", "refunded", "expired", "charge_sent", "granted", "subscription_ended"} <= events
    with shop.app.test_request_context():
        for event in events:
            row = History(event=event)
            sentences = {str(tell_event(row, subject).sentence) for subject in SUBJECTS}
            assert sentences != {event}, event


def test_every_reason_has_a_title_a_meaning_and_something_to_do(shop: RunningShop) -> None:
    with shop.app.test_request_context():
        for reason in AttentionReason:
            words = [str(part) for part in advise(reason)]
            assert all(words)
            assert len(set(words)) == 3
            for event in (f"attention_{reason}", f"settled_{reason}"):
                assert words[0] in str(tell_event(History(event=event), Order).sentence)


def test_every_status_has_a_label(shop: RunningShop) -> None:
    with shop.app.test_request_context():
        for status in (*OrderStatus, *PaymentStatus, *RefundStatus, *AuthorizationStatus, *SubscriptionStatus):
            assert str(label_of(status).text) != status.value
            assert label_of(status).tone in ("good", "wait", "bad", "info", "")
        for payment_status in PaymentStatus:
            assert str(label_of_payment(Charge(status=payment_status)).text) != payment_status.value


def test_every_documented_refusal_has_words_of_its_own(shop: RunningShop) -> None:
    answers = csv.DictReader((ROOT / "tests/jkopay/documented-answers.tsv").open(encoding="utf-8"), delimiter="\t")
    refusals = [row for row in answers if row["result"] not in ("000", "999")]
    assert len({row["api"] for row in refusals}) == 9
    with shop.app.test_request_context(), force_locale("en"):
        for row in refusals:
            assert advise_on_refusal(row["api"], row["result"], row["message"]) != FALLBACK, row
        assert advise_on_refusal(REFUND, "555", "Something new") == FALLBACK
        assert advise_on_refusal("GET /platform/inquiry", None, None) == FALLBACK


def test_a_refusal_is_told_by_what_it_means_on_its_own_api(shop: RunningShop) -> None:
    with shop.app.test_request_context(), force_locale("en"):
        for api, code, name, words in (
            (REFUND, "100100", "Insufficient balance", "What JKOPay still owes you"),
            (CHARGE_REFUND, "100101", "Amount exceeds the maximum limit", "JKOPay can still refund in total"),
        ):
            entry = look_up_refusal(api, "113", None)
            assert (entry.code, entry.name, entry.retry) == (code, name, "Try again later")
            assert words in advise_on_refusal(api, "113", None)
        assert "secret key" in advise_on_fault("POST /platform/entry", "POST /platform/entry 201 Validation error")


def test_every_row_of_the_dunning_table_says_why_what_the_shop_does_and_what_staff_can(shop: RunningShop) -> None:
    with shop.app.test_request_context(), force_locale("en"):
        for code in DUNNING:
            words = [str(part) for part in tell_trouble(code)]
            assert all(words)
            assert FALLBACK not in words, code
        assert str(tell_trouble("777").staff) == "Mend the cause, then charge again."


def test_every_outcome_of_a_cancellation_has_a_sentence_of_its_own(shop: RunningShop) -> None:
    with shop.app.test_request_context():
        assert len({tell_cancel(news) for news in CancelNews}) == len(CancelNews)
