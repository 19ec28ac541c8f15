"""An import and its undo together are nothing, whatever the file; and in pieces it is the same as in one go."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from joren.touchpoints.imports import actions
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in
from joren.touchpoints.imports.tests.whole_database import differences, whole_database

pytestmark = pytest.mark.django_db

NUMBERS = st.sampled_from(["C1", "C2", "C3", "C4", "C5", "C6"])
NAMES = st.sampled_from(["山田 太郎", "髙橋 花子", "佐藤 一", "鈴木", ""])
MAILS = st.sampled_from(["taro@example.com", "h@example.com", "new@example.com", "no mail", ""])
PHONES = st.sampled_from(["090-1234-5678", "03-1234-5678", "", "0"])
PLACES = st.sampled_from(["東京都渋谷区神南1-2-3", "大阪府大阪市北区梅田2", ""])
TAGS = st.sampled_from(["VIP", "団体、VIP", "新しい", ""])
SAID = st.sampled_from(["1", "0", ""])
SHOPS = st.sampled_from(["S1", "S2", "S9", ""])
RANKS = st.sampled_from(["金", "銀", ""])
BORN = st.sampled_from(["1980-04-01", "S55.4.1", "1990-02-31", ""])
PEOPLE = st.lists(
    st.tuples(NUMBERS, NAMES, MAILS, PHONES, PLACES, TAGS, SAID, SHOPS, RANKS, BORN), min_size=1, max_size=8
)
POLICIES = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(["keep", "fill", "newest", "overwrite"]) for key in ("email", "name", "*")}
)
CLEARS = st.lists(st.sampled_from(["email", "address", "birthday", "tags"]), unique=True, max_size=2)
HEADER = "顧客番号,氏名,メール,電話,住所,タグ,メルマガ,店舗,ランク,生年月日\n"
BASE = HEADER + (
    "C1,山田 太郎,taro@example.com,090-1111-2222,東京都渋谷区1,VIP,1,S1,金,1980-04-01\n"
    "C2,佐藤 花子,h@example.com,,,,0,S1,銀,\n"
    "C3,鈴木 一,,03-1234-5678,大阪府大阪市2,団体,,,,1990-01-01\n"
)
BOUGHT = st.lists(
    st.tuples(
        st.sampled_from(["R1", "R2", "R3", "R4"]),
        st.sampled_from(["C1", "C2", "C7", "C8", ""]),
        st.sampled_from(["2024-04-01", "2024-05-02 12:30", "not a day"]),
        st.sampled_from(["P1", "P2", "P9"]),
        st.sampled_from(["1", "2", "-1"]),
        st.sampled_from(["100", "250", "x"]),
        st.sampled_from(["S1", "S8", ""]),
    ),
    min_size=1,
    max_size=10,
)
SALES_HEADER = "伝票番号,顧客番号,日付,商品コード,数量,単価,店舗\n"
SALES = SALES_HEADER + "R1,C1,2024-04-01,P1,2,100,S1\nR1,C1,2024-04-01,P2,1,50,S1\nR2,C7,2024-04-02,P1,1,100,\n"
FEW = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def written(header, rows):
    return header + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


@pytest.fixture
def known():
    """People, purchases (one of nobody known) and all that comes with them."""
    take_in("customers", BASE, mapping={"custom.rank": "ランク"})
    take_in("purchases", SALES)


def test_a_customer_file_and_its_undo_are_nothing(known):
    before = whole_database()

    @FEW
    @given(PEOPLE, POLICIES, CLEARS, st.booleans())
    def there_and_back(rows, policies, clears, own_field):
        mapping = {"custom.rank2" if own_field else "custom.rank": "ランク"}
        options = {"policies": policies, "clears": clears}
        record = take_in("customers", written(HEADER, rows), mapping=mapping, options=options, batch=3)
        undone = actions.undo(record=record, by=None)
        assert undone.undo_plan["kept"] == {}
        assert differences(before, whole_database()) == {}

    there_and_back()


def test_a_sales_file_and_its_undo_are_nothing(known):
    before = whole_database()

    @FEW
    @given(BOUGHT, st.booleans())
    def there_and_back(rows, creates):
        record = take_in("purchases", written(SALES_HEADER, rows), options={"create_customers": creates}, batch=4)
        actions.undo(record=record, by=None)
        assert differences(before, whole_database()) == {}

    there_and_back()


def test_two_files_taken_back_the_newest_first_are_nothing(known):
    before = whole_database()

    @FEW
    @given(PEOPLE, PEOPLE, BOUGHT)
    def there_and_back(first, second, bought):
        records = [
            take_in("customers", written(HEADER, first)),
            take_in("customers", written(HEADER, second)),
            take_in("purchases", written(SALES_HEADER, bought), options={"create_customers": True}),
        ]
        for record in reversed(records):
            actions.undo(record=record, by=None)
        assert differences(before, whole_database()) == {}

    there_and_back()


def test_in_pieces_it_is_the_same_as_in_one_go(known):
    @FEW
    @given(PEOPLE, st.integers(1, 5), st.integers(0, 6))
    def paused_and_continued(rows, batch, after):
        text = written(HEADER, rows)
        whole = take_in("customers", text, source="till", batch=batch)
        once, said = _without_moments(whole_database()), counts(whole)
        actions.undo(record=whole, by=None)
        record = bring("customers", text, source="till")
        asked = iter([False] * after + [True])
        record = actions.run(record=record, by=None, batch=batch, should_stop=lambda: next(asked, True))
        if record.state == "paused":
            record = actions.run(record=record, by=None, batch=batch)
        assert (record.state, counts(record)) == ("done", said)
        assert differences(once, _without_moments(whole_database())) == {}
        actions.undo(record=record, by=None)

    paused_and_continued()


def _without_moments(state):
    """Without what names the import or its moment, which two runs cannot share."""
    import re
    from collections import Counter

    pattern = re.compile(
        r'"(?:import_id|import|at|customer_id|occurred_at|occurred_on|created_at|changed_at|added_at|granted_at'
        r'|withdrawn_at|tag_id|field_id|subject|shop_id|search_grams|first_said_at)": (?:"[^"]*"|[\w.]+|\[[^\]]*\])'
    )
    return {
        table: Counter(pattern.sub("", row) for row in rows.elements())
        for table, rows in state.items()
        if table != "timeline_event"
    }
