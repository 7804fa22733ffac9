"""The simulation has teeth: known bugs, planted into the real services, are caught within a few schedules.

Here are those that are caught soon; `python3 run.py simulate --teeth` tries them all.
"""

import pytest

from tests.simulation.teeth import MOST, bite


@pytest.mark.parametrize(
    "name",
    [
        "trust_the_callback",
        "expiry_overwrites_paid",
        "amount_not_compared",
        "currency_not_compared",
        "strange_links_accepted",
        "late_payment_dropped",
        "asking_stops_with_the_link",
        "match_rows_by_position",
        "new_refund_id_on_retry",
        "refund_failed_on_timeout",
        "unknown_refund_never_asked",
        "resent_without_looking",
        "lease_ignored",
        "charge_outside_the_lock",
        "charge_closed_on_silence",
        "new_charge_number_on_resend",
        "charge_after_cancel",
        "cancellation_forgotten",
        "ungranted_taken_for_granted",
        "cancelled_elsewhere_not_noticed",
        "cycle_charged_twice",
    ],
)
def test_a_planted_bug_is_caught(name: str) -> None:
    _, story = bite(name)
    assert story.findings, f"{MOST} schedules, and {name} was not caught"
