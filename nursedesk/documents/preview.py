"""The pages of our own PDF as pictures: what will be signed is what is seen."""

from __future__ import annotations

from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]  # has no stubs


def pages(pdf: bytes, *, width: int) -> list[bytes]:
    """Each page as PNG, `width` pixels wide, signatures' stamps included."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        return [_png(page, width) for page in document]
    finally:
        document.close()


def _png(page: pypdfium2.PdfPage, width: int) -> bytes:
    out = BytesIO()
    bitmap = page.render(scale=width / page.get_width(), may_draw_forms=True)
    picture = bitmap.to_pil()
    picture.save(out, format="PNG")
    bitmap.close()
    return out.getvalue()
