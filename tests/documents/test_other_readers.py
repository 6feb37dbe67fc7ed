"""Independent programs agree with us on genuine and on broken files."""

from pathlib import Path

import pytest

from nursedesk.documents.verify import verify
from tests.documents import forge
from tests.documents.conftest import Genuine
from tests.documents.forged_bytes import WITHOUT_A_KEY
from tests.documents.forged_signers import rogue_ward
from tests.documents.forgeries import FORGERIES, root_of, sample
from tests.documents.test_forgeries import flipped
from tests.documents.tools import pdfsig_accepts, run, trust_store
from tests.documents.ward import TestWard

OTHER_FORM = "the signature's other form"


@pytest.fixture(scope="module")
def store(genuine: Genuine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trust_store(tmp_path_factory.mktemp("nss") / "db", genuine.ward.root_pem)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "note.pdf"
    path.write_bytes(content)
    return path


def test_pdfsig_accepts_the_genuine_notes(genuine: Genuine, store: Path, tmp_path: Path) -> None:
    assert pdfsig_accepts(written(tmp_path, genuine.signed), store, 1)
    assert pdfsig_accepts(written(tmp_path, genuine.countersigned), store, 2)


def test_pdfsig_refuses_them_for_another_ward(genuine: Genuine, tmp_path: Path) -> None:
    other = trust_store(tmp_path / "db", TestWard().root_pem)
    assert not pdfsig_accepts(written(tmp_path, genuine.signed), other, 1)


def test_pdfsig_refuses_a_rogue_ward_and_a_tail(
    genuine: Genuine, store: Path, tmp_path: Path
) -> None:
    assert not pdfsig_accepts(written(tmp_path, rogue_ward(genuine)), store, 1)
    assert not pdfsig_accepts(written(tmp_path, genuine.signed + b"% more\n"), store, 1)
    painted = forge.update(genuine.signed, forge.edit_page)
    assert not pdfsig_accepts(written(tmp_path, painted), store, 1)


NEED_NO_KEY = [
    name
    for name in sample()
    if ", after" in name or "shadow" in name or name in WITHOUT_A_KEY.keys() - {OTHER_FORM}
]
SIGNED_BY_OUR_PEOPLE = (
    # pdfsig asks who signed which bytes, not what they did to the note or whether they may
    "painted over while countersigning",
    "painted over between",
    "saved again between",
    "a pharmacist prepares",
    "the same key twice",
    "a stamp over the dose, before both",
    "a script at closing, together with the second signature",
    "signed after leaving",
)


def test_pdfsig_takes_either_form_of_a_signature(
    genuine: Genuine, store: Path, tmp_path: Path
) -> None:
    """Both prove the same: we take one of them, so that a note has one file."""
    pdf = FORGERIES[OTHER_FORM](genuine)
    assert pdfsig_accepts(written(tmp_path, pdf), store, 2)
    assert verify(pdf, root_of(OTHER_FORM, genuine)).state == "rejected"


@pytest.mark.parametrize("name", NEED_NO_KEY)
def test_pdfsig_refuses_what_needs_no_key(
    name: str, genuine: Genuine, store: Path, tmp_path: Path
) -> None:
    """It calls a file valid that went on after the last signature: hence the other demands."""
    path = written(tmp_path, FORGERIES[name](genuine))
    assert not pdfsig_accepts(path, store, 1)
    assert not pdfsig_accepts(path, store, 2)


@pytest.mark.parametrize("name", SIGNED_BY_OUR_PEOPLE)
def test_pdfsig_alone_would_not_be_enough(
    name: str, genuine: Genuine, store: Path, tmp_path: Path
) -> None:
    pdf = FORGERIES[name](genuine)
    assert verify(pdf, root_of(name, genuine)).state == "rejected"
    path = written(tmp_path, pdf)
    assert pdfsig_accepts(path, store, 1) or pdfsig_accepts(path, store, 2)


@pytest.mark.parametrize(
    "name",
    ["a trailer alone", "a start elsewhere", "the second signature alone", "the signature wrapped"],
)
def test_qpdf_complains_of_broken_files(name: str, genuine: Genuine, tmp_path: Path) -> None:
    run("qpdf", "--check", written(tmp_path, FORGERIES[name](genuine)), expect=(2, 3))


@pytest.mark.parametrize("state", ["signed", "countersigned"])
def test_one_changed_byte_is_refused_by_us_and_by_pdfsig(
    state: str, genuine: Genuine, store: Path, tmp_path: Path
) -> None:
    pdf: bytes = getattr(genuine, state)
    for offset, changed in flipped(pdf, 100):
        assert verify(changed, genuine.root).state == "rejected", offset
        path = written(tmp_path, changed)
        assert not pdfsig_accepts(path, store, 1 if state == "signed" else 2), offset


@pytest.mark.parametrize("state", ["unsigned", "signed", "countersigned"])
def test_qpdf_finds_nothing_wrong(state: str, genuine: Genuine, tmp_path: Path) -> None:
    said = run("qpdf", "--check", written(tmp_path, getattr(genuine, state)))
    assert "No syntax or stream encoding errors found" in said
    assert "PDF Version: 1.7" in said


@pytest.mark.parametrize("state", ["unsigned", "countersigned"])
def test_every_font_is_embedded(state: str, genuine: Genuine, tmp_path: Path) -> None:
    lines = run("pdffonts", written(tmp_path, getattr(genuine, state))).splitlines()[2:]
    assert lines
    assert all("NotoSans" in line and " yes yes yes " in line for line in lines)


def test_metadata_name_nobody(genuine: Genuine, tmp_path: Path) -> None:
    said = run("pdfinfo", written(tmp_path, genuine.countersigned))
    assert "Title:           NurseDesk hand-over note" in said
    for private in ("DOE", "Ann", "4711", "1987", "Moreno", "Holm"):
        assert private not in said
    assert b"/Lang (en)" in genuine.countersigned
    assert b"/DisplayDocTitle true" in genuine.countersigned
