"""Everything a person reads is there in both languages: msgids are English, the catalogue is Traditional Chinese."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "app" / "translations" / "zh_Hant_TW" / "LC_MESSAGES"
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
# Written in China's characters or words instead of Taiwan's.
NOT_TAIWANESE = ("支付宝", "订单", "账户", "用户", "退款金额", "网络", "信息", "默认", "设置", "登录", "二维码", "質量", "視頻", "默認", "賬")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="zh_Hant_TW")


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
        if message.id and not message.fuzzy and (all(message.string) if message.pluralizable else message.string)
        for part in ([message.id] if isinstance(message.id, str) else message.id)
    }
    assert sorted(used - translated) == []


def test_no_sentence_is_kept_that_nobody_says(catalogue: Catalog) -> None:
    kept = {part for message in catalogue for part in ([message.id] if isinstance(message.id, str) else message.id)}
    assert sorted(kept - used_messages() - {""}) == []


def test_placeholders_are_the_same_in_both_languages(catalogue: Catalog) -> None:
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            assert set(PLACEHOLDER.findall(message.id)) == set(PLACEHOLDER.findall(str(message.string))), message.id


def test_the_chinese_is_taiwan_s(catalogue: Catalog) -> None:
    strange = [message.string for message in catalogue if any(word in str(message.string) for word in NOT_TAIWANESE)]
    assert strange == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert (FOLDER / "messages.mo").read_bytes() == compiled.getvalue()
