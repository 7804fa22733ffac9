"""The catalogue of codes: whole, as it was published, and with advice about each."""

from app.payment_errors import ACTOR_WORDS, CATEGORY_WORDS, CODES, RETRY_WORDS, Actor, Retry
from app.payment_errors.codes import ADVICE


def test_there_are_ninety_one_codes_and_advice_about_each() -> None:
    assert len(CODES) == 91
    assert set(ADVICE) == set(CODES)
    assert all(code == error.code for code, error in CODES.items())
    assert list(CODES) == sorted(CODES)


def test_the_published_words_are_kept_as_they_are() -> None:
    error = CODES["100210"]
    assert error.category == "Account/Card Errors"
    assert error.english == "Pick-up card (Contact issuer)"
    assert error.chinese == "问题卡,需要联系发卡方"
    assert all(error.english and error.chinese for error in CODES.values())


def test_the_name_that_is_translated_is_the_published_one() -> None:
    assert {code: advice.name for code, advice in ADVICE.items()} == {
        code: error.english for code, error in CODES.items()
    }


def test_every_code_has_a_sentence_for_the_shopper_and_another_for_the_staff() -> None:
    for error in CODES.values():
        for sentence in (error.shopper, error.staff):
            assert sentence.endswith("."), error.code
            assert len(sentence) > 20, error.code
            assert "%" not in sentence, error.code
        assert error.shopper != error.staff, error.code


def test_a_shopper_is_never_told_codes_or_keys() -> None:
    for error in CODES.values():
        words = error.shopper.casefold()
        assert not any(hidden in words for hidden in ("api", "store id", "signature", "field", "settings")), error.code


def test_every_term_has_words() -> None:
    assert set(CATEGORY_WORDS) == {error.category for error in CODES.values()}
    assert set(ACTOR_WORDS) == set(Actor)
    assert set(RETRY_WORDS) == set(Retry)
