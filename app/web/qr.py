"""QR codes drawn here, never fetched: a picture from elsewhere could show another link than the one we checked."""

from functools import lru_cache

import qrcode
from markupsafe import Markup

QUIET_ZONE = 4
"""Light modules around the code; ISO/IEC 18004 asks for four."""

# Trying all eight masks to choose the best looking one takes nine times as long, and every reader reads them all.
MASK = 3


def draw_qr(text: str, label: str) -> Markup:
    """An inline SVG of `text`, dark on white, named `label` for those who cannot see it."""
    side, path = _path(text)
    return Markup(
        '<svg class="qr" viewBox="0 0 {side} {side}" width="{side}" height="{side}" role="img" aria-label="{label}">'
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{path}"/></svg>'
    ).format(side=side, label=label, path=path)


@lru_cache(maxsize=4096)
def _path(text: str) -> tuple[int, str]:
    """Side in modules, and one stroked line for every run of dark modules."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, border=QUIET_ZONE, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return len(rows), "".join(_row_path(y, row) for y, row in enumerate(rows))


def _row_path(y: int, row: list[bool]) -> str:
    parts, x = [], 0
    while x < len(row):
        start = x
        while x < len(row) and row[x] == row[start]:
            x += 1
        if row[start]:
            parts.append(f"M{start} {y}.5h{x - start}")
    return "".join(parts)
