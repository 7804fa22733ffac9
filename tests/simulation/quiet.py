"""Nothing goes wrong any more, and time passes through every wait: then everything must have come to an end."""

from dataclasses import replace
from datetime import timedelta

from tests.simulation.actions_around import deliver, do_due, until_ten, work
from tests.simulation.faults import CALM
from tests.simulation.story import Story

_UNRESOLVED = """SELECT 1 FROM orders WHERE status = 'open'
    UNION SELECT 1 FROM payments WHERE status IN ('new', 'pending')
    UNION SELECT 1 FROM refunds WHERE status IN ('requested', 'unknown')
    UNION SELECT 1 FROM authorizations WHERE status IN ('new', 'pending', 'cancelling')
    UNION SELECT 1 FROM subscriptions WHERE status = 'active'"""
_OURS = """SELECT number FROM payments WHERE status = 'paid'
    UNION ALL SELECT number FROM refunds WHERE status = 'done'
    UNION ALL SELECT number || CASE status WHEN 'cancelled' THEN ' cancel' ELSE ' granted' END FROM authorizations
        WHERE status IN ('granted', 'cancelled')"""
_THEIRS = """SELECT platform_order_id FROM payments
    UNION ALL SELECT platform_order_id FROM deductions WHERE state = 'paid'
    UNION ALL SELECT refund_order_id FROM refunds
    UNION ALL SELECT platform_authpay_id || ' ' || status FROM authorizations WHERE status != 'ungranted'"""
_TWO_WORKERS = replace(CALM, bystander=0.2)
_SHORT, _LATE_IS_OVER, _LINKS_ARE_DEAD = timedelta(seconds=50), timedelta(minutes=10), timedelta(minutes=65)
_AT_ONCE, _ALL_THE_WAY = 0.8, 0.03


def become_quiet(story: Story) -> None:
    """Let everything end that can. Most schedules skip a wait and stop as soon as both sides agree, some go through
    every wait. A second worker may still be at work."""
    story.weather, story.bystanders = _TWO_WORKERS, (work,)
    is_told, to_the_end = story.rng.random() < 0.5, story.rng.random() < _ALL_THE_WAY
    story.tell("— quiet —" if is_told else "— quiet, and nothing more is told —")
    _pass(story, _SHORT, is_told=is_told)
    shorter = () if not to_the_end and story.rng.random() < _AT_ONCE else (_LATE_IS_OVER,)
    for span in (*shorter, _LINKS_ARE_DEAD, None, None, None):
        if not to_the_end and _is_over(story):
            return
        _pass(story, span or until_ten(), is_told=is_told)
    if to_the_end or not _is_over(story):
        _pass(story, until_ten() + timedelta(days=8), is_told=is_told)


def _pass(story: Story, span: timedelta, *, is_told: bool) -> None:
    story.let_pass(span)
    if is_told:
        story.do(deliver)
    do_due(story)


def _is_over(story: Story) -> bool:
    if story.wire.late or story.world.rows(_UNRESOLVED):
        return False
    return sorted(story.world.rows(_OURS)) == sorted(story.world.ledger(_THEIRS))
