"""The cause of every answer to a refund of a charge, asked for by the staff on its pages."""

from tests.admin.browsing import Form
from tests.refusals import planting
from tests.refusals.charging import PAID
from tests.refusals.documented import REFUND, Answer
from tests.refusals.planting import Plant
from tests.refusals.row import REFUND_UNKNOWN, Cause, Row, answer_of, fault, staff_words
from tests.refusals.stage import Scene

_HALF_A_YEAR = 181 * 24
_ON_ITS_WAY = "On its way"


def _refund(plant: Plant, user: str = "balance") -> Cause:
    """The whole of a charge, while something is wrong."""

    def cause(scene: Scene) -> None:
        form = _proposed(scene, user)
        with plant(scene.shop):
            _press(scene, form)

    return cause


def _half_a_year_later(scene: Scene) -> None:
    form = _proposed(scene)
    with planting.later(scene.shop.sandbox, hours=_HALF_A_YEAR):
        _press(scene, form)


def _damaged(scene: Scene) -> None:
    form = _proposed(scene)
    with planting.damaged(scene.shop, "refunds"):
        _press(scene, form)


def _refunded_elsewhere(scene: Scene) -> None:
    """Somebody with the same keys gave a part back before."""
    form = _proposed(scene)
    assert scene.wire.refund_charge(_number(scene), 1, f"{_number(scene)}-elsewhere")["result"] == "000"
    _press(scene, form)


def _same_number_elsewhere(scene: Scene) -> None:
    """Somebody with the same keys used the number of this refund for another amount."""
    form = _proposed(scene)
    assert scene.wire.refund_charge(_number(scene), 1, form.fields["refund_number"])["result"] == "000"
    _press(scene, form)


def _proposed(scene: Scene, user: str = "balance") -> Form:
    """The second step of the form about the whole of a paid charge."""
    scene.bind(user)
    order = scene.tap()
    return scene.staff.propose(order, str(order.total)).form("/refunds")


def _press(scene: Scene, form: Form) -> None:
    scene.staff_read.append(scene.staff.send(form).text)


def _number(scene: Scene) -> str:
    assert scene.order is not None
    return scene.shop.payment(scene.order).number


def _refused(cause: Cause, result: str, *attention: str) -> Row:
    """The staff reads why; the shopper never knew of the wish and sees a paid order."""
    return Row(cause, (PAID,), (staff_words(_row(result)),), attention)


def _row(result: str) -> Answer:
    return answer_of(REFUND, result)


REFUNDS: dict[Answer, Row] = {
    _row("000"): Row(
        _refund(planting.nothing), ("Refunded in full", "Returned"), ("%(amount)s went back to the customer.",)
    ),
    _row("100"): _refused(_half_a_year_later, "100"),
    _row("103"): _refused(_refunded_elsewhere, "103"),
    # A refund of this number was made, and which one only the history can tell.
    _row("105"): Row(_same_number_elsewhere, (_ON_ITS_WAY,), (staff_words(_row("105")),), (REFUND_UNKNOWN,)),
    _row("113"): _refused(_refund(planting.no_balance), "113"),
    _row("116"): _refused(_refund(planting.nothing, "coupon_stuck"), "116"),
    _row("200"): _refused(_damaged, "200", *fault(_row("200"))),
    _row("201"): _refused(_refund(planting.wrong_keys), "201", *fault(_row("201"))),
    _row("999"): Row(
        _refund(planting.broken_books),
        (_ON_ITS_WAY,),
        ("JKOPay did not answer, so whether %(amount)s went back is unknown. We keep asking; do not refund it again.",),
        (REFUND_UNKNOWN,),
    ),
}
