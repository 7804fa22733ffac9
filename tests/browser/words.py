"""What the pages say in each language, from the catalogue they are translated with."""

from babel.support import Translations

from tests.browser.installation import ROOT

LANGUAGES = ("zh_Hant_TW", "en")


def say(language: str, message: str, **values: object) -> str:
    """`message`, which is its English, as people read it in `language`."""
    said: str = Translations.load(str(ROOT / "app" / "translations"), [language]).gettext(message)
    return said % values if values else said
