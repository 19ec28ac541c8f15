"""The words of the journey that the made-up business leads its new customers through."""

NAME = "はじめてのお礼 → 2回目のご案内"
NOTE = (
    "はじめて買ってくださった方に翌日お礼を送り、10日たってもいらっしゃらなければ、もう一度ご案内します。\n"
    "架空のお店のシナリオなので、一時停止にしてあります。数字はどれも架空のものです。"
)
THANKS = {
    "name": "はじめてのお礼",
    "subject": "{{ customer.family_name }}さま、はじめてのお買い物ありがとうございました",
    "body": """{{ customer.family_name }}さま

はじめてのお買い物、ありがとうございました。
お店のこと、コーヒーのこと、少しだけ書きました。よろしければお読みください。
https://demo.example.jp/about

常 カフェと道具
""",
}
SECOND = {
    "name": "2回目のご案内",
    "subject": "{{ customer.family_name }}さま、焼きたてのスコーンをご用意しています",
    "body": """{{ customer.family_name }}さま

先日はありがとうございました。その後いかがお過ごしですか。
2回目のご来店の方に、焼きたてのスコーンを1つお付けしています。
https://demo.example.jp/scone

常 カフェと道具
""",
}
TASK = {"title": "手書きのお礼状を出す", "note": "はじめに8,000円以上お買い上げの方です。"}
