"""The cause of every answer to a cancellation, pressed by a shopper, and by the staff for another authorization."""

from tests.refusals import planting
from tests.refusals.documented import CANCEL, Answer
from tests.refusals.planting import Plant
from tests.refusals.row import Cause, Row, answer_of, fault, shopper_words
from tests.refusals.stage import Scene

_CANCELLED = "The authorization is cancelled. Nothing more is charged under it."
_ASKING = "JKOPay has not confirmed it yet. Nothing is charged meanwhile, and we keep asking until it is done."
_ASKING_STAFF = (
    "JKOPay has not confirmed it yet. Nothing is charged under it from now on, "
    "and the shop keeps asking until it is cancelled."
)
_UNGRANTED: Answer = (CANCEL, "200", "Ungranted authPay cannot be canceled")


def _cancel(plant: Plant) -> Cause:
    def cause(scene: Scene) -> None:
        for press in (_press_as_staff, _press_as_shopper):
            scene.bind()
            with plant(scene.shop):
                press(scene)

    return cause


def _ungranted(scene: Scene) -> None:
    for press in (_press_as_staff, _press_as_shopper):
        scene.ask()
        press(scene)


def _unknown(scene: Scene) -> None:
    for press in (_press_as_staff, _press_as_shopper):
        planting.forget_authorization(scene.shop.sandbox, scene.bind())
        press(scene)


def _cancelled_before(scene: Scene) -> None:
    """By the wallet user, and the shop was not told."""
    for press in (_press_as_staff, _press_as_shopper):
        scene.shop.sandbox.cancel(scene.bind())
        press(scene)


def _press_as_shopper(scene: Scene) -> None:
    assert scene.authorization is not None
    path = f"/authorizations/{scene.authorization.token}"
    scene.shopper.open(path)
    scene.shopper.send(f"{path}/cancel")
    scene.shopper_read.append(scene.shopper.page)


def _press_as_staff(scene: Scene) -> None:
    assert scene.authorization is not None
    form = scene.staff.get(f"/admin/authorizations/{scene.authorization.number}/cancel").form("/cancel")
    scene.staff_read.append(scene.staff.send(form).text)


def _unconfirmed(cause: Cause, *attention: str, planned: str = "") -> Row:
    """The will to cancel stays, and nothing is charged; what is wrong is told to the staff alone."""
    return Row(cause, (_ASKING,), (_ASKING_STAFF,), attention, planned)


def _row(result: str) -> Answer:
    return answer_of(CANCEL, result)


CANCELLATIONS: dict[Answer, Row] = {
    _row("000"): Row(_cancel(planting.nothing), (_CANCELLED,), (_CANCELLED,)),
    _row("200"): _unconfirmed(
        _cancel(planting.planned(_row("200"))),
        *fault(_row("200")),
        planned="the client checks the number before it is sent, so it never sends a wrong one",
    ),
    _UNGRANTED: Row(
        _ungranted,
        (shopper_words(_UNGRANTED),),
        (
            "Not cancelled: the customer has not granted it yet, and JKOPay cancels only what is granted. "
            "Without consent nothing is charged, and the link runs out by itself.",
        ),
    ),
    _row("201"): _unconfirmed(_cancel(planting.wrong_keys), *fault(_row("201"))),
    _row("301"): _unconfirmed(_unknown, *fault(_row("301"))),
    _row("302"): Row(
        _cancelled_before,
        (shopper_words(_row("302")),),
        ("The authorization was cancelled already at JKOPay. Nothing more is charged under it.",),
    ),
    _row("999"): _unconfirmed(_cancel(planting.broken_books)),
}
