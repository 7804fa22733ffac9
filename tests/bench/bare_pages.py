"""The ceiling of a page: the same weight of HTML by one Flask view and one Jinja template, from data in memory.

No database, session, form token, translation or header of safety; what the shop's pages cost beyond it is theirs.
"""

import json

from flask import Flask, render_template

from app.services.catalogue import SEED
from app.web.qr import draw_qr

app = Flask(__name__)

_PRODUCTS = json.loads(SEED.read_text(encoding="utf-8"))
_LINK = "http://127.0.0.1:5001/web/pay?j=" + "aB3_" * 64
_ORDER = {
    "number": "T261121-7K2M9Q",
    "total": 220,
    "name": "Ming Wang",
    "email": "ming@example.com",
    "lines": [{"name": "牛皮紙筆記本", "count": 1, "total": 220}],
}
_CODE = draw_qr(_LINK, "QR code")


@app.get("/")
def catalogue() -> str:
    """The goods."""
    return render_template("catalogue.html", products=_PRODUCTS)


@app.get("/payment")
def payment() -> str:
    """A code to scan."""
    return render_template("payment.html", order=_ORDER, link=_LINK, code=_CODE)
