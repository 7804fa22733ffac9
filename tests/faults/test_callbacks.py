"""What the shop does when JKOPay, or somebody who says so, calls it: the other direction of the matrix."""

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy import select

from app.models import Authorization, Payment
from tests.faults import database_faults, strikes
from tests.faults.authpay_scenes import Limited
from tests.faults.callback_scenes import Binding, Callback, Cancellation, Confirm, Result, say
from tests.faults.database_faults import DatabaseFault
from tests.faults.proxy import Strike
from tests.faults.scenes import DONE, OPEN, Entry, Scene
from tests.faults.specification import read_matrix
from tests.faults.stage import Stage
from tests.running import run_at_once

Call = Callable[[Callback, Stage], str]
CALLBACKS: dict[str, type[Callback]] = {kind.name: kind for kind in (Confirm, Result, Binding, Cancellation)}

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

_NOTHING_HEARD = "nothing heard"
_MEANINGS = {
    "yes": ("200 true", 1, OPEN),
    "no": ("200 false", 1, OPEN),
    "over": ("200 false", 1, "closed expired"),
    "stored": ("200", 1, OPEN),
    "settled": ("200", 1, DONE),
    "unknown": ("404", 0, OPEN),
    "refused": ("413", 0, OPEN),
    "lost": (_NOTHING_HEARD, 0, OPEN),
    "unheard": (_NOTHING_HEARD, 1, OPEN),
    "proved": (_NOTHING_HEARD, 1, DONE),
}
_ONE_OF_MANY = 200
_YEAR = timedelta(days=365)


def _genuine(callback: Callback, _stage: Stage) -> str:
    callback.happen()
    answer = callback.call()
    assert set(callback.verified()) == {True}
    return answer


def _signed(digest: str | None) -> Call:
    """It is the same to us whether a call is signed, and by whom; it is noted."""

    def call(callback: Callback, _stage: Stage) -> str:
        callback.happen()
        answer = callback.call(digest=digest)
        assert callback.verified() == [None if digest is None else False]
        return answer

    return call


def _through(strike: Strike) -> Call:
    """The call meets `strike` on its way to the shop, or its answer on the way back."""

    def call(callback: Callback, stage: Stage) -> str:
        callback.happen()
        # For where the money moved, it was asked whether it may.
        callback.postpone()
        stage.inward.strike(f"POST {callback.path}", strike)
        try:
            return callback.call(url=stage.inward.url)
        except requests.RequestException:
            return _NOTHING_HEARD
        finally:
            assert stage.inward.struck.wait(10)
            stage.inward.heal()

    return call


def _beside_half_open(callback: Callback, stage: Stage) -> str:
    address = urlsplit(callback.shop.url)
    with socket.create_connection((address.hostname, address.port)) as half_open:
        half_open.sendall(f"POST {callback.path} HTTP/1.1\r\nHost: {address.netloc}\r\n".encode())
        return _genuine(callback, stage)


def _about_another(callback: Callback, _stage: Stage) -> str:
    """Somebody else's payment or grant, told to our address; a cancellation of what is not cancelled."""
    other = type(callback)(callback.shop)
    return callback.call(json.dumps(other.body).encode())


def _made_up(callback: Callback, _stage: Stage) -> str:
    if isinstance(callback, Cancellation):
        stranger = say(callback.authorization(), "cancel")
        stranger["authpay"].update(auth_no="nobody", platform_authpay_id="nobody")
        return callback.call(json.dumps(stranger).encode())
    *start, _token, end = callback.path.split("/")
    return callback.call(path="/".join((*start, "made-up", end)))


def _garbled(body: Callable[[bytes], bytes]) -> Call:
    def call(callback: Callback, _stage: Stage) -> str:
        callback.happen()
        return callback.call(body(json.dumps(callback.body).encode()))

    return call


def _many(callback: Callback, _stage: Stage) -> str:
    callback.happen()
    answers = {str(answer) for answer in run_at_once(_ONE_OF_MANY, lambda _: callback.call())}
    assert callback.stored() == _ONE_OF_MANY
    return " and ".join(sorted(answers))


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


def _year_later(callback: Callback, stage: Stage) -> str:
    callback.happen()
    stage.shift(_YEAR)
    return callback.call()


CALLS: dict[str, Call] = {
    "genuine": _genuine,
    "forged": lambda callback, _: callback.call(),
    "about another": _about_another,
    "to a made-up address": _made_up,
    "not JSON": _garbled(strikes.cut),
    "duplicate keys": _garbled(lambda body: body[:-1] + b"," + body[1:]),
    "10 MB": lambda callback, _: callback.call(b" " * strikes.TEN_MEGABYTES),
    "200 at once": _many,
    "after a year": _year_later,
    "without a digest": _signed(None),
    "with a wrong digest": _signed("0" * 64),
    "cut off": _through(strikes.cut_request),
    "a byte at a time": _through(strikes.drip_request),
    "beside a half-open one": _beside_half_open,
    "reset": _through(strikes.reset_after),
    "cut": _through(strikes.close_in_the_middle),
    "late": _through(strikes.delay),
    "in slices": _through(strikes.slice_up),
}
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
    if answer == _NOTHING_HEARD:
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
    answer = _genuine(callback, stage)
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
