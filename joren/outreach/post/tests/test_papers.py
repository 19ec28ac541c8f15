"""Papers as they come out of the printer: rendered to pictures, places measured, squares and bars read."""

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from joren.outreach.post.drawing.calibration import calibration
from joren.outreach.post.drawing.cards import envelopes, postcards, wide_envelopes
from joren.outreach.post.drawing.labels import labels
from joren.outreach.post.drawing.letters import backs, letters
from joren.outreach.post.drawing.sheet import Item, Sender, Sheet
from joren.outreach.post.rules.codes import code_of
from joren.outreach.post.rules.papers import SHEETS, boxes
from joren.outreach.post.rules.recipients import Person, recipient

MM = 72 / 25.4
NEAR = 0.5
"""mm"""
LINK = "https://crm.example.jp/m/c/AbCdEfGhIjKlMnOpQrStUvWx"
SENDER = Sender(name="カフェ 常", address="東京都渋谷区道玄坂2-10-12")
PAIR = [Person(family="田中", given="太郎"), Person(family="田中", given="花子")]


def sheet(number: int = 1, **values: object) -> Sheet:
    given = {
        "recipient": recipient([Person(family="田中", given="花子")]),
        "postal_code": "150-0001",
        "address": ("東京都渋谷区", "神宮前1-2-3", "メゾン常101号室"),
        "code": code_of(number),
    }
    return Sheet(**given | values)


def picture(pdf: bytes, page: int = 0, dpi: int = 300) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("RGB")


def signs(pdf: bytes, page: int = 0) -> Iterator[tuple[str, float, float, float, float]]:
    """Every sign of a page with its ink: left, top, right, bottom in mm from the upper left corner."""
    opened = pypdfium2.PdfDocument(pdf)[page]
    text, height = opened.get_textpage(), opened.get_height()
    for at in range(text.count_chars()):
        if text.get_text_range(at, 1).isspace():
            continue
        left, bottom, right, top = (value / MM for value in text.get_charbox(at))
        yield text.get_text_range(at, 1), left, height / MM - top, right, height / MM - bottom


def middle(pdf: bytes, sign: str, page: int = 0) -> tuple[float, float]:
    """The middle of the first such sign."""
    _sign, left, top, right, bottom = next(one for one in signs(pdf, page) if one[0] == sign)
    return (left + right) / 2, (top + bottom) / 2


def inked(image: Image.Image, x: float, y: float, dpi: int = 300) -> bool:
    """Whether there is ink within half a millimetre of that place."""
    at, around = dpi / 25.4, round(NEAR * dpi / 25.4)
    left, top = round(x * at), round(y * at)
    box = image.crop((left - around, top - around, left + around + 1, top + around + 1))
    return min(low for low, _high in box.getextrema()) < 128


def read(image: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(image)}


@pytest.mark.parametrize("draw", [postcards, envelopes])
def test_the_digits_of_the_postal_code_stand_in_the_middle_of_their_boxes(draw):
    pdf = draw([sheet(postal_code="123-4567", code="", address=("", "", ""))], Sender(), with_frame=True)
    width = pypdfium2.PdfDocument(pdf)[0].get_width() / MM
    for digit, (x, y) in zip("1234567", boxes(width), strict=True):
        found_x, found_y = middle(pdf, digit)
        assert found_x == pytest.approx(x + 5.7 / 2, abs=NEAR)
        assert found_y == pytest.approx(y + 4.0, abs=NEAR)


def test_the_frame_is_red_and_stands_where_the_post_asks():
    image = picture(postcards([sheet(postal_code="", code="")], Sender(), with_frame=True), dpi=600)
    at = 600 / 25.4
    red = [
        (x / at, y / at)
        for y in range(round(22 * at))
        for x in range(image.width)
        if image.getpixel((x, y))[0] > 180 and image.getpixel((x, y))[1] < 130
    ]
    assert min(x for x, _y in red) == pytest.approx(44.3, abs=NEAR)
    assert max(x for x, _y in red) == pytest.approx(92.0, abs=NEAR)
    assert min(y for _x, y in red) == pytest.approx(12.0, abs=NEAR)
    assert max(y for _x, y in red) == pytest.approx(20.0, abs=NEAR)


