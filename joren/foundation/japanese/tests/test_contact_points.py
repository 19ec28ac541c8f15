import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from joren.foundation.japanese.emails import email_problem, normalise_email
from joren.foundation.japanese.phones import display_phone, normalise_phone, phone_problem
from joren.foundation.japanese.postal import normalise_postal_code
from tests.worked_numbers import names, worked_cells

DOCUMENT = "japanese-text"


@pytest.mark.parametrize(("written", "e164", "problem"), worked_cells(DOCUMENT, "telephone_numbers"))
def test_phones_are_read_as_documented(written, e164, problem):
    assert (normalise_phone(written), phone_problem(written)) == (e164 or None, problem or None)


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+81312345678", "03-1234-5678"),
        ("+819012345678", "090-1234-5678"),
        ("+81466221234", "0466-22-1234"),
        ("+81120123456", "0120-123-456"),
        ("+818001234567", "0800-123-4567"),
        ("+815012345678", "050-1234-5678"),
        ("+16502530000", "+1 650-253-0000"),
        ("not a number", "not a number"),
    ],
)
def test_phones_are_shown_the_way_their_country_writes_them(e164, shown):
    assert display_phone(e164) == shown


@pytest.mark.parametrize("written", ["090-1000-0000", "03-1000-0001", "0120-444-444", "090-1111-2222", "03-3333-3333"])
def test_odd_looking_numbers_that_somebody_may_own_are_not_called_dummies(written):
    assert phone_problem(written) is None


def test_national_numbers_of_another_region_are_read_there():
    assert normalise_phone("(650) 253-0000", "US") == "+16502530000"
    assert normalise_phone("020 7946 0958", "GB") == "+442079460958"
    assert phone_problem("000-000-0000", "US") == "dummy"


@given(st.from_regex(r"0(?:[1-9][1-9][1-9][0-9]{5}[1-9]|[5-9]0[1-9][0-9]{6}[1-9])", fullmatch=True))
def test_a_japanese_number_survives_display_and_reading_again(digits):
    e164 = normalise_phone(digits)
    if e164 is None:
        assert phone_problem(digits) == "dummy"
        return
    assert e164 == "+81" + digits[1:]
    assert normalise_phone(display_phone(e164)) == normalise_phone(e164) == e164


@given(st.text(max_size=25))
def test_any_text_is_a_phone_or_has_a_problem_never_both_never_a_crash(text):
    assert (normalise_phone(text) is None) == (phone_problem(text) is not None)


@pytest.mark.parametrize(("written", "address", "problem"), worked_cells(DOCUMENT, "e_mail_addresses"))
def test_emails_are_read_as_documented(written, address, problem):
    assert (normalise_email(written), email_problem(written)) == (address or None, problem or None)


@pytest.mark.parametrize("written", ["a@x.jp\r\nBcc: b@x.jp", "a\x00@x.jp", "a@x.jp\tb", "a\x7f@x.jp"])
def test_a_control_character_inside_an_address_is_refused(written):
    assert (normalise_email(written), email_problem(written)) == (None, "control_character")


def test_an_address_longer_than_mail_servers_take_is_refused():
    labels = ".".join(["b" * 60] * 4)
    assert email_problem(f"{'a' * 60}@{labels}.jp") == "too_long"
    assert email_problem(f"{'a' * 65}@example.jp") == "bad_local"
    assert email_problem(f"a@{'b' * 64}.jp") == "bad_domain"


@given(st.one_of(st.emails(), st.text(max_size=30), st.text(alphabet="a@.,; <>\r\n\x00山", max_size=12)))
def test_any_text_is_one_safe_address_or_has_a_problem(text):
    address = normalise_email(text)
    assert (address is None) == (email_problem(text) is not None)
    if address is not None:
        assert address.isascii() and address.count("@") == 1 and address.isprintable() and " " not in address
        assert normalise_email(address) == address


@pytest.mark.parametrize(("written", "code"), worked_cells(DOCUMENT, "postal_codes"))
def test_postal_codes_are_read_as_documented(written, code):
    assert normalise_postal_code(written) == (code or None)


@given(st.integers(10_000, 9_999_999))
def test_a_postal_code_comes_back_from_a_spreadsheet_that_ate_its_zeros(number):
    code = f"{number:07}"
    assert normalise_postal_code(str(number)) == f"{code[:3]}-{code[3:]}"


@pytest.mark.parametrize("filler", [" ", "#", "(", "1", "a@", "1 ", "/", "ー"])
def test_a_pasted_page_is_refused_at_once(filler):
    page = "1" + filler * 200_000 + "x"
    assert phone_problem(page) == "not_a_number"
    assert email_problem(page) == "too_long"
    assert normalise_postal_code(page) is None


def test_every_table_of_the_rules_is_read_by_a_test():
    assert names(DOCUMENT) == {
        *("the_search_key", "grams", "telephone_numbers", "e_mail_addresses", "postal_codes"),
        *("forms_of_address", "name_keys", "romaji_keys", "company_keys", "numbers_in_a_cell"),
        *("prefectures", "names", "cells_that_a_spreadsheet_would_run"),
    }


@settings(deadline=None)  # the first to ask reads the tables of the library
@given(st.from_regex(r"\A\+81[0-9]{6,12}\Z"))
@example("+81120123456")
@example("+81990123456")
@example("+81154921234")
def test_japanese_numbers_are_shown_as_the_library_shows_them(e164):
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        shown = e164
    else:
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert display_phone(e164) == shown
