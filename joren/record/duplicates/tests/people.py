"""People for the tests of duplicates, and everybody-against-everybody in memory."""

from collections import Counter, defaultdict
from itertools import combinations

from joren.record.customers import actions
from joren.record.duplicates.rules.blocking import keys_of, refiners_of
from joren.record.duplicates.rules.evidence import Base
from joren.record.duplicates.rules.features import Written, features_of
from joren.record.duplicates.rules.scoring import compare, hopeless

HANAKO = {
    "family_name": "髙橋", "given_name": "花子", "family_kana": "たかはし", "given_kana": "はなこ",
    "birth_year": 1988, "birth_month": 4, "birth_day": 12, "gender": "female",
}  # fmt: skip
PHONE = "+819011112222"
MAIL = "hanako@example.jp"
HOME = ("150-0001", "東京都", "渋谷区", "神宮前1丁目2番3号", "常マンション405")


def person(**changes):
    """花子, with what is said changed."""
    known = {**HANAKO, "phones": [PHONE], "emails": [MAIL], "addresses": [HOME]} | changes
    return features_of(Written(**known))


def judged(first, second, people=10_000):
    """(band, suggests, {code: level}) of two people in a base where no name is known to be common."""
    match = compare(first, second, Base(people))
    return match.band, match.suggests, {item.code: item.level for item in match.evidence}


def recorded(**changes):
    """花子 as a customer of the record; phones and emails as lists."""
    known = HANAKO | {"phones": ["090-1111-2222"], "emails": [MAIL]} | changes
    return actions.create(by=None, **known)


def everybody(people):
    """Match of every pair that has a key in common, by their places in the list."""
    features = [features_of(one) for one in people]
    carriers, blocks = Counter(), defaultdict(list)
    for place, one in enumerate(features):
        keys = keys_of(one)
        carriers.update([*keys, *refiners_of(one)])
        for key in keys:
            blocks[key].append(place)
    base = Base(len(features), lambda key: carriers.get(key, 0))
    pairs = {pair for block in blocks.values() for pair in combinations(block, 2)}
    return {
        (one, other): compare(features[one], features[other], base)
        for one, other in pairs
        if not hopeless(features[one], features[other])
    }
