"""What the shop does when JKOPay, or somebody who says so, calls it: the other direction of the matrix."""

import pytest
import requests
from sqlalchemy import select

from app.models import Authorization, Payment
from tests.faults import database_faults, strikes
from tests.faults.authpay_scenes import Limited
from tests.faults.callback_calls import CALLS, NOTHING_HEARD, play_genuine
from tests.faults.callback_scenes import CALLBACKS, Binding, say
from tests.faults.database_faults import DatabaseFault
from tests.faults.scenes import DONE, OPEN, Entry, Scene
from tests.faults.specification import read_matrix
from tests.faults.stage import Stage

# yes      200 and `true`; stored; no money is believed to have moved
# no       200 and `false`; stored; nothing changes
# over     as no, and the order has closed since
# stored   200; stored first; asking finds nothing of it, so nothing changes
# settled  200; stored first; asking proves it, and it is done
# unknown  404; nothing stored
# refused  413; nothing stored
# failed   no 200, nothing stored; the next try is answered and believed as any
# lost     as failed, and JKOPay hears nothing at all
# unheard  stored, and JKOPay hears nothing; no money is believed to have moved; the next try is as any
# proved   as unheard, and asking proves it before the next try
SPECIFICATION = """
                           | confirm | result  | binding | cancellation
genuine                    | yes     | settled | settled | settled
without a digest           | yes     | settled | settled | settled
with a wrong digest        | yes     | settled | settled | settled
forged                     | yes     | stored  | stored  | stored
about another              | no      | stored  | stored  | stored
to a made-up address       | unknown | unknown | unknown | unknown
not JSON                   | no      | settled | settled | unknown
duplicate keys             | no      | settled | settled | unknown
10 MB                      | refused | refused | refused | refused
200 at once                | yes     | settled | settled | settled
after a year               | over    | settled | settled | settled
                           -- on its way to us
cut off                    | lost    | lost    | lost    | lost
a byte at a time           | yes     | settled | settled | settled
beside a half-open one     | yes     | settled | settled | settled
                           -- our answer on its way back
reset                      | unheard | proved  | proved  | proved
cut                        | unheard | proved  | proved  | proved
late                       | yes     | settled | settled | settled
in slices                  | yes     | settled | settled | settled
                           -- our own database
the database locked        | failed  | failed  | failed  | failed
the database gone          | failed  | failed  | failed  | failed
the disk full              | failed  | failed  | failed  | failed
"""

_MEANINGS = {
    "yes": ("200 true", 1, OPEN),
    "no": ("200 false", 1, OPEN),
    "over": ("200 false", 1, "closed expired"),
    "stored": ("200", 1, OPEN),
    "settled": ("200", 1, DONE),
    "unknown": ("404", 0, OPEN),
    "refused": ("413", 0, OPEN),
    "lost": (NOTHING_HEARD, 0, OPEN),
    "unheard": (NOTHING_HEARD, 1, OPEN),
    "proved": (NOTHING_HEARD, 1, DONE),
}


def _overtake(scene: Scene, name: str) -> str:
    """Call as `name` does about what `scene` has stored and not heard of yet."""
    assert scene.state() == OPEN
    address, body = (_about_payment if isinstance(scene, Entry) else _about_authorization)(scene, name)
    answer = requests.post(f"{scene.shop.url}/jkopay/{address}", json=body, timeout=60)
    valid = answer.json().get("valid")
    return str(answer.status_code) if valid is None else f"{answer.status_code} {str(valid).lower()}"


def _about_payment(scene: Scene, name: str) -> tuple[str, dict[str, object]]:
    with scene.shop.db.read() as session:
        token = session.scalars(select(Payment.callback_token).where(Payment.number == scene.number)).one()
    said: dict[str, object] = {"platform_order_id": scene.number, "status": 0}
    return f"{token}/{name}", said if name == "confirm" else {"transaction": said}


def _about_authorization(scene: Scene, name: str) -> tuple[str, dict[str, object]]:
    of_scene = select(Authorization).where(Authorization.number == scene.number)
    with scene.shop.db.read() as session:
        authorization = session.scalars(of_scene).one()
    authorization.auth_no = "not-known-yet"
    if name == "binding":
        return f"authorizations/{authorization.callback_token}/result", say(authorization, "granted")
    return "cancellations", say(authorization, "cancel")


STORE_DOWN: dict[str, DatabaseFault] = {
    "the database locked": database_faults.locked,
    "the database gone": database_faults.gone,
    "the disk full": database_faults.disk_full,
}
CELLS = read_matrix(SPECIFICATION)


@pytest.mark.parametrize(("fault", "name", "word"), [cell for cell in CELLS if cell[0] in CALLS])
def test_a_call_is_answered_and_believed_as_specified(stage: Stage, fault: str, name: str, word: str) -> None:
    callback = CALLBACKS[name](stage.shop)
    answer = CALLS[fault](callback, stage)
    stored = min(callback.stored(), 1)
    assert (answer, stored, callback.settle()) == _MEANINGS[word]
    if answer == NOTHING_HEARD:
        of_any, _, end = _MEANINGS[_word_of("genuine", name)]
        assert (callback.call(), callback.stored(), callback.settle()) == (of_any, stored + 1, end)
    stage.check_stock()


@pytest.mark.parametrize(("fault", "name", "word"), [cell for cell in CELLS if cell[0] in STORE_DOWN])
def test_a_call_that_cannot_be_stored_is_not_answered_with_200(stage: Stage, fault: str, name: str, word: str) -> None:
    assert word == "failed"
    callback = CALLBACKS[name](stage.shop)
    with STORE_DOWN[fault](stage) as befall:
        befall()
        assert callback.call() in ("500", "503")
    assert (callback.stored(), callback.state()) == (0, OPEN)
    answer = play_genuine(callback, stage)
    assert (answer, callback.stored(), callback.settle()) == _MEANINGS[_word_of("genuine", name)]


@pytest.mark.parametrize("name", CALLBACKS)
def test_a_call_that_overtakes_the_answer_it_follows_from_is_stored_and_takes_nothing_from_it(
    stage: Stage, name: str
) -> None:
    """JKOPay calls before it has answered our entry or binding, or before we have read that answer."""
    scene: Scene = Limited(stage) if issubclass(CALLBACKS[name], Binding) else Entry(stage)
    heard: list[str] = []
    stage.proxy.strike(scene.api, strikes.wait_for(lambda: heard.append(_overtake(scene, name))))
    scene.act(stage.wallet(stage.proxy.url))
    assert heard == ["200 false" if name == "confirm" else "200"]
    assert (scene.state(), scene.times_done()) == (DONE, 1)
    scene.finish()
    assert (scene.state(), scene.times_done()) == (DONE, 1)
    stage.proxy.heal()
    scene.follow_up()


def test_every_fault_of_a_call_has_a_cell_for_every_callback() -> None:
    assert {(fault, name) for fault, name, _ in CELLS} == {
        (fault, name) for fault in (*CALLS, *STORE_DOWN) for name in CALLBACKS
    }


def _word_of(fault: str, name: str) -> str:
    return next(word for row, column, word in CELLS if (row, column) == (fault, name))
