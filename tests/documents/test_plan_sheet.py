"""The printed plan: what stands on it, in order, on one page, also without colour."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from nursedesk.chart.plan.sheet import CAUTION, PlanSheet
from nursedesk.chart.plan.strip import Stretch, When
from nursedesk.chart.session_entries import Patient
from nursedesk.documents.plan_sheet import render_plan
from nursedesk.documents.plan_signs import Box, draw_kind
from nursedesk.documents.preview import pages
from nursedesk.protocol.terms import Kind
from tests.chart.plan.accepting import (
    CLOCK_FORWARD,
    before_the_start,
    no_longer_fits,
    of_24_h_bags,
    sheet_of,
    under_way,
)
from tests.chart.plan.situations import local
from tests.documents.tools import page_count, run, text_of

LONG_NAME = Patient(
    family="Abcdefghij-<b>Klmn</b> & Co-" * 5,
    given="\u05db\u05d4\u05df & Maria " * 4,
    identifier="A-100",
    born=date(1987, 3, 4),
)


def printed(folder: Path, plan: PlanSheet) -> Path:
    path = folder / "plan.pdf"
    path.write_bytes(render_plan(plan))
    return path


def words(folder: Path, plan: PlanSheet) -> str:
    return " ".join(text_of(printed(folder, plan)).split())


def in_order(text: str, *wanted: str) -> bool:
    """Whether all of them stand in the text, one after another."""
    return re.search(".*?".join(map(re.escape, wanted)), text) is not None


def test_the_page_says_all_in_order(tmp_path: Path) -> None:
    assert in_order(
        words(tmp_path, sheet_of(under_way())),
        "ROWAN, Alice; born 04-Mar-1987 (39 y); identifier A-100; bed 4",
        "Plan of bag changes \u00b7 Ward 4B East \u00b7 relapsed or refractory, cycle 1",
        CAUTION,
        "Mon 12-Oct Tue 13-Oct Wed 14-Oct",
        "9 mcg/day",
        "bag 1: 96 h plan 1: 96 h plan 2: 96 h",
        "25 h day",
        "28 mcg/day",
        "plan 3: 7 day",
        "96 h 7 day has run outside staffed hours new pump programme dose from here on",
        "Plan Hung What Comes down From where",
        "1 hangs now 96 h bag, 9 mcg/day, 1.8 mL/h Fri 16-Oct 10:00, the bag is",
        "2 Fri 16-Oct 10:00 96 h bag",
        "24 h of drug (9 mcg) discarded",
        "3 Mon 19-Oct 10:00 7 day bag",
        "The end: The cycle is complete Mon 09-Nov-2026 09:00, after 672 h of infusion",
        "The plan: 4 bag changes, none outside staffed hours",
        "Rests on:",
        "(NurseDesk's own reading, not the label's)",
        "Sources: A = ",
        "Unsigned print as of chart entry 1.26 \u00b7 Printed 13-Oct-2026 16:00 +02:00",
        "Plan accepted by Nina Berg at 13-Oct-2026 16:00, chart entry 1.26",
        "Protocol blinatumomab-us",
        "SHA-256 begins ",
    )


@pytest.mark.parametrize("demo", [True, False])
def test_a_whole_cycle_of_24_h_bags_fits_on_one_page(tmp_path: Path, demo: bool) -> None:
    plan = sheet_of(of_24_h_bags(), demo=demo)
    assert len(plan.told.bags) == 28
    assert page_count(printed(tmp_path, plan)) == 1
    text = text_of(printed(tmp_path, plan))
    for bag in plan.told.bags:
        assert re.search(
            rf"^ *{bag.number} +\w{{3}} \d\d-\w{{3}} \d\d:\d\d",
            text,
            re.MULTILINE,
        )
    outside = sum(bool(b.outside_hours) for b in plan.strip)
    assert " ".join(text.split()).count("(outside hours)") == outside
    assert ("DEMO, not for clinical use" in text) is demo
    assert "clock changes in between (+02:00 to +01:00)" in " ".join(text.split())


def test_no_time_is_cut_by_the_end_of_a_line_also_with_years(tmp_path: Path) -> None:
    plan = sheet_of(before_the_start("2026-12-21 21:00"))
    longer = replace(plan, made_at=local("2025-12-21 21:00"))
    for text in (words(tmp_path, plan), words(tmp_path, longer)):
        table = text.partition("From where")[2].partition("The end")[0]
        times = [word.strip(",") for word in table.split() if re.search(r"\d:|:\d", word)]
        assert len(times) >= 12
        assert all(re.fullmatch(r"[+-]?\d\d:\d\d", time) for time in times), times


def test_even_with_a_long_name_and_a_plan_that_no_longer_fits(tmp_path: Path) -> None:
    plan = sheet_of(no_longer_fits(patient=LONG_NAME), demo=True)
    assert page_count(printed(tmp_path, plan)) == 1


def test_a_plan_that_no_longer_fits_says_so_first_and_large(tmp_path: Path) -> None:
    plan = sheet_of(no_longer_fits())
    said = "THIS PLAN NO LONGER FITS: do not use its times"
    assert in_order(words(tmp_path, plan), said, *plan.unfit, "Plan the rest anew.", CAUTION)
    assert said not in words(tmp_path, sheet_of(of_24_h_bags()))
    printed(tmp_path, plan)
    heights = {
        word: float(bottom) - float(top)
        for top, bottom, word in re.findall(
            r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<',
            run("pdftotext", "-bbox", tmp_path / "plan.pdf", "-"),
        )
    }
    assert heights["FITS:"] > 1.1 * heights["ROWAN,"]
    assert heights["FITS:"] > 2 * heights["reminds;"]


def test_what_people_type_is_plain_text(tmp_path: Path) -> None:
    text = words(tmp_path, sheet_of(of_24_h_bags(patient=LONG_NAME, bed="<i>4</i> &lt;")))
    assert "ABCDEFGHIJ-<B>KLMN</B>" in text
    assert text.count("\u05db\u05d4\u05df") >= 4
    assert "Maria" in text
    assert "identifier A-100; bed <i>4</i> &lt;" in text


def test_nothing_is_lost_where_no_type_is_small_enough(tmp_path: Path) -> None:
    plan = sheet_of(of_24_h_bags())
    more = replace(plan.told, remarks=tuple(f"Remark {n}. " + "word " * 40 for n in range(60)))
    pdf = printed(tmp_path, replace(plan, told=more))
    assert page_count(pdf) > 1
    assert "Remark 59." in text_of(pdf)
    for page in range(1, page_count(pdf) + 1):
        assert "ROWAN, Alice" in text_of(pdf, page)


def test_fonts_are_embedded_and_the_file_names_nobody(tmp_path: Path) -> None:
    pdf = printed(tmp_path, sheet_of(under_way()))
    _, _, *fonts = run("pdffonts", pdf).splitlines()
    assert len(fonts) >= 2
    assert all("NotoSans" in font and " yes yes yes " in font for font in fonts)
    told = run("pdfinfo", pdf)
    assert "NurseDesk plan of bag changes" in told
    assert "ROWAN" not in told.upper()


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = sheet_of(before_the_start(CLOCK_FORWARD))
    assert render_plan(plan) == render_plan(plan)


def test_kinds_are_told_apart_without_colour() -> None:
    some = sheet_of(under_way()).strip[-1]
    looks = {kind.value: _grey(replace(some, kind=kind)) for kind in Kind}
    looks["ran"] = _grey(replace(some, when=When.RAN))
    for one, look in looks.items():
        for other, another in looks.items():
            differing = sum(abs(a - b) > 30 for a, b in zip(look, another, strict=True))
            assert one == other or differing > len(look) / 20, (one, other)


def _grey(stretch: Stretch) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(60, 20))
    draw_kind(canvas, stretch, Box(0, 0, 60, 20))
    canvas.showPage()
    canvas.save()
    (picture,) = pages(out.getvalue(), width=240)
    return Image.open(BytesIO(picture)).convert("L").tobytes()


@pytest.mark.parametrize("sign", ["outside_hours", "new_programme"])
def test_what_begins_with_a_bag_is_marked_on_the_strip(sign: str) -> None:
    plan = sheet_of(of_24_h_bags())
    without, with_signs = (
        replace(plan, strip=tuple(replace(one, **{sign: marked}) for one in plan.strip))
        for marked in (False, True)
    )
    dark = [sum(_page(each).histogram()[:100]) for each in (without, with_signs)]
    assert dark[1] - dark[0] > 8 * len(plan.strip)


def test_the_page_prints_in_grey() -> None:
    banner = _page(sheet_of(no_longer_fits())).crop((100, 110, 800, 190)).histogram()
    assert sum(banner[:90]) > sum(banner) / 3  # the warning stays dark
    assert sum(banner[230:]) > 0  # and its words light


def _page(plan: PlanSheet) -> Image.Image:
    (picture,) = pages(render_plan(plan), width=900)
    return Image.open(BytesIO(picture)).convert("L")


def test_a_cycle_changed_each_night_fits_on_one_page_too(tmp_path: Path) -> None:
    plan = sheet_of(before_the_start("2026-10-12 22:00", kinds=(Kind.H24,)))
    assert sum(bool(bag.outside_hours) for bag in plan.strip) == 28
    assert page_count(printed(tmp_path, plan)) == 1