def test_without_a_frame_of_ours_nothing_is_red():
    image = picture(postcards([sheet()], SENDER), dpi=100)
    assert all(max(pixel) - min(pixel) < 40 for pixel in zip(*[iter(image.tobytes())] * 3, strict=True))


def test_a_postcard_is_vertical_with_the_name_in_the_middle_and_the_address_on_the_right():
    pdf = postcards([sheet(code="")], SENDER)
    opened = pypdfium2.PdfDocument(pdf)[0]
    assert (opened.get_width() / MM, opened.get_height() / MM) == (
        pytest.approx(100, abs=0.1),
        pytest.approx(148, abs=0.1),
    )
    name, honorific, town = middle(pdf, "田"), middle(pdf, "様"), middle(pdf, "京")
    assert name[0] == pytest.approx(50.0, abs=NEAR)
    assert honorific[0] == pytest.approx(50.0, abs=NEAR)
    assert name[1] < honorific[1]
    assert town[0] > 80
    assert all(one[3] < 100 and one[4] < 148 and one[1] > 0 for one in signs(pdf))


def test_two_names_of_a_household_stand_side_by_side_with_their_honorifics_at_one_height():
    pdf = postcards([sheet(recipient=recipient(PAIR), code="")], Sender())
    both = [(left, top) for sign, left, top, _right, _bottom in signs(pdf) if sign == "様"]
    assert len(both) == 2
    assert both[0][1] == pytest.approx(both[1][1], abs=NEAR)
    assert abs(both[0][0] - both[1][0]) > 4


@pytest.mark.parametrize("key", list(SHEETS))
def test_labels_stand_where_the_sheet_has_them(key):
    paper = SHEETS[key]
    pdf = labels([sheet(number) for number in range(1, paper.labels + 2)], paper)
    opened = pypdfium2.PdfDocument(pdf)
    assert len(opened) == 2
    marks = [(left, top) for sign, left, top, _right, _bottom in signs(pdf) if sign == "〒"]
    assert len(marks) == paper.labels
    first = marks[0]
    for number, (left, top) in enumerate(marks):
        _sheet, x, y = paper.place(number)
        assert left - first[0] == pytest.approx(x - paper.left, abs=NEAR)
        assert top - first[1] == pytest.approx(y - paper.top, abs=NEAR)
    assert first[0] == pytest.approx(paper.left + 4.5, abs=NEAR)  # the sign has half a millimetre of air before it


def test_labels_begin_where_the_sheet_was_left_off_and_move_as_the_printer_needs():
    paper = SHEETS["labels12"]
    plain, late = labels([sheet()], paper), labels([sheet()], paper, start_at=4)
    moved = labels([sheet()], paper, left=20.0, top=25.0, shift=(1.5, -0.5))
    x, y = middle(plain, "〒")
    assert middle(late, "〒") == (pytest.approx(x + 86.4, abs=NEAR), pytest.approx(y + 42.3, abs=NEAR))
    assert middle(moved, "〒") == (pytest.approx(x + 1.4 + 1.5, abs=0.1), pytest.approx(y + 3.4 - 0.5, abs=0.1))


@pytest.mark.parametrize("key", list(SHEETS))
def test_the_longest_address_stays_on_its_label(key):
    paper = SHEETS[key]
    long = sheet(
        recipient=recipient(PAIR * 2, "独立行政法人長い名前の組織研究開発機構 第一営業本部"),
        address=("北海道虻田郡留寿都村", "字泉川" + "九十九番地の" * 6, "グランドメゾン長い名前タワーレジデンス" * 2),
        link=LINK,
    )
    _sheet, x, y = paper.place(0)
    for _sign, left, top, right, bottom in signs(labels([long], paper)):
        assert x <= left < right <= x + paper.width
        assert y <= top < bottom <= y + paper.height + 0.1


@pytest.mark.parametrize("key", list(SHEETS))
def test_the_square_and_the_bars_of_a_label_are_read_from_paper(key):
    image = picture(labels([sheet(1234, link=LINK)], SHEETS[key]))
    assert read(image) == {LINK, code_of(1234)}


