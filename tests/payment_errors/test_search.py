"""Finding a code by what one remembers of it."""

import pytest

from app.payment_errors import CODES, Actor, UnknownFilter, find_errors


def codes(query: str = "", category: str = "", actor: str = "") -> list[str]:
    return [error.code for error, _ in find_errors(query, category, actor, str)]


def test_nothing_asked_finds_everything() -> None:
    assert codes() == list(CODES)


def test_a_code_is_found_by_itself() -> None:
    assert codes("100604") == ["100604"]


@pytest.mark.parametrize("query", ["confiscated BANK", "没收", " confiscated  account "])
def test_a_code_is_found_by_its_words_in_any_language_order_and_case(query: str) -> None:
    assert "100204" in codes(query)
    assert len(codes(query)) < 5


def test_a_code_is_found_by_the_answers_of_jkopay_that_are_it() -> None:
    assert {"100100", "100101"} <= set(codes("113"))
    assert codes("unreimbursed AMOUNT") == ["100100", "100101"]


def test_a_code_is_found_by_the_words_of_the_reader_s_language() -> None:
    translations = {"Lost bank account": "掛失的帳戶"}
    found = find_errors("掛失", "", "", lambda sentence: translations.get(sentence, sentence))
    assert [error.code for error, _ in found] == ["100203"]


def test_filters_narrow_what_is_found() -> None:
    assert codes(category="Success") == ["100000"]
    amounts = codes(category="Amount Errors")
    assert len(amounts) == 9
    assert set(codes("currency", "Amount Errors")) < set(amounts)
    for error, answers in find_errors("", "", Actor.JKOPAY, str):
        assert Actor.JKOPAY in {error.actor, *(answer.error.actor for answer in answers)}
    assert "100602" in codes(actor="jkopay")
    assert codes("no such words anywhere") == []


@pytest.mark.parametrize(("category", "actor", "name"), [("Amounts!", "", "category"), ("", "nobody", "audience")])
def test_an_unknown_filter_says_which_ones_there_are(category: str, actor: str, name: str) -> None:
    with pytest.raises(UnknownFilter, match=f"there is no {name} .*known are: ") as caught:
        codes("", category, actor)
    assert caught.value.value == category + actor
    assert {"Amount Errors", "merchant"} & set(caught.value.known)
