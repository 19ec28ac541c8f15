"""Damaged files, made from sound ones by a fuzzer that always makes the same: name, bytes."""

import datetime as dt
import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import xlsxwriter

_SEED: Final = 20_260_401
_ROWS: Final = 40
_HEADER: Final = "顧客番号,氏名,フリガナ,生年月日,電話番号,メール,郵便番号,住所\n"

Damaged = tuple[str, bytes]


def damaged_files() -> Iterator[Damaged]:
    """All of them, each under a name of its own; more than 250."""
    for name, data in sound_files().items():
        yield from _cut(name, data)
        yield from _flipped(name, data)
        yield from _stirred(name, data)
        yield from _misnamed(name, data)
    yield from _mixed_texts()
    yield from _odd_texts()
    yield from _odd_books()
    yield from _odd_zips()
    yield from _odd_cards()
    yield from _odd_mails()


@cache
def sound_files() -> dict[str, bytes]:
    """Small files of each kind, as they should be."""
    text = _table()
    return {
        "utf8.csv": text.encode(),
        "cp932.csv": text.encode("cp932"),
        "euc.csv": text.encode("euc_jp"),
        "jis.csv": text.encode("iso2022_jp"),
        "utf16.tsv": text.replace(",", "\t").encode("utf-16"),
        "bom.csv": b"\xef\xbb\xbf" * 2 + text.encode(),
        "book.xlsx": _book(),
        "card.vcf": _cards().encode(),
        "mail.eml": _mail(),
        "table.csv.gz": gzip.compress(text.encode(), mtime=0),
        "two.zip": _zip({"a.csv": text.encode(), "b.csv": text.encode("cp932")}),
    }


def _random(*said: object) -> random.Random:
    return random.Random(f"{_SEED}:{said}")


def _table() -> str:
    rows = (
        f"C{number},山田 太郎{number},ヤマダ タロウ,198{number % 10}-04-01,090-1111-{number:04},t{number}@example.com,"
        f'135-0076,"東京都江東区南砂{number}-2, 3号"\n'
        for number in range(_ROWS)
    )
    return _HEADER + "".join(rows)


def _book(**options: object) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    book.set_properties({"created": dt.datetime(2026, 4, 1)})
    sheet = book.add_worksheet("顧客")
    for place, line in enumerate(_table().splitlines()):
        sheet.write_row(place, 0, line.replace('"', "").split(",")[:8])
    book.close()
    return file.getvalue()


def _cards() -> str:
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:山田;太郎{0};;;\r\nFN:山田 太郎{0}\r\nTEL;TYPE=CELL:090-1111-222{0}\r\n"
        "EMAIL:t{0}@example.com\r\nADR;TYPE=HOME:;;南砂1-2;江東区;東京都;136-0076;日本\r\nBDAY:1980-04-01\r\nEND:VCARD\r\n"
    )
    return "".join(card.format(number) for number in range(5))


