"""The comparison after quiet: what the shop believes against what the sandbox's own database says."""

from collections import Counter, defaultdict
from datetime import UTC, datetime

from tests.simulation.open_ends import find_open_ends
from tests.simulation.story import Story

_PAID_THERE = """SELECT p.platform_order_id, o.final_price, o.currency, p.paid_at FROM payments p
        JOIN orders o USING (platform_order_id)
    UNION ALL SELECT platform_order_id, final_price, currency, paid_at FROM deductions WHERE state = 'paid'"""
_REFUNDED_THERE = "SELECT coalesce(refund_order_id, '-'), amount, platform_order_id, refunded_at FROM refunds"
_STANDING_THERE = "SELECT platform_authpay_id, status, auth_no, granted_at, cancelled_at FROM authorizations"
_PAYMENTS = """SELECT p.number, p.status, p.amount, p.currency, o.number, o.status, o.payment_id = p.id, p.kind
    FROM payments p JOIN orders o ON o.id = p.order_id ORDER BY p.id"""
_REFUNDS = """SELECT r.number, r.status, r.amount, p.number FROM refunds r JOIN payments p ON p.id = r.payment_id"""
_STANDING = "SELECT number, status, auth_no FROM authorizations"
_MOVES = "SELECT subject, to_status, at, detail FROM history WHERE to_status IS NOT NULL ORDER BY id"
_USED_UP = "SELECT number FROM payments WHERE refusal_code = '305'"
_AFTER_CANCEL = """SELECT sent.subject FROM history sent JOIN history asked
    ON asked.authorization_id = sent.authorization_id AND asked.event = 'cancel_asked' AND asked.id < sent.id
    WHERE sent.event = 'charge_sent' AND NOT EXISTS (SELECT 1 FROM history back WHERE back.event = 'cancel_ungranted'
        AND back.authorization_id = sent.authorization_id AND back.id BETWEEN asked.id AND sent.id)"""
_BESIDE_CODE = """SELECT charge.number, code.number FROM history sent
    JOIN payments charge ON charge.number = sent.subject
    JOIN payments code ON code.order_id = charge.order_id AND code.kind = 'payment' AND code.created_at < sent.at
    WHERE sent.event = 'charge_sent' AND NOT EXISTS (SELECT 1 FROM history ended WHERE ended.subject = code.number
        AND ended.to_status IN ('paid', 'refused', 'failed', 'expired') AND ended.id < sent.id)"""
_WHILE_DISPUTED = """SELECT charge.number, told.subject FROM history sent
    JOIN payments charge ON charge.number = sent.subject
    JOIN payments other ON other.order_id = charge.order_id
    JOIN history told ON told.subject = other.number AND told.event = 'attention_amount_differs' AND told.id < sent.id
    WHERE sent.event = 'charge_sent' AND NOT EXISTS (SELECT 1 FROM history paid
        WHERE paid.subject = other.number AND paid.to_status = 'paid' AND paid.id < sent.id)"""
_REFUND_MOVES = """SELECT h.subject, h.to_status, r.amount, p.number, p.amount FROM history h
    JOIN refunds r ON r.number = h.subject JOIN payments p ON p.id = r.payment_id
    WHERE h.to_status IS NOT NULL ORDER BY h.id"""
_ASKED_THERE = "SELECT platform_order_id FROM orders UNION ALL SELECT platform_order_id FROM deductions"
_UNHEARD_REFUSALS = "SELECT number FROM payments WHERE kind = 'payment' AND status = 'refused' AND refusal_code IS NULL"
_FAILED = "SELECT DISTINCT subject FROM history WHERE event = 'failed'"
_CLOSED_EARLY = """SELECT o.number FROM history h JOIN orders o ON o.number = h.subject
    JOIN payments p ON p.id = o.payment_id AND p.kind = 'payment' AND p.created_at < h.at AND h.at < p.valid_until
    WHERE h.to_status = 'closed' AND h.event = 'expired'"""
_ATTENTION = "SELECT subject, reason FROM attentions"


def compare(story: Story) -> None:
    """Put everything that must not be on the story's list of findings."""
    moves = _first_moves(story)
    attention = {(subject, reason) for subject, reason in story.world.rows(_ATTENTION)}
    _compare_payments(story, moves, attention)
    _compare_refunds(story, moves)
    _compare_authorizations(story, moves)
    for (number,) in story.world.rows(_UNHEARD_REFUSALS):
        story.finding("lost", f"{number} counts as refused, and JKOPay never said so")
    for (number,) in story.world.rows(_FAILED):
        if number not in story.wire.failed:
            story.finding("phantom", f"{number} counts as failed, and JKOPay never said so")
    for (number,) in story.world.rows(_CLOSED_EARLY):
        story.finding("lost", f"order {number} was closed while it could be paid")
    for (number,) in story.world.rows(_USED_UP):
        story.finding("double", f"{number} was asked for in a cycle that was used up")
    for (number,) in story.world.rows(_AFTER_CANCEL):
        story.finding("double", f"{number} was sent after somebody had cancelled")
    for charge, code in story.world.rows(_BESIDE_CODE):
        story.finding("double", f"{charge} was sent while {code} could be paid")
    for charge, other in story.world.rows(_WHILE_DISPUTED):
        story.finding("double", f"{charge} was sent while {other} may have been paid with another amount")
    find_open_ends(story)


