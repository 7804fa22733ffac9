"""The code a shopper scans holds exactly the link we checked."""

import re

import pytest
from PIL import Image, ImageDraw

from app.web.qr import draw_qr
from tests.camera import read_codes
from tests.running import RunningShop
from tests.web.shopper import Shopper

SCALE = 4


def read_qr(page: str) -> str:
    """What a phone reads from the inline SVG of a page."""
    svg = re.search(r'<svg class="qr" viewBox="0 0 (\d+) \1".*?</svg>', page, re.DOTALL)
    assert svg, "no code on the page"
    side = int(svg[1])
    picture = Image.new("L", (side * SCALE, side * SCALE), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg[0]):
        left, top = int(x) * SCALE, int(y) * SCALE
        pen.rectangle((left, top, left + int(length) * SCALE - 1, top + SCALE - 1), fill=0)
    (code,) = read_codes(picture)
    return code


def test_the_code_on_the_payment_page_is_the_payments_link(shop: RunningShop, shopper: Shopper) -> None:
    token = shopper.buy()
    assert read_qr(shopper.page) == shop.payment(shop.order(token)).payment_url


@pytest.mark.parametrize("length", [20, 300, 1000])
def test_links_of_any_length_can_be_read_back(length: int) -> None:
    link = ("https://wallet.example/pay?key=" + "aB3_-" * 200)[:length]
    assert read_qr(draw_qr(link, "code")) == link


def test_the_label_cannot_break_out_of_the_drawing() -> None:
    assert '"><script' not in draw_qr("https://wallet.example", '"><script>')
