"""A QR code as a PNG picture."""

import struct
import zlib
from functools import lru_cache

import qrcode

_PIXELS_PER_MODULE = 6
# Trying all eight masks takes eight times as long, and any of them scans.
_MASK = 3


@lru_cache(maxsize=256)
def draw_qr(text: str) -> bytes:
    """The QR code of a text: black on white, with its quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, mask_pattern=_MASK)
    code.add_data(text)
    code.make(fit=True)
    lines = [_pixels(row) for row in code.get_matrix() for _ in range(_PIXELS_PER_MODULE)]
    return _png(lines)


def _pixels(row: list[bool]) -> bytes:
    return b"".join((b"\x00" if dark else b"\xff") * _PIXELS_PER_MODULE for dark in row)


def _png(lines: list[bytes]) -> bytes:
    """A greyscale picture of 8 bits a pixel; PNG (RFC 2083) puts a filter byte before every line."""
    header = struct.pack(">IIBBBBB", len(lines[0]), len(lines), 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\x00" + line for line in lines))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
