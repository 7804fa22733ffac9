"""The simulation has teeth: known bugs, planted into the real services, are caught within a few schedules.

Here are those that are caught soon; `python3 run.py simulate --teeth` tries them all.
"""

import pytest

from tests.simulation.teeth import MOST, bite


@pytest.mark.parametrize(
    "name",
    [
        "trust_the_callback",
        "release_stock_on_timeout",
        "expiry_overwrites_paid",
        "late_payment_dropped",
        "currency_not_compared",
        "strange_links_accepted",
        "match_rows_by_position",
        "new_refund_id_on_retry",
        "refund_failed_on_timeout",
        "unknown_refund_never_asked",
        "cancellation_forgotten",
        "cancelled_elsewhere_not_noticed",
        "ungranted_taken_for_granted",
        "cycle_charged_twice",
    ],
)
def test_a_planted_bug_is_caught(name: str) -> None:
    _, story = bite(name)
    assert story.findings, f"{MOST} schedules, and {name} was not caught"
