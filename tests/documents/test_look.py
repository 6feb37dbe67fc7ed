"""Printed on a grey printer, nothing is lost; the code can be read."""

from io import BytesIO

import pytest
import segno
from PIL import Image
from reportlab.lib.colors import Color, white
from reportlab.lib.units import mm

from nursedesk.documents import page, qr
from nursedesk.documents.preview import pages
from nursedesk.documents.render import render
from tests.documents.notes import FINGERPRINT, note, row

TEXTS = (page.INK, page.SOFT, page.ACCENT, page.ALERT)
GROUNDS = (white, page.WATERMARK, page.ALERT_TINT)


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours on a grey printer (WCAG 2, 1 to 21)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    shares = zip((0.2126, 0.7152, 0.0722), colour.rgb(), strict=True)
    return sum(
        share * (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4)
        for share, each in shares
    )


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_readable_in_grey_on_all_that_lies_under_it(text: Color, ground: Color) -> None:
    assert contrast(text, ground) >= 4.5


def test_an_alert_has_a_bar_that_is_seen_without_colour() -> None:
    """Its word is tested where texts are."""
    plain, alert = (
        grey(render(note(row("Fever", "38.6 C", weight)))) for weight in ("strong", "alert")
    )
    scale = plain.width / page.WIDTH
    edge = (page.MARGIN + 46 * mm) * scale
    beside = (round(edge - 3 * scale), 0, round(edge + 3 * scale), plain.height)
    dark = [sum(each.crop(beside).histogram()[:110]) for each in (plain, alert)]
    assert dark[1] - dark[0] > 2 * scale * 10 * scale  # points: two wide, ten high


def grey(pdf: bytes, width: int = 1200) -> Image.Image:
    return Image.open(BytesIO(pages(pdf, width=width)[-1])).convert("L")


def test_the_code_says_which_note_and_which_record() -> None:
    expected = f"NURSEDESK-NOTE:1:1234567890ABCDEF1234567890ABCDEF:{FINGERPRINT.upper()}"
    assert qr.code_text(note()) == expected


@pytest.mark.parametrize("demo", [False, True])
def test_the_code_on_the_page_is_whole(demo: bool) -> None:
    """Module by module, as a camera sees it, with its light edge: over the watermark too."""
    matrix = segno.make_qr(qr.code_text(note()), error="m", boost_error=False, mask=2).matrix
    count = len(matrix) + 8
    picture = grey(render(note(demo=demo)), 3000)
    scale = picture.width / page.WIDTH
    size = qr.SIDE / count * scale
    left = (page.WIDTH - page.MARGIN - qr.SIDE) * scale
    top = top_of_code(picture, left + 4.5 * size, size)
    for down in range(count):
        for across in range(count):
            inside = 4 <= down < count - 4 and 4 <= across < count - 4
            wanted = bool(inside and matrix[down - 4][across - 4])
            at = round(left + (across + 0.5) * size), round(top + (down + 0.5) * size)
            assert is_dark(picture, *at) is wanted, (down, across)


def top_of_code(picture: Image.Image, at: float, size: float) -> float:
    """Its upper edge: above the first place with seven dark modules below one another."""
    run = round(7 * size)
    dark = [is_dark(picture, round(at), y) for y in range(picture.height)]
    first = next(y for y in range(picture.height // 4, len(dark)) if all(dark[y : y + run - 2]))
    return first - 4 * size


def is_dark(picture: Image.Image, across: int, down: int) -> bool:
    value: object = picture.getpixel((across, down))
    return isinstance(value, int) and value < 128
