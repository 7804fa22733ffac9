"""Every fault at every call, as the specification has it."""

from contextlib import nullcontext, suppress
from typing import cast

import pytest
from sqlalchemy.exc import SQLAlchemyError

from app.models import AttentionReason
from app.services.payments import retry_payment
from tests.faults.authpay_scenes import AuthpayInquiry, AuthpayRefund, Cancel, Detail, Limited, Regular, Transaction
from tests.faults.scenes import DONE, NOTHING, OPEN, Asking, Entry, Inquiry, RefundScene, Scene
from tests.faults.situations import FAULTS
from tests.faults.specification import IMPOSSIBLE, MATRIX, read_matrix
from tests.faults.stage import Stage

CALLS: dict[str, type[Scene]] = {
    "entry": Entry,
    "inquiry": Inquiry,
    "refund": RefundScene,
    "limited": Limited,
    "regular": Regular,
    "charge": Transaction,
    "c-inq": AuthpayInquiry,
    "c-ref": AuthpayRefund,
    "detail": Detail,
    "cancel": Cancel,
}
CELLS = read_matrix(MATRIX)

# What the shop believes, how often JKOPay did it, whether staff are told.
_RIGHT_AFTER = {
    "done": (DONE, 1, False),
    "told": (DONE, 1, True),
    "again": (OPEN, 0, False),
    "asked": (OPEN, 1, False),
    "later": (OPEN, 1, False),
    "person": (OPEN, 1, True),
    "alarm": (OPEN, 1, True),
    "doubt": (DONE, 1, True),
    "denied": ("closed refused", 0, False),
    "unsent": (NOTHING, 0, False),
}


def names(cells: list[tuple[str, str, str]]) -> list[str]:
    return [f"{fault}-{call}" for fault, call, _ in cells]


def is_told(scene: Scene) -> bool:
    """An unknown refund is on the list from the start; that alone tells staff of nothing to settle."""
    return bool(scene.told() - {AttentionReason.REFUND_UNKNOWN})


POSSIBLE = [cell for cell in CELLS if cell[2] != "-"]


@pytest.mark.parametrize(("fault", "call", "word"), POSSIBLE, ids=names(POSSIBLE))
def test_a_fault_ends_as_specified(stage: Stage, fault: str, call: str, word: str) -> None:
    """It befalls the call; a look at what is believed; it all ends, and another look."""
    befalls, scene = FAULTS[fault], CALLS[call](stage)
    if befalls.after_success:
        scene.act(stage.shop.wallet)
    act = cast(Asking, scene).ask_again if befalls.after_success else scene.act
    with befalls.situation(stage, scene) as wallet, suppress(SQLAlchemyError) if befalls.breaks else nullcontext():
        act(wallet)
    assert (scene.state(), scene.times_done(), is_told(scene)) == _RIGHT_AFTER[word]

    if befalls.lands == "early":
        stage.proxy.deliver()
        assert scene.times_done() == 1
    if word == "denied":
        try_again(scene)
    scene.finish()
    if befalls.lands == "late":
        stage.proxy.deliver()
    assert (scene.state(), scene.times_done(), is_told(scene)) == (DONE, 1, word in ("told", "alarm"))
    check_requests(scene, word)
    if word != "denied":
        scene.follow_up()
    stage.check_stock()


def try_again(scene: Scene) -> None:
    """The shopper pays a refused order once more; it is another payment of the same order."""
    assert isinstance(scene, Entry)
    retry_payment(scene.shop.db, scene.shop.wallet, scene.token())


def check_requests(scene: Scene, word: str) -> None:
    """Nothing of ours is ever sent in other bytes, and no money twice."""
    sent = scene.sent()
    assert sent
    if scene.api.startswith("POST"):
        assert len(set(sent)) == 1
    if scene.moves_money and word in ("done", "told", "asked", "unsent"):
        assert len(sent) == 1


def test_every_fault_has_a_cell_for_every_call() -> None:
    assert [(fault, call) for fault, call, _ in CELLS] == [(fault, call) for fault in _order() for call in CALLS]
    assert set(_order()) == set(FAULTS)
    assert {word for _, _, word in CELLS} <= {*_RIGHT_AFTER, "-"}


def test_every_cell_that_cannot_be_says_why_and_no_other_does() -> None:
    explained = [(fault, call) for faults, calls, _ in IMPOSSIBLE for fault in faults for call in calls]
    assert sorted(explained) == sorted((fault, call) for fault, call, word in CELLS if word == "-")


def test_only_questions_are_answered_later() -> None:
    """A request that changes something is never merely unanswered: it was done, or it was not."""
    for _, call, word in CELLS:
        assert CALLS[call].api.startswith("GET") or word != "later"
        assert CALLS[call].api.startswith("POST") or word not in ("again", "asked", "unsent", "denied")


def _order() -> list[str]:
    return list(dict.fromkeys(fault for fault, _, _ in CELLS))
