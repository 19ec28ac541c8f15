"""Names of companies without what everybody writes differently: the legal form, the branch, the department."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.honorifics import without_honorific
from joren.foundation.japanese.prefectures import PREFECTURES

# Longest first where one ends another. Sources: 会社法, 一般法人法, the forms 法人番号公表サイト lists, and the
# abbreviations of 全銀 transfer files (カ) ユ) ド) …).
_FORMS: Final = (
    "特例有限会社|株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|特定目的会社|有限責任事業組合|"
    "一般社団法人|一般財団法人|公益社団法人|公益財団法人|特定非営利活動法人|認定npo法人|npo法人|"
    "社団法人|財団法人|医療法人社団|医療法人財団|社会医療法人財団|社会医療法人社団|社会医療法人|医療法人|"
    "学校法人|準学校法人|社会福祉法人|宗教法人|更生保護法人|国立大学法人|公立大学法人|地方独立行政法人|"
    "独立行政法人|国立研究開発法人|税理士法人|弁護士法人|弁理士法人|司法書士法人|行政書士法人|"
    "社会保険労務士法人|土地家屋調査士法人|監査法人|投資法人|農事組合法人|管理組合法人|企業組合|協業組合|"
    "かぶしきがいしゃ|カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ゴウドウガイシャ"
)
_IN_BRACKETS: Final = (
    "株|有|合|同|資|名|相|社|財|医|学|福|宗|特非|非|独|地独|一社|公社|一財|公財|医社|医財|社福|税|弁|司|行|監"
)
_BANK: Final = "カ|ユ|ド|シ|メ|ソ|イ|イダン|シヤ|ザイ|ガク|フク|シユウ|トクヒ|ドク|ベン|ゼ|ノウ|イシヤ|イザイ|シヤフク"
_LATIN: Final = (
    r"co\s?[.,]*\s?,?\s?ltd|company,? limited|pte\s?\.?\s?ltd|pty\s?\.?\s?ltd|incorporated|corporation|limited|"
    r"kabushiki\s?kaisha|kabushiki\s?gaisha|yugen\s?gaisha|godo\s?gaisha|g\.?m\.?b\.?h|l\.?l\.?c|l\.?l\.?p|"
    r"k\.?k|g\.?k|y\.?k|inc|corp|ltd|plc|s\.?a"
)
_SIGN_OF_A_FORM: Final = re.compile(r"会社|法人|組合|[()]|kk\s|k\.k|ガイシャ|がいしゃ|カイシャ", re.IGNORECASE)
_FORM: Final = rf"{_FORMS}|\((?:{_IN_BRACKETS})\)"
_AT_FRONT: Final = re.compile(
    rf"\A(?:(?:{_FORM})|\((?:{_BANK})\)|(?:{_BANK})\)|(?:k\.k\.|kk)(?=\s))[\s・,.、]*(?=\S)", re.IGNORECASE
)
_AT_BACK: Final = re.compile(
    rf"(?<=\S)[\s・]*(?:(?:{_FORM})|\((?:{_BANK})\)|\((?:{_BANK}|{_IN_BRACKETS})\Z)[\s・,.、]*", re.IGNORECASE
)
_LATIN_AT_BACK: Final = re.compile(rf"(?<=\S)(?:\s*,\s*|\s+)(?:{_LATIN})[.,]*(?=\Z|[\s,(])", re.IGNORECASE)
_BRANCH_WORDS: Final = (
    "支店|営業所|本店|本社|支社|支所|支部|工場|事業所|出張所|事務所|センター|店舗|店|本部|統括部|事業部|部|局|課|係|室|グループ|"
    "チーム|プラント|研究所|オフィス|シテン|エイギヨウシヨ|ホンテン|ホンシヤ"
)
_BRANCH: Final = re.compile(rf"(?<=\S)[\s・]+\S*?(?:{_BRANCH_WORDS})(?:\s.*)?\Z")
_BRANCH_ENDS: Final = frozenset("店所社部場ー局課係室プムトスンヤシ")
_PLACES: Final = "|".join(
    (
        *(name if name == "北海道" else name[:-1] for name in PREFECTURES.values()),
        "札幌|仙台|横浜|川崎|相模原|浜松|名古屋|堺|神戸|北九州|熊本",
        "関東|関西|東北|九州|四国|中国|北陸|東海|首都圏|第一|第二",
    )
)
_PLACED_BRANCH: Final = re.compile(
    rf"(?<=\S\S)(?:(?:{_PLACES})(?:支店|営業所|支社|工場|事業所|出張所|事務所|本社|本店)|本社|本店)\Z"
)
_PUNCTUATION: Final = str.maketrans("", "", ",.'’\"“”")
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Company:
    """A written company name in its parts: name 山田商事, branch 大阪支店 営業部; no part is folded but by NFKC."""

    name: str
    branch: str = ""


@lru_cache(maxsize=16_384)
def company_key(text: str) -> str:
    """The key under which ㈱山田商事, 山田商事（株）大阪支店 and カ）ヤマダ商事's like are one company.

    The legal form in front or behind, the branch or department and 御中 go; the rest is folded. A text that is
    nothing but a form keeps it. company_key(company_key(x)) == company_key(x).
    """
    if len(text) > _LONGEST:
        return fold(text)
    key = _key(text)
    while (again := _key(key)) != key:
        key = again
    return key


def _key(text: str) -> str:
    return fold(split_company(text).name.lower().translate(_PUNCTUATION)) or fold(text)


def split_company(text: str) -> Company:
    """The company's own name and its branch or department, the legal form taken off.

    山田商事株式会社 大阪支店 is 山田商事 and 大阪支店. A branch is only seen behind a space, behind the form, or
    where a prefecture or large city names it: 山田商事大阪支店.
    """
    name, branch = without_honorific(unicodedata.normalize("NFKC", text)), ""
    if _SIGN_OF_A_FORM.search(name):
        name = _AT_FRONT.sub("", name, count=1)
        at_back = _AT_BACK.search(name)
        if at_back:
            name, branch = name[: at_back.start()], name[at_back.end() :]
    if " " in name:
        name = _LATIN_AT_BACK.sub("", name, count=1)
    if name and name[-1] in _BRANCH_ENDS:
        found = _BRANCH.search(name) or _PLACED_BRANCH.search(name)
        if found:
            name, branch = name[: found.start()], f"{name[found.start() :].strip()} {branch}"
    return Company(name.strip(" ・,、"), branch.strip(" ・,、"))
