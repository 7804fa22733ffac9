"""The points on which JKOPay's documentation is silent, and which way the sandbox plays each."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Switches(BaseModel):
    """One field for each row of protocol section 9 that both sides of an integration must hold under.

    The first value of each is the default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    refusal_http_status: Literal[200, 400] = 200
    https_only_callbacks: bool = False
    same_refund_again: Literal["replay", "refuse"] = "replay"
    status_after_valid_time_or_decline: Literal[101, 100] = 101
    status_after_confirm_no: Literal[100, 101] = 100
    entry_after_failure: Literal["refuse", "fresh_link"] = "refuse"
    qr_timeout_form: Literal["milliseconds", "seconds"] = "milliseconds"
    callback_digest: bool = True
    cancellation_told_of: Literal["user_and_jkopay", "jkopay_only"] = "user_and_jkopay"
    cancellation_tries: Literal["once", "retried"] = "once"
