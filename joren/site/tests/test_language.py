import pytest

from joren.site.cli import language_for


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["doctor"], {}, "ja"),
        (["doctor"], {"LANG": "C.UTF-8"}, "ja"),
        (["doctor"], {"LANG": "en_US.UTF-8"}, "en"),
        (["doctor"], {"LANG": "fr_FR.UTF-8"}, "ja"),
        (["doctor"], {"LC_ALL": "ja_JP.UTF-8", "LANG": "en_US.UTF-8"}, "ja"),
        (["doctor"], {"JOREN_LANGUAGE": "en", "LANG": "ja_JP.UTF-8"}, "en"),
        (["--lang", "ja", "doctor"], {"JOREN_LANGUAGE": "en"}, "ja"),
        (["--lang=en", "doctor"], {}, "en"),
        ([], {}, "ja"),
    ],
)
def test_the_language_is_what_was_asked_for_else_the_terminals_else_japanese(
    arguments, environment, expected, monkeypatch
):
    for name in ("JOREN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert language_for(arguments) == expected
