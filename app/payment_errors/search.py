"""Finding codes by what a person remembers of them."""

from collections.abc import Callable

from app.payment_errors.advice import Actor
from app.payment_errors.answers import Answer, answers_of
from app.payment_errors.codes import CODES, PaymentError
from app.payment_errors.words import CATEGORY_WORDS

Found = list[tuple[PaymentError, list[Answer]]]


class UnknownFilter(ValueError):
    """Nothing can be filtered like this: `known` is what could have been said for `name` instead of `value`."""

    def __init__(self, name: str, value: str, known: list[str]) -> None:
        super().__init__(f"there is no {name} {value!r}; known are: {', '.join(known)}")
        self.name, self.value, self.known = name, value, known


def find_errors(query: str, category: str, actor: str, translate: Callable[[str], str]) -> Found:
    """The codes with every word of `query` in them or in their answers, each with its answers.

    Empty filters let all through. `actor` fits a code when it fits the code or one of its answers.

    Raises:
        UnknownFilter: `category` or `actor` is none of the catalogue's.
    """
    _check("category", category, list(CATEGORY_WORDS))
    _check("audience", actor, list(Actor))
    words = query.casefold().split()
    found = [(error, answers_of(error.code)) for error in CODES.values() if category in ("", error.category)]
    return [
        (error, answers)
        for error, answers in found
        if (not actor or actor in {error.actor, *(answer.error.actor for answer in answers)})
        and _has(words, error, answers, translate)
    ]


def _check(name: str, value: str, known: list[str]) -> None:
    if value and value not in known:
        raise UnknownFilter(name, value, known)


def _has(words: list[str], error: PaymentError, answers: list[Answer], translate: Callable[[str], str]) -> bool:
    texts = [error.code, error.category, error.english, error.chinese, translate(error.english)]
    for means in (error, *(answer.error for answer in answers)):
        texts += [means.shopper, means.staff, translate(means.shopper), translate(means.staff)]
    for answer in answers:
        texts += [answer.api, answer.result, answer.message]
    text = "\n".join(texts).casefold()
    return all(word in text for word in words)
