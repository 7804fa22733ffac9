"""The planted bugs, each with the themes whose schedules it can show in."""

from collections.abc import Callable, Mapping

from tests.simulation import bugs_charges, bugs_payments, bugs_refunds
from tests.simulation.bugs_payments import Bug

_BUGS: Mapping[tuple[str, ...], tuple[Callable[[], Bug], ...]] = {
    ("paying", "crowd", "everything"): (
        bugs_payments.trust_the_callback,
        bugs_payments.close_order_on_silence,
        bugs_payments.failed_on_timeout,
        bugs_payments.strange_links_accepted,
        bugs_payments.new_number_on_resend,
        bugs_payments.unpaid_taken_for_failed,
        bugs_payments.missing_taken_for_paid,
        bugs_payments.yes_to_every_confirm,
    ),
    ("paying", "everything"): (bugs_payments.release_stock_on_timeout,),
    ("paying", "crowd"): (bugs_payments.amount_not_compared, bugs_payments.currency_not_compared),
    ("late",): (
        bugs_payments.asking_stops_with_the_link,
        bugs_payments.expiry_overwrites_paid,
        bugs_payments.late_payment_dropped,
        bugs_payments.paid_twice_not_told,
    ),
    ("crowd",): (bugs_payments.match_rows_by_position,),
    ("refunds",): (
        bugs_refunds.new_refund_id_on_retry,
        bugs_refunds.refund_failed_on_timeout,
        bugs_refunds.pending_refunds_not_counted,
        bugs_refunds.unknown_refund_never_asked,
        bugs_refunds.resent_without_looking,
        bugs_refunds.lease_ignored,
    ),
    ("rush",): (
        bugs_charges.charge_outside_the_lock,
        bugs_charges.charge_closed_on_silence,
        bugs_charges.new_charge_number_on_resend,
        bugs_charges.success_taken_for_paid,
        bugs_charges.failed_taken_for_pending,
        bugs_charges.garbage_taken_for_refusal,
        bugs_charges.charging_window_ignored,
        bugs_charges.charge_after_cancel,
    ),
    ("one tap", "rush"): (
        bugs_charges.cancellation_forgotten,
        bugs_charges.ungranted_taken_for_granted,
        bugs_charges.cancelled_elsewhere_not_noticed,
    ),
    ("charge or code",): (bugs_charges.charge_beside_code, bugs_charges.charge_while_disputed),
    ("cycles",): (bugs_charges.cycle_charged_twice,),
}
BUGS: Mapping[str, Callable[[], Bug]] = {plant.__name__: plant for plants in _BUGS.values() for plant in plants}
THEMES_OF: Mapping[str, tuple[str, ...]] = {
    plant.__name__: themes for themes, plants in _BUGS.items() for plant in plants
}
