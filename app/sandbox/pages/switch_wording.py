"""What people read about the undocumented points and the ways to play them."""

from flask_babel import gettext as _


def switch_words(name: str) -> tuple[str, str]:
    """A heading and a sentence about one point."""
    words: dict[str, tuple[str, str]] = {
        "refusal_http_status": (
            _("HTTP status of refusals"),
            _("The documentation describes the JSON of a refusal, but not its HTTP status."),
        ),
        "https_only_callbacks": (
            _("Plain http callbacks"),
            _("Callback addresses must be https; on this machine http does no harm."),
        ),
        "same_refund_again": (
            _("The same refund again"),
            _("A refund repeated with the same refund_order_id and amount."),
        ),
        "status_after_valid_time_or_decline": (
            _("Too late, or declined"),
            _("What an inquiry says after valid_time or after the shopper cancelled."),
        ),
        "status_after_confirm_no": (
            _("confirm_url said no"),
            _("What an inquiry says of an order that the store stopped."),
        ),
        "entry_after_failure": (
            _("Paying again after a failure"),
            _("An entry with the platform_order_id of a payment that failed."),
        ),
        "qr_timeout_form": (_("Form of qr_timeout"), _("The documentation shows both forms.")),
        "callback_digest": (
            _("Digest of callbacks"),
            _("No signature of callbacks is documented; never rely on it."),
        ),
        "cancellation_told_of": (
            _("Who is told of a cancellation"),
            _("Whether the store hears that its shopper cancelled in the app."),
        ),
        "cancellation_tries": (
            _("Cancellation calls that fail"),
            _("No retry of them is documented."),
        ),
    }
    return words[name]


def option_words(name: str, option: object) -> str:
    """One way to play a point."""
    words: dict[tuple[str, object], str] = {
        ("refusal_http_status", 200): _("200, as for a success"),
        ("refusal_http_status", 400): _("400, as for an error"),
        ("https_only_callbacks", False): _("Accept http to this machine"),
        ("https_only_callbacks", True): _("https only"),
        ("same_refund_again", "replay"): _("Give the first answer again"),
        ("same_refund_again", "refuse"): _("Refuse with 105"),
        ("status_after_valid_time_or_decline", 101): _("101, not paid yet, for ever"),
        ("status_after_valid_time_or_decline", 100): _("100, failed"),
        ("status_after_confirm_no", 100): _("100, failed"),
        ("status_after_confirm_no", 101): _("101, not paid yet, for ever"),
        ("entry_after_failure", "refuse"): _("Refuse with 200"),
        ("entry_after_failure", "fresh_link"): _("Give a fresh link"),
        ("qr_timeout_form", "milliseconds"): _("A time, in milliseconds since 1970"),
        ("qr_timeout_form", "seconds"): _("Seconds from now"),
        ("callback_digest", True): _("Send one"),
        ("callback_digest", False): _("Leave it out"),
        ("cancellation_told_of", "user_and_jkopay"): _("When the shopper or JKOPay cancelled"),
        ("cancellation_told_of", "jkopay_only"): _("Only when JKOPay cancelled"),
        ("cancellation_tries", "once"): _("Try once"),
        ("cancellation_tries", "retried"): _("Try again, as results are"),
    }
    return words[name, option]
