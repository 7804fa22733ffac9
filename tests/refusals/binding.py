"""The cause of every answer to a binding."""

from tests.refusals import planting
from tests.refusals.asking import UNHEARD
from tests.refusals.documented import LIMITED, REGULAR, Answer
from tests.refusals.planting import Plant
from tests.refusals.row import Cause, Row, answer_of, fault, staff_words
from tests.refusals.stage import Scene

_REFUSED = (
    "JKOPay could not start this authorization",
    "The mistake is on our side, not yours. We have been told; please try again a little later.",
)


def _ask(kind: str, plant: Plant) -> Cause:
    def cause(scene: Scene) -> None:
        with plant(scene.shop):
            scene.ask(kind)

    return cause


def _rows(api: str, kind: str) -> dict[Answer, Row]:
    bad, forged = answer_of(api, "200"), answer_of(api, "201")
    return {
        answer_of(api, "000"): Row(
            _ask(kind, planting.nothing),
            ("Waiting for you to grant it",),
            ("JKOPay made the link for the customer's consent.",),
        ),
        bad: Row(_ask(kind, planting.identities_wanted), _REFUSED, (staff_words(bad),), fault(bad)),
        forged: Row(_ask(kind, planting.wrong_keys), _REFUSED, (staff_words(forged),), fault(forged)),
        answer_of(api, "999"): Row(_ask(kind, planting.broken_books), ("No code from JKOPay yet",), (UNHEARD,)),
    }


BINDINGS: dict[Answer, Row] = _rows(LIMITED, "limited") | _rows(REGULAR, "regular")
