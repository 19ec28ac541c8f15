"""The words of tills and shops."""

import pytest

from joren.touchpoints.purchases import meanings


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("通常", "sale"),
        ("売上", "sale"),
        ("", ""),
        ("1", ""),
        ("返品", "return"),
        ("売上返品", "return"),
        ("赤伝票", "return"),
        ("Refund", "return"),
        ("取消", "cancelled"),
        ("打消", "cancelled"),
        ("入金", "no purchase"),
        ("出金", "no purchase"),
        ("預かり金返金", "no purchase"),
        ("ポイント失効", "no purchase"),
        ("釣銭準備金", "no purchase"),
        ("領収証発行", "no purchase"),
        ("Pay-in", "no purchase"),
        ("入金済み", "sale"),
        ("void", "void"),
    ],
)
def test_kinds_of_transactions(text, meaning):
    assert meanings.of_transaction(text) == meaning


@pytest.mark.parametrize(
    ("text", "mark", "state"),
    [
        ("キャンセル", "cancelled", "cancelled"),
        ("取り消し済み", "cancelled", "cancelled"),
        ("1", "cancelled", ""),
        ("0", "", ""),
        ("2024-04-05", "cancelled", ""),
        ("キャンセル不可", "", ""),
        ("発送済み", "cancelled", ""),
        ("入金済み", "cancelled", ""),
        ("返品", "return", "return"),
        ("", "", ""),
    ],
)
def test_a_mark_of_cancelling_says_yes_by_any_sign_but_a_state_only_by_its_words(text, mark, state):
    assert meanings.of_state(text, is_mark=True) == mark
    assert meanings.of_state(text, is_mark=False) == state


@pytest.mark.parametrize(
    ("column", "is_mark"),
    [
        ("取消", True),
        ("Cancelled at", True),
        ("キャンセル日", True),
        ("ステータス", False),
        ("発送状況", False),
        ("", True),
    ],
)
def test_a_column_is_a_mark_of_cancelling_by_its_name(column, is_mark):
    assert meanings.is_mark(column) is is_mark


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("商品", ""),
        ("送料", "charge"),
        ("代引手数料", "charge"),
        ("値引き", "charge"),
        ("返品", "return"),
        ("部門売り", ""),
    ],
)
def test_kinds_of_lines(text, meaning):
    assert meanings.of_line(text) == meaning
