"""Everything a person reads is there in both languages: msgids are English, the catalogue is Traditional Chinese."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel.speaklater import LazyString
from wtforms import HiddenField
from wtforms.fields.core import UnboundField

from app.admin.digest_form import DigestForm
from app.admin.refund_form import RefundForm
from app.admin.settle_form import SettleForm
from app.admin.sign_in_form import SignInForm
from app.web.binding_form import BindingForm, OneTapForm
from app.web.checkout_form import CheckoutForm

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "app" / "translations" / "zh_Hant_TW" / "LC_MESSAGES"
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
# Words of China, or of nobody, where Taiwan has its own. Characters of China are found by their code.
NOT_TAIWANESE = (
    "賬", "登錄", "用戶", "默認", "缺省", "網絡", "信息", "服務器", "二維碼", "條形碼", "數據", "質量", "視頻", "支持",
    "鏈接", "優惠卷", "郵箱", "短信", "屏幕", "點擊", "刷新", "激活", "保存", "創建", "支付寶", "後臺", "臺灣",
)  # fmt: skip
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff)\]]\s*[,;:?!()]|[\u4e00-\u9fff]\.|[(,;:?!]\s*[\u4e00-\u9fff]")
# Placeholders that hold Latin or digits are spaced like Latin; quoted and bracketed ones need no space.
GLUED = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9%]|[A-Za-z0-9$]\)?[sd]?[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="zh_Hant_TW")


@pytest.fixture(scope="module")
def chinese(catalogue: Catalog) -> list[str]:
    return [words for message in catalogue if message.id for words in _forms(message.string)]


def _forms(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """A message's singular and plural, or what it has of them."""
    return [words] if isinstance(words, str) else list(words or ())


def used_messages() -> set[str]:
    found: set[str] = set()
    for _, _, message, _, _ in extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS, directory_filter=_is_source):
        found.update([message] if isinstance(message, str) else [part for part in message if part])
    return found


def _is_source(folder: str) -> bool:
    return not Path(folder).name.startswith(".")


def test_every_sentence_has_its_chinese(catalogue: Catalog) -> None:
    used = used_messages()
    assert len(used) > 100
    translated = {
        part
        for message in catalogue
        if message.id and not message.fuzzy and all(_forms(message.string))
        for part in _forms(message.id)
    }
    assert sorted(used - translated) == []


def test_no_sentence_is_kept_that_nobody_says(catalogue: Catalog) -> None:
    kept = {part for message in catalogue for part in _forms(message.id)}
    assert sorted(kept - used_messages() - {""}) == []


def test_placeholders_are_the_same_in_both_languages(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            english, chinese = _forms(message.id)[0], _forms(message.string)[0]
            assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(chinese)), english


def test_the_chinese_is_written_in_taiwan_s_characters(chinese: list[str]) -> None:
    """Big5 has the characters that Taiwan uses, and none that only China uses."""
    assert [words for words in chinese if words != words.encode("cp950", "replace").decode("cp950")] == []


def test_the_chinese_is_taiwan_s(chinese: list[str]) -> None:
    assert [words for words in chinese if any(word in words for word in NOT_TAIWANESE)] == []


def test_readers_are_always_addressed_politely(chinese: list[str]) -> None:
    assert [words for words in chinese if "你" in words] == []


def test_chinese_sentences_have_chinese_punctuation(chinese: list[str]) -> None:
    assert [words for words in chinese if HALF_WIDTH.search(PLACEHOLDER.sub("%", words))] == []


def test_chinese_and_latin_are_kept_apart_by_a_space(chinese: list[str]) -> None:
    assert [words for words in chinese if GLUED.search(PLACEHOLDER.sub("%s", words))] == []


def test_forms_never_answer_in_the_words_of_their_library() -> None:
    """WTForms has no Traditional Chinese under our locale's name and would answer in Simplified."""
    visible = [
        (form.__name__, name, validator)
        for form in (CheckoutForm, BindingForm, DigestForm, OneTapForm, RefundForm, SettleForm, SignInForm)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and not issubclass(field.field_class, HiddenField)
        for validator in field.kwargs["validators"]
    ]
    assert len(visible) >= 8
    assert [(form, name) for form, name, validator in visible if not isinstance(validator.message, LazyString)] == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert (FOLDER / "messages.mo").read_bytes() == compiled.getvalue()