def _mail() -> bytes:
    return (
        b"From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <taro@example.com>\r\nTo: hanako@example.com\r\n"
        b"Subject: =?UTF-8?B?5ZCN5Yi6?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: text/vcard\r\n\r\n"
        + _cards().encode()
        + b"\r\n--b--\r\n"
    )


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _cut(name: str, data: bytes) -> Iterator[Damaged]:
    for part in (1, 3, 7, 50, 95):
        yield f"cut{part}-{name}", data[: max(1, len(data) * part // 100)]


def _flipped(name: str, data: bytes) -> Iterator[Damaged]:
    for times in (1, 5, 40):
        chance, changed = _random("flip", name, times), bytearray(data)
        for _ in range(times):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        yield f"flip{times}-{name}", bytes(changed)


def _stirred(name: str, data: bytes) -> Iterator[Damaged]:
    """Pieces lost, doubled, filled with NULs or noise, or in another place."""
    for number in range(6):
        chance = _random("stir", name, number)
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.randrange(1, 400))
        piece = data[start:end]
        noise = bytes(chance.randrange(256) for _ in piece)
        changes: list[Callable[[], bytes]] = [
            lambda start=start, end=end: data[:start] + data[end:],
            lambda start=start, piece=piece: data[:start] + piece * 3 + data[start:],
            lambda start=start, end=end, piece=piece: data[:start] + bytes(len(piece)) + data[end:],
            lambda start=start, end=end, noise=noise: data[:start] + noise + data[end:],
            lambda start=start, end=end, piece=piece: data[end:] + piece + data[:start],
            lambda start=start: data[start:],
        ]
        yield f"stir{number}-{name}", changes[number]()


def _misnamed(name: str, data: bytes) -> Iterator[Damaged]:
    yield f"named-{name}.xls", data
    yield f"twice-{name}", data + data
    yield f"in-gzip-{name}.gz", gzip.compress(data, mtime=0)


def _mixed_texts() -> Iterator[Damaged]:
    """Rows in different encodings, marks in the middle, bytes of none."""
    lines = _table().splitlines(keepends=True)
    for first, second in (("utf-8", "cp932"), ("cp932", "utf-8"), ("utf-8", "euc_jp"), ("euc_jp", "cp932")):
        for at in (1, 2, 20, _ROWS):
            mixed = b"".join(line.encode(second if place == at else first) for place, line in enumerate(lines))
            yield f"mixed-{first}-{second}-{at}.csv", mixed
    text = _table().encode()
    yield "surrogates.csv", text.replace("山田".encode(), b"\xed\xa0\x80\xed\xb0\x80", 3)
    yield "overlong.csv", text.replace(b"example", b"\xc0\xaf\xe0\x80\xaf", 2)
    yield "bom-inside.csv", text.replace(b"\nC5", b"\n\xef\xbb\xbfC5")
    yield "utf16-odd.csv", _table().encode("utf-16")[:-1]
    yield "utf16-half.csv", _table().encode("utf-16-le").replace("山".encode("utf-16-le"), b"\x00\xd8", 1)
    yield "jis-open.csv", _table().encode("iso2022_jp").replace(b"\x1b(B", b"", 3)
    yield "all-bytes.csv", bytes(range(256)) * 20


def _odd_texts() -> Iterator[Damaged]:
    text = _table()
    yield "empty.csv", b""
    yield "blank.csv", b" \r\n\t\r\n\xe3\x80\x80\n"
    yield "only-header.csv", _HEADER.encode()
    yield "only-mark.csv", b"\xff\xfe"
    yield "one-letter.csv", b"a"
    yield "one-nul.csv", b"\0"
    yield "nuls.csv", bytes(5000)
    yield "nuls-inside.csv", text.replace("山", "\0山").encode()
    yield "commas.csv", b"," * 50_000
    yield "quotes.csv", b'"' * 5_001
    yield "one-quote.csv", text.replace("C3,", '"C3,', 1).encode()
    yield "quotes-open.csv", text.replace("C", '"C').encode()
    yield "quotes-behind.csv", text.replace("太郎", '"太郎').encode()
    yield "lone-cr.csv", text.replace("\n", "\r").encode()
    yield "mixed-ends.csv", text.replace("\n", "\r\n", 9).replace("\n", "\r", 20).encode()
    yield "no-line-end.csv", b"a" * 3_000_000
    yield "giant-cell.csv", (_HEADER + "C1," + "あ" * 300_000 + ",,,,,,\n" + "C2,佐藤,,,,,,\n").encode()
    yield "giant-quoted.csv", (_HEADER + 'C1,"' + "x\n" * 2_000 + '",,,,,,\nC2,佐藤,,,,,,\n').encode()
    yield "columns.csv", ",".join(f"列{number}" for number in range(10_000)).encode() + b"\n" + b"1," * 9_999 + b"1\n"
    yield "long-header.csv", (",".join("名" * 50 for _ in range(10_000)) + "\n").encode()
    yield "same-header.csv", ("氏名," * 3_000 + "\n" + "a," * 3_000 + "\n").encode()
    yield "ragged.csv", "".join("x," * (number % 13) + "\n" for number in range(300)).encode()
    yield "ragged-known.csv", (_HEADER + "".join("C1," * (number % 13) + "\n" for number in range(90))).encode()
    yield "sep-only.csv", b"sep=;\n"
    yield "sep-wrong.csv", b"sep=,\n" + text.replace(",", ";").encode()
    yield "formulas.csv", (_HEADER + "=1+1,@SUM(A1),+1,-1,=cmd|x,\t=1,'=1,＝1\n" * 5).encode()
    yield "totals.csv", (text + "合計,,,,40,,,\n以上\n").encode()
    yield "control.csv", text.replace("太", "\x01\x02\x1f\x7f\u200b\u202e").encode()
    yield "emoji.csv", text.replace("太", "👨‍👩‍👧‍👦𠮷").encode()
    yield "unicode-line-ends.csv", text.replace("太", "\u2028\u2029\x85\x0b\x0c").encode()
    yield "dates.csv", (_HEADER + "".join(f"C{n},人,,{n}-99-99,{n},@,{n},\n" for n in range(30))).encode()
    yield (
        "numbers.csv",
        (_HEADER + "".join(f"1e{n * 50},人,,{'9' * n * 30},{'1' * n},a@b,,\n" for n in range(20))).encode(),
    )
    yield "html.csv", b"<!DOCTYPE html><html><table><tr><td>a</td></tr></table>"
    yield "json.csv", b'[{"name": "a"}, {"name": "b"}]'
    yield "xml.csv", b"<?xml version='1.0'?><a/>"


def _part_changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The sound workbook with one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book())) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            changed = change(data) if entry.filename == name else data
            target.writestr(zipfile.ZipInfo(entry.filename), changed, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _odd_books() -> Iterator[Damaged]:
    sheet, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    changes: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
        "deep": (sheet, lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b"<x>" * 50_000)),
        "laughs": (sheet, lambda data: _LAUGHS + data.split(b"?>", 1)[1]),
        "open": (sheet, lambda data: data[: len(data) // 2]),
        "no-xml": (sheet, lambda data: b"PK" + data[::-1]),
        "empty-part": (sheet, lambda data: b""),
        "far-row": (sheet, lambda data: data.replace(b'<row r="3"', b'<row r="99999999999"')),
        "far-column": (sheet, lambda data: data.replace(b'r="A3"', b'r="ZZZZZZ3"')),
        "no-column": (sheet, lambda data: data.replace(b'r="B3"', b'r="\xe3\x81\x823"')),
        "bad-string": (sheet, lambda data: data.replace(b"<v>9</v>", b"<v>999999999</v>")),
        "word-string": (sheet, lambda data: data.replace(b"<v>9</v>", b"<v>nine</v>")),
        "minus-string": (sheet, lambda data: data.replace(b"<v>9</v>", b"<v>-1</v>")),
        "bad-style": (sheet, lambda data: data.replace(b' t="s"', b' s="9999"')),
        "infinite": (sheet, lambda data: data.replace(b' t="s"><v>', b"><v>1e999")),
        "errors": (sheet, lambda data: data.replace(b' t="s"><v>', b' t="e"><v>#REF!')),
        "giant": (sheet, lambda data: data.replace(b' t="s"><v>9<', b' t="str"><v>' + b"x" * 2_000_000 + b"<")),
        "cut-strings": (strings, lambda data: data[: len(data) // 2]),
        "no-strings": (strings, lambda data: b"<sst/>"),
        "wrong-root": ("xl/workbook.xml", lambda data: b"<other/>"),
        "no-relations": ("xl/_rels/workbook.xml.rels", lambda data: b"<Relationships/>"),
        "outside": ("xl/_rels/workbook.xml.rels", lambda data: data.replace(b"worksheets/", b"../../../etc/")),
        "styles": ("xl/styles.xml", lambda data: data[:100]),
    }
    for name, (part, change) in changes.items():
        yield f"book-{name}.xlsx", _part_changed(part, change)
    yield "book-encrypted.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000)
    yield "book-empty.xlsx", _zip({"xl/workbook.xml": b""})
    yield "book-word.docx", _zip({"word/document.xml": b"<x/>"})
    yield "book.ods", _zip({"content.xml": b"<office/>", "mimetype": b"x"})
    yield "book.xlsb", _zip({"xl/workbook.bin": bytes(100)})
    yield "book-bomb.xlsx", _zip({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(110 << 20)})


_LAUGHS: Final = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]>'


def _odd_zips() -> Iterator[Damaged]:
    table = _table().encode()
    yield "zip-empty.zip", _zip({})
    yield "zip-path.zip", _zip({"../../a.csv": table, "/etc/b.csv": table, "c:\\d.csv": table})
    yield "zip-nested.zip", _zip({"in.zip": _zip({"in.zip": _zip({"a.csv": table})})})
    yield "zip-many.zip", _zip({f"{number}.csv": b"a" for number in range(1_500)})
    yield "zip-bomb.zip", _zip({"a.csv": bytes(110 << 20)})
    locked = bytearray(_zip({"a.csv": table}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    yield "zip-locked.zip", bytes(locked)
    yield "zip-names.zip", _zip({"顧客\0一覧.csv": table, "会員" * 60 + ".csv": table})
    yield "zip-method.zip", _zip({"a.csv": table}).replace(b"\x08\x00", b"\x63\x00")


def _odd_cards() -> Iterator[Damaged]:
    card = _cards()
    yield "cards-none.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"
    yield "cards-open.vcf", card.replace("END:VCARD\r\n", "").encode()
    yield "cards-nested.vcf", b"BEGIN:VCARD\r\n" * 5_000 + b"FN:a\r\n"
    yield "cards-folded.vcf", ("BEGIN:VCARD\r\nFN:a" + "\r\n b" * 50_000 + "\r\nEND:VCARD\r\n").encode()
    yield (
        "cards-soft.vcf",
        b"BEGIN:VCARD\r\nN;ENCODING=QUOTED-PRINTABLE:=E5=B1=\r\n=\r\n=\r\nEND:VCARD\r\n" + card.encode(),
    )
    yield "cards-charset.vcf", card.replace("\nN:", "\nN;CHARSET=klingon:").encode("cp932")
    yield "cards-charsets.vcf", card.encode() + card.replace("\nN:", "\nN;CHARSET=Shift_JIS:").encode("cp932")
    yield "cards-rot13.vcf", card.replace("\nN:", "\nN;CHARSET=rot13:").replace("FN", "X").encode()
    yield "cards-bytes.vcf", card.encode().replace("山".encode(), b"\xff\xfe\xff")
    yield "cards-base64.vcf", card.replace("\nN:", "\nN;ENCODING=b:").encode()
    yield "cards-utf16.vcf", card.encode("utf-16")
    yield "cards-nul.vcf", card.replace("山", "\0").encode()
    yield "cards-parameters.vcf", card.replace("TEL;", "TEL" + ";TYPE=x" * 3_000 + ";").encode()
    yield "cards-many-phones.vcf", card.replace("TEL;", "TEL:1\r\nTEL:22\r\n" * 2_000 + "TEL;").encode()
    yield "cards-semicolons.vcf", card.replace("\nN:", "\nN:" + ";" * 20_000).encode()
    yield "cards-backslashes.vcf", card.replace("\nN:", "\nN:" + "\\" * 20_001).encode()


def _odd_mails() -> Iterator[Damaged]:
    mail = _mail()
    yield "mail-nobody.eml", b"Subject: x\r\nDate: y\r\n\r\nbody\r\n"
    yield "mail-endless.eml", mail.replace(b"--b--", b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 300)
    yield "mail-groups.eml", b"From: " + b"a:" * 3_000 + b"\r\nTo: " + b"(" * 3_000 + b"b@example.com\r\n\r\n"
    yield "mail-raw.eml", "From: 山田 <taro@example.com>\r\nTo: 佐藤 <h@example.com>\r\n\r\n".encode("cp932")
    yield "mail-words.eml", mail.replace(b"GyRCOzNFRBsoQg==", b"GyRCOzNF!!").replace(b"ISO-2022-JP", b"rot13")
    yield "mail-box.mbox", b"From x\r\n" + mail + b"\r\nFrom y\r\n" + mail[:200] + b"\r\nFrom z\r\n\r\n"
    yield (
        "mail-many.eml",
        b"To: " + b", ".join(b"p%d@example.com" % number for number in range(5_000)) + b"\r\nCc: x\r\n\r\n",
    )
