"""The sandbox's own faults of the calls it makes on the shop: the same matrix from JKOPay's side, over its own wire."""

import pytest

from tests.faults.callback_scenes import CALLBACKS, Confirm
from tests.faults.scenes import DONE, OPEN
from tests.faults.specification import read_matrix
from tests.running import RunningShop
from tests.sandbox.eventually import eventually

ADDRESSES = {
    "confirm": "callback confirm_url",
    "result": "callback result_url",
    "binding": "callback result_url",
    "cancellation": "callback cancellation_url",
}

# told     stored; the question it makes us ask sooner proves it, and it is done
# twice    as told, and stored as often as it came
# unsigned as told, and it is noted that its digest is not JKOPay's, or is not there
# missed   never came: nothing changes until our own question, whenever it is due, proves it
# withheld JKOPay asks in vain whether the money may move, and moves none
SPECIFICATION = """
                    | confirm  | result   | binding  | cancellation
none                | told     | told     | told     | told
drop                | withheld | missed   | missed   | missed
delay               | told     | told     | told     | told
duplicate           | twice    | twice    | twice    | twice
reorder             | -        | told     | told     | told
no_digest           | unsigned | unsigned | unsigned | unsigned
bad_digest          | unsigned | unsigned | unsigned | unsigned
"""
CELLS = [cell for cell in read_matrix(SPECIFICATION) if cell[2] != "-"]
_STORED = {"told": 1, "twice": 2, "unsigned": 1, "missed": 0, "withheld": 0}


@pytest.mark.parametrize(("fault", "name", "word"), CELLS)
def test_a_call_of_the_sandbox_is_believed_as_specified(shop: RunningShop, fault: str, name: str, word: str) -> None:
    sandbox = shop.sandbox
    sandbox.change_store(cancellation_url=f"{shop.url}/jkopay/cancellations")
    callback = CALLBACKS[name](shop)
    if fault != "none":
        more = {"seconds": 0.3} if fault in ("delay", "reorder") else {"copies": 2} if fault == "duplicate" else {}
        sandbox.faults(ADDRESSES[name], fault, times=4 if fault == "drop" else 1, **more)
    if type(callback) is Confirm:
        # Only what became of its question tells, not the call that follows.
        sandbox.faults(ADDRESSES["result"], "drop", times=None)
        answer = sandbox.pay(callback.number)
        assert ("transaction" in answer) == (word != "withheld"), answer
    else:
        callback.happen()
    if word == "missed":
        # Where the money moved, JKOPay has asked whether it may, which makes us ask soon too.
        callback.postpone()
    eventually(lambda: len(callback.verified()) >= _STORED[word])
    assert callback.settle() == (OPEN if word in ("missed", "withheld") else DONE)
    assert len(callback.verified()) == _STORED[word]
    assert set(callback.verified()) <= ({None, False} if word == "unsigned" else {True})
    shop.sweep()
    assert callback.state() == (OPEN if word == "withheld" else DONE)
