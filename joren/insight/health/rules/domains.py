"""Mail domains that people mistype, and what they meant."""

from typing import Final

_MEANT: Final = {
    "gmail.com": (
        "gmial.com gmai.com gamil.com gmaill.com gmali.com gmil.com gmal.com gnail.com gmeil.com g-mail.com gmail.co"
        " gmail.cm gmail.con gmail.comm gmail.ocm gmail.cpm gmail.jp gmail.co.jp gmail.ne.jp"
    ),
    "yahoo.co.jp": (
        "yaho.co.jp yahooo.co.jp yhaoo.co.jp yhoo.co.jp yafoo.co.jp yahho.co.jp yahoo.co.jo yahoo.co.p yahoo.cojp.com"
        " yahoo.jp yahoo.or.jp yahoo.ne.jp yahoo.co"
    ),
    "docomo.ne.jp": (
        "docmo.ne.jp docoomo.ne.jp dokomo.ne.jp docomo.ne docomo.co.jp docomo.jp docomo.ne.jo docomo.nejp.com"
        " docomo.ne.p docomo.com docono.ne.jp"
    ),
    "ezweb.ne.jp": "ezweb.ne ezweb.co.jp ezwed.ne.jp ezwb.ne.jp ezweb.jp ezweb.ne.jo ezeb.ne.jp",
    "softbank.ne.jp": "sofbank.ne.jp softbnk.ne.jp softbank.ne sotfbank.ne.jp softbank.ne.jo",
    "i.softbank.jp": "i.softbank.co.jp i.softbank.ne.jp i.sofbank.jp isoftbank.jp",
    "icloud.com": "iclould.com icoud.com iclod.com icloud.co icloud.con icloud.co.jp icloud.ne.jp icloud.jp",
    "hotmail.com": "hotmial.com hotmai.com hotmal.com hotmail.con",
    "hotmail.co.jp": "hotmial.co.jp hotmai.co.jp hotmail.co.jo",
    "outlook.jp": "outlok.jp outloook.jp",
    "outlook.com": "outlok.com outloook.com outlook.con",
}
_RIGHT: Final = {wrong: right for right, many in _MEANT.items() for wrong in many.split()}


def meant_by(address: str) -> str:
    """The address that was probably meant, "" when nothing looks mistyped. `address` in its normal form."""
    local, _, domain = address.partition("@")
    right = _RIGHT.get(domain)
    return f"{local}@{right}" if right else ""