def _compare_payments(story: Story, moves: dict[tuple[str, str], datetime], attention: set[tuple[str, str]]) -> None:
    there = {number: (amount, currency, at) for number, amount, currency, at in story.world.ledger(_PAID_THERE)}
    ours = story.world.rows(_PAYMENTS)
    known = {row[0] for row in ours}
    for number in there.keys() - known:
        story.finding("double", f"{number} was paid, and is no payment of the shop")
    for (number,) in story.world.ledger(_ASKED_THERE):
        if number not in known:
            story.finding("double", f"JKOPay was asked for {number}, which is no payment of the shop")
    paid_times: Counter[str] = Counter()
    for number, status, amount, currency, order, order_status, is_current, _kind in ours:
        if status != "paid":
            if number in there:
                story.finding("lost", f"{number} is {status}, and was paid")
            continue
        paid_times[order] += 1
        if number not in there:
            story.finding("phantom", f"{number} is paid, and nobody paid it")
            continue
        if there[number][:2] != (amount, currency):
            story.finding("phantom", f"{number} is paid with {amount} {currency}, and was with {there[number]}")
        if moves[number, "paid"] < _at(there[number][2]):
            story.finding("phantom", f"{number} was believed paid before it was")
        if order_status != "paid":
            story.finding("lost", f"{number} is paid, and its order {order} is {order_status}")
        if not is_current and (number, "paid_twice") not in attention:
            story.finding("double", f"{number} is paid besides another, and nobody is told")
        closed_at = moves.get((order, "closed"))
        # A payment begun after the closing opened the order again.
        begun_at = min(at for (subject, _), at in moves.items() if subject == number)
        given_up = closed_at is not None and begun_at < closed_at <= moves[number, "paid"]
        if given_up and (number, "paid_late") not in attention and is_current:
            story.finding("lost", f"{number} came late, and nobody is told")
        # Where JKOPay told of another amount, a person decides, and meanwhile the goods are given back; so they are
        # where it did not know of the money yet.
        is_told = (number, "amount_differs") in attention or number in story.wire.denied
        was_paid = closed_at is not None and _at(there[number][2]) < closed_at < moves[number, "paid"]
        if was_paid and is_current and not is_told:
            story.finding("lost", f"order {order} was given up although {number} had been paid")
    for order, status in story.world.rows("SELECT number, status FROM orders"):
        if status == "paid" and not paid_times[order]:
            story.finding("phantom", f"order {order} is paid, and none of its payments is")


def _compare_refunds(story: Story, moves: dict[tuple[str, str], datetime]) -> None:
    there = {number: (amount, of, at) for number, amount, of, at in story.world.ledger(_REFUNDED_THERE)}
    ours = {number: (status, amount, of) for number, status, amount, of in story.world.rows(_REFUNDS)}
    for number, (amount, of, at) in there.items():
        status, asked, ours_of = ours.get(number, ("", 0, ""))
        if number not in ours:
            story.finding("double", f"refund {number} of {of} was made, and the shop does not know it")
        elif (asked, ours_of) != (amount, of):
            story.finding("double", f"refund {number} was made of {amount}, and asked of {asked}")
        elif status != "done":
            story.finding("lost", f"refund {number} is {status}, and was made")
        elif moves[number, "done"] < _at(at):
            story.finding("phantom", f"refund {number} was believed before it was made")
    for number, (status, _, _) in ours.items():
        if status == "done" and number not in there:
            story.finding("phantom", f"refund {number} is done, and JKOPay made none")
    _compare_with_forms(story, ours, there)


def _compare_with_forms(
    story: Story, ours: dict[str, tuple[str, int, str]], there: dict[str, tuple[int, str, int]]
) -> None:
    forms = {form.number for form in story.forms}
    for number in (ours.keys() | there.keys()) - forms:
        story.finding("double", f"refund {number} was asked by nobody")
    promised: dict[str, dict[str, int]] = defaultdict(dict)
    for number, to_status, amount, of, paid in story.world.rows(_REFUND_MOVES):
        promised[of][number] = 0 if to_status == "refused" else amount
        if sum(promised[of].values()) > paid:
            story.finding("double", f"with {number} more than {paid} of {of} was to be given back")


def _compare_authorizations(story: Story, moves: dict[tuple[str, str], datetime]) -> None:
    there = {row[0]: row[1:] for row in story.world.ledger(_STANDING_THERE)}
    ours = {number: (status, auth_no) for number, status, auth_no in story.world.rows(_STANDING)}
    for number in there.keys() - ours.keys():
        story.finding("double", f"authorization {number} exists, and the shop does not know it")
    for number, (status, auth_no) in ours.items():
        standing, their_no, granted_at, cancelled_at = there.get(number, ("ungranted", None, None, None))
        if auth_no not in (None, their_no):
            story.finding("phantom", f"{number} has the number {auth_no}, which is another's")
        if status == "granted" and standing != "granted":
            story.finding("phantom", f"{number} is granted here, and {standing} there")
        if status == "cancelled" and standing != "cancel":
            story.finding("phantom", f"{number} is cancelled here, and {standing} there")
        if standing == "granted" and status != "granted":
            story.finding("lost", f"{number} was granted, and is {status} here")
        believed = moves.get((number, "granted"))
        if believed is not None and (granted_at is None or believed < _at(granted_at)):
            story.finding("phantom", f"{number} was believed granted before it was")
        ended = moves.get((number, "cancelled"))
        if ended is not None and (cancelled_at is None or ended < _at(cancelled_at)):
            story.finding("phantom", f"{number} was believed cancelled before it was")


def _first_moves(story: Story) -> dict[tuple[str, str], datetime]:
    moves: dict[tuple[str, str], datetime] = {}
    for subject, to_status, at, _ in story.world.rows(_MOVES):
        moves.setdefault((subject, to_status), datetime.fromisoformat(f"{at}+00:00"))
    return moves


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, tz=UTC)