@pytest.mark.parametrize("draw", [postcards, envelopes, wide_envelopes])
def test_square_and_bars_are_read_from_cards_and_envelopes(draw):
    assert read(picture(draw([sheet(77, link=LINK)], SENDER))) == {LINK, code_of(77)}


ITEMS = (
    Item(kind="heading", text="夏のごあいさつ"),
    Item(kind="text", text="暑い日が続きます。\n新豆が入りました。"),
    Item(kind="link", text="ご予約はこちら", url=LINK),
    Item(kind="line"),
)


@pytest.mark.parametrize("draw", [postcards, envelopes])
@pytest.mark.parametrize("building", ["ザ・スーパーロングネームビルディング丸の内アネックス 12F", "常" * 80])
def test_no_sign_of_an_address_stands_on_the_square(draw, building):
    pdf = draw([sheet(link=LINK, address=("東京都千代田区", "千代田1-1-1", building))], SENDER)
    page = pypdfium2.PdfDocument(pdf)[0]
    left, top = page.get_width() / MM - 24.0, page.get_height() / MM - 21.0
    on_it = [sign for sign, x, y, right, bottom in signs(pdf) if right > left and x < left + 16 and bottom > top - NEAR]
    assert on_it == []
    assert read(picture(pdf)) == {LINK, code_of(1)}


@pytest.mark.parametrize("key", SHEETS)
def test_no_sign_of_a_label_stands_on_its_square_and_a_long_organisation_leaves_its_person_readable(key):
    who = recipient(
        [Person(family="勅使河原", given="小百合")],
        "株式会社エンタープライズソリューションズコンサルティング東日本支社",
    )
    address = ("札幌市中央区", "北12条西20丁目1-20-305", "")
    pdf = labels([sheet(recipient=who, address=address, link=LINK)], SHEETS[key])
    paper = SHEETS[key]
    square = paper.left + paper.width - 4 - 15
    text = [one for one in signs(pdf) if one[0] not in code_of(1) or one[2] > paper.top + 8]
    assert [sign for sign, _x, _y, right, _bottom in text if right > square + NEAR] == []
    _sign, x, _top, right, _bottom = next(one for one in signs(pdf) if one[0] == "勅")
    assert right - x > 2.0
    assert read(picture(pdf)) == {LINK, code_of(1)}


@pytest.mark.parametrize("draw", [postcards, wide_envelopes])
def test_signs_the_font_has_not_are_written_in_their_everyday_form_or_marked(draw):
    who = recipient([Person(family="𠮷髙", given="葛\U000e0100子")])
    address = ("奈良県葛\U000e0100城市", "𠮷田町1-2", "\U0002a6d6荘")
    said = "".join(sign for sign, *_box in signs(draw([sheet(recipient=who, address=address, code="")], Sender())))
    for written in ("奈良県葛城市吉田町", "〓", "髙", "葛子様"):
        assert written in said
    assert "𠮷" not in said and "\U000e0100" not in said


def test_a_letter_and_the_back_of_a_card_carry_the_square_that_is_measured():
    letter = letters([sheet(5, items=ITEMS)], SENDER, date="2026年11月23日")
    assert read(picture(letter)) == {LINK, code_of(5)}
    assert read(picture(backs([sheet(5, items=ITEMS)]))) == {LINK, code_of(5)}
    assert 18 < middle(letter, "〒")[0] < 24


def test_a_long_letter_goes_on_and_the_next_begins_a_page_of_its_own():
    long = replace(sheet(), items=(Item(kind="text", text="本文。" * 900),))
    assert len(pypdfium2.PdfDocument(letters([long, sheet(2, items=ITEMS)], SENDER))) == 4


def test_the_calibration_sheet_has_its_crosses_where_it_says():
    image = picture(calibration(["較正用紙"]))
    for x, y in ((20, 20), (190, 20), (105, 148.5), (20, 277)):
        assert inked(image, x, y) and inked(image, x + 4.5, y) and inked(image, x, y + 4.5)
        assert not inked(image, x + 3, y + 3)
    moved = picture(calibration(["較正用紙"], shift=(2.0, 0.0)))
    assert inked(moved, 22, 20) and not inked(moved, 16.2, 20)
