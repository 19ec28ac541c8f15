"""The page of a customer says of each value which file or person it comes from."""

import pytest
from django.urls import reverse

from joren.record.customers import actions
from joren.record.customers.origins import marks_of
from joren.record.customers.queries import whole

pytestmark = pytest.mark.django_db


def test_a_value_a_person_wrote_names_them_and_one_of_a_file_its_source(hanako, owner, client):
    actions.change(customer_id=hanako.pk, by=owner, company="常商店")
    marks = marks_of(whole(hanako.pk, owner))
    assert marks["company"].who == str(owner)
    assert marks["company"].at >= marks["family_name"].at
    client.force_login(owner)
    page = client.get(reverse("customers:detail", args=[hanako.pk])).content.decode()
    assert 'popovertarget="origin-company"' in page
    assert 'id="origin-company"' in page


def test_a_field_without_a_value_has_no_mark(hanako, owner):
    actions.change(customer_id=hanako.pk, by=owner, company="")
    assert "company" not in marks_of(whole(hanako.pk, owner))
