import pytest

from joren.foundation.secrets import SecretUnreadable, seal, unseal


def test_a_sealed_password_comes_back_and_is_not_readable_meanwhile():
    sealed = seal("秘密のパスワード", purpose="mail.password")
    assert "パスワード" not in sealed and sealed.isascii()
    assert unseal(sealed, purpose="mail.password") == "秘密のパスワード"


def test_the_same_password_never_looks_the_same_twice():
    assert seal("a", purpose="p") != seal("a", purpose="p")


def test_nothing_stays_nothing():
    assert seal("", purpose="p") == "" and unseal("", purpose="p") == ""


def test_another_purpose_or_another_key_cannot_read_it(settings):
    sealed = seal("geheim", purpose="mail.password")
    with pytest.raises(SecretUnreadable):
        unseal(sealed, purpose="line.token")
    settings.SECRET_KEY = "another"
    with pytest.raises(SecretUnreadable):
        unseal(sealed, purpose="mail.password")


@pytest.mark.parametrize("bad", ["v1.", "v1.AAAA", "not sealed at all", "v1.é"])
def test_a_changed_value_is_refused_with_a_sentence(bad):
    with pytest.raises(SecretUnreadable) as refused:
        unseal(bad, purpose="p")
    assert refused.value.code == "secret_unreadable"
