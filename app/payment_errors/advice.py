"""What the catalogue adds to a code: who can act, whether trying again helps, and a sentence for each reader."""

from enum import StrEnum
from typing import NamedTuple


class Actor(StrEnum):
    """Who can do something about an error."""

    SHOPPER = "shopper"
    MERCHANT = "merchant"
    INTEGRATOR = "integrator"
    JKOPAY = "jkopay"


class Retry(StrEnum):
    """When trying again can help: not at all, at once, after a while, or with another payment method."""

    NEVER = "never"
    NOW = "now"
    LATER = "later"
    OTHER_METHOD = "other_method"


class Advice(NamedTuple):
    """Advice about one code; `name`, `shopper` and `staff` are English sentences that have a translation."""

    name: str
    actor: Actor
    retry: Retry
    shopper: str
    staff: str
