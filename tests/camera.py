"""What a phone's camera reads from a picture."""

import zxingcpp
from PIL import Image

# Looking for codes of every kind, it now and then finds one in a picture's letters.
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read_codes(picture: Image.Image) -> list[str]:
    """The texts of the QR codes in it."""
    return [str(code.text) for code in zxingcpp.read_barcodes(picture, formats=_QR)]
