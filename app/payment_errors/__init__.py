"""The payment error catalogue: 91 unified codes, every answer of JKOPay as one of them, and what to do about each.

No Flask and no database: pages, services and commands alike may ask it.
"""

from app.payment_errors.advice import Actor, Retry
from app.payment_errors.answers import ANSWERS, DOCUMENTED, SITUATIONS, Answer, answers_of, explain, find_answers
from app.payment_errors.codes import CODES, PaymentError
from app.payment_errors.remedy import ANY
from app.payment_errors.search import Found, UnknownFilter, find_errors
from app.payment_errors.words import ACTOR_WORDS, CATEGORY_WORDS, RETRY_WORDS

__all__ = [
    "ACTOR_WORDS",
    "ANSWERS",
    "ANY",
    "CATEGORY_WORDS",
    "CODES",
    "DOCUMENTED",
    "RETRY_WORDS",
    "SITUATIONS",
    "Actor",
    "Answer",
    "Found",
    "PaymentError",
    "Retry",
    "UnknownFilter",
    "answers_of",
    "explain",
    "find_answers",
    "find_errors",
]
