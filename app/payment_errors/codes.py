"""The unified payment error codes: the catalogue as it was published, and the advice about each."""

import csv
from dataclasses import dataclass
from pathlib import Path

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.advice_accounts import ACCOUNT_ADVICE
from app.payment_errors.advice_amounts import AMOUNT_ADVICE
from app.payment_errors.advice_cards import CARD_ADVICE
from app.payment_errors.advice_contacts import CONTACT_ADVICE
from app.payment_errors.advice_general import GENERAL_ADVICE
from app.payment_errors.advice_parameters import PARAMETER_ADVICE
from app.payment_errors.advice_risk import RISK_ADVICE
from app.payment_errors.advice_verification import VERIFICATION_ADVICE

ADVICE: dict[str, Advice] = (
    AMOUNT_ADVICE
    | ACCOUNT_ADVICE
    | CARD_ADVICE
    | RISK_ADVICE
    | PARAMETER_ADVICE
    | CONTACT_ADVICE
    | GENERAL_ADVICE
    | VERIFICATION_ADVICE
)


@dataclass(frozen=True)
class PaymentError:
    """One code, or what one answer of JKOPay means by it.

    `english` and `chinese` (Simplified) are the catalogue's own words; `shopper` says what to do next, `staff` the
    reason and the remedy. `english`, `shopper` and `staff` have a translation.
    """

    code: str
    category: str
    english: str
    chinese: str
    actor: Actor
    retry: Retry
    shopper: str
    staff: str


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a table of this package: tab-separated, headed by the names of its columns."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _describe(row: dict[str, str]) -> PaymentError:
    advice = ADVICE[row["code"]]
    return PaymentError(
        code=row["code"],
        category=row["category"],
        english=row["description_en"],
        chinese=row["description_zh_hans"],
        actor=advice.actor,
        retry=advice.retry,
        shopper=advice.shopper,
        staff=advice.staff,
    )


CODES: dict[str, PaymentError] = {row["code"]: _describe(row) for row in read_table("codes.tsv")}
