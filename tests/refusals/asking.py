"""The cause of every answer to a question: about a charge whose own answer was lost, and about an authorization."""

from tests.refusals import planting
from tests.refusals.charging import PAID, PROVED, UNTOLD, WE_KEEP_ASKING
from tests.refusals.documented import DETAIL, INQUIRY, TRANSACTION, Answer
from tests.refusals.planting import Plant
from tests.refusals.row import SETTING, Cause, Row, answer_of, fault, staff_words
from tests.refusals.stage import Scene

UNHEARD = "JKOPay did not answer. The shop keeps asking."
READY = "One tap is ready"
_NEVER_SENT = "the client checks numbers before they go into a query, so it never sends a wrong one"


def _about_a_charge(plant: Plant) -> Cause:
    """The answer of the charge is cut off, and the shop asks while something is wrong."""

    def cause(scene: Scene) -> None:
        scene.bind()
        scene.shop.sandbox.faults(TRANSACTION, "reset")
        scene.tap()
        with plant(scene.shop):
            scene.advance()

    return cause


def _about_a_consent(plant: Plant) -> Cause:
    """The shop asks how an authorization stands while something is wrong."""

    def cause(scene: Scene) -> None:
        scene.bind()
        with plant(scene.shop):
            scene.learn()

    return cause


def _unknown(scene: Scene) -> None:
    planting.forget_authorization(scene.shop.sandbox, scene.bind())
    scene.learn()


def _unheard(plant: Plant, *attention: str, planned: str = "") -> Row:
    """Nothing changes for the shopper; the staff reads that the question was in vain."""
    return Row(_about_a_consent(plant), (READY,), (UNHEARD,), attention, planned)


def _unproved(plant: Plant, *attention: str, planned: str = "") -> Row:
    """The charge stays unknown, which both read."""
    return Row(_about_a_charge(plant), (WE_KEEP_ASKING,), (UNTOLD,), attention, planned)


def _row(result: str) -> Answer:
    return answer_of(INQUIRY, result)


def _detail(result: str) -> Answer:
    return answer_of(DETAIL, result)


QUESTIONS: dict[Answer, Row] = {
    _row("000"): Row(_about_a_charge(planting.nothing), (PAID,), (PROVED,)),
    _row("200"): _unproved(planting.planned(_row("200")), *fault(_row("200")), planned=_NEVER_SENT),
    _row("201"): _unproved(planting.wrong_keys, *fault(_row("201"))),
    _row("999"): _unproved(planting.broken_books),
    _detail("000"): Row(
        _about_a_consent(planting.nothing),
        (READY,),
        ("JKOPay answered our own question: the customer has consented.",),
    ),
    _detail("200"): _unheard(planting.planned(_detail("200")), *fault(_detail("200")), planned=_NEVER_SENT),
    _detail("201"): _unheard(planting.wrong_keys, *fault(_detail("201"))),
    _detail("301"): Row(_unknown, (READY,), (SETTING,), (SETTING, staff_words(_detail("301")))),
    _detail("999"): _unheard(planting.broken_books),
}
