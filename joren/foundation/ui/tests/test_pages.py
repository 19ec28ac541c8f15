"""The pages of the kit in front of a browser that has no JavaScript, and of htmx."""

import json
import re
from typing import Any

import pytest
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.business.models import Business
from joren.foundation.errors import JorenError
from joren.foundation.registry import NavigationItem, entries
from joren.foundation.ui.problems import ProblemMiddleware, page_above
from joren.foundation.ui.toasts import ToastMiddleware, undoable

pytestmark = pytest.mark.django_db
GUIDE = "/style-guide/"


@pytest.fixture
def at(client: Client, owner) -> Client:
    client.force_login(owner)
    return client


def body(response: Any) -> str:
    return str(response.content.decode())


# --- the base page


def test_a_stranger_is_sent_to_the_log_in_page(client):
    response = client.get(GUIDE)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_the_page_is_japanese_and_says_so(at):
    html = body(at.get(GUIDE))
    assert '<html lang="ja">' in html
    assert "スタイルガイド" in html
    assert html.count("<h1>") == 1


def test_no_page_may_run_inline_script(at):
    policy = at.get(GUIDE)["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert scripts.split() == ["script-src", "'self'"]


def test_every_script_of_the_page_comes_from_here(at):
    html = body(at.get(GUIDE))
    tags = re.findall(r"<script[^>]*>", html)
    assert len(tags) >= 3
    assert all('src="/static/' in tag or 'type="application/json"' in tag for tag in tags)


def test_the_navigation_shows_what_the_role_may_open(client, owner, reader):
    guarded = [item for item in entries(NavigationItem) if item.permission == "accounts.manage"]
    assert guarded
    for person, may in ((owner, True), (reader, False)):
        client.force_login(person)
        html = body(client.get(GUIDE))
        for item in guarded:
            assert (f'href="{reverse(item.url_name)}"' in html) is may


def test_every_line_of_the_navigation_leads_somewhere(at):
    html = body(at.get(GUIDE))
    links = re.findall(r'class="joren-nav-link[^"]*" href="([^"]+)"', html)
    assert len(links) > 3
    for link in links:
        assert at.get(link).status_code == 200, link


def test_the_line_of_the_open_page_is_marked(at):
    html = body(at.get(reverse("accounts:staff")))
    current = re.findall(r'href="([^"]+)" aria-current="page"', html)
    assert current == [reverse("accounts:staff")]


def test_lines_needed_seldom_are_folded_away_until_one_of_them_is_open(at):
    seldom = [item for item in entries(NavigationItem) if item.is_seldom]
    assert seldom
    folded = body(at.get(GUIDE))
    unfolded = body(at.get(reverse(seldom[0].url_name)))
    assert '<details class="joren-nav-more">' in folded
    assert '<details class="joren-nav-more" open>' in unfolded
    assert all(f'href="{reverse(item.url_name)}"' in folded for item in seldom)


def test_the_banner_shows_only_in_a_made_up_business(at):
    assert "joren-demo" not in body(at.get(GUIDE))
    Business.objects.update_or_create(pk=1, defaults={"name": "常", "shows_demo": True})
    assert "joren-demo" in body(at.get(GUIDE))


# --- the language


def test_the_language_switch_keeps_the_page_and_lasts(at):
    response = at.post("/language/", {"language": "en", "next": "/style-guide/?tab=b"})
    assert response["Location"] == "/style-guide/?tab=b"
    html = body(at.get(GUIDE))
    assert '<html lang="en">' in html
    assert "Style guide" in html


def test_the_language_can_be_switched_before_log_in(client):
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en">' in body(client.get("/accounts/login/"))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(at, target):
    assert at.post("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(at):
    at.post("/language/", {"language": "xx", "next": GUIDE})
    assert '<html lang="ja">' in body(at.get(GUIDE))


def test_switching_needs_a_post_and_the_token(owner):
    client = Client(enforce_csrf_checks=True)
    assert client.get("/language/").status_code == 405
    response = client.post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "有効期限" in body(response)


def test_opening_an_address_for_buttons_says_so_and_leads_back(at):
    answer = at.get("/tables/example/columns/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "ここはボタンを押したときにだけ使われるアドレスです" in body(answer)
    assert at.get("/tables/example/columns/", headers={"Accept": "application/json"}).content == b""
    assert page_above("/style-guide/picked/") == "/style-guide/"
    assert page_above("/nowhere/at/all/") == "/"


# --- refusals and problems


class TooMuch(JorenError):
    code = "too_much"
    message = _("Row %(row)s is too long.")
    remedy = _("Cut it into two.")


def _answer(request) -> HttpResponse:
    response = ProblemMiddleware(lambda _request: HttpResponse()).process_exception(request, TooMuch(row=7))
    assert response is not None
    return response


def _request(owner: Any, **headers: str) -> Any:
    request: Any = RequestFactory().get("/x/", headers=headers)
    request.user, request.session = owner, {}
    request._messages = default_storage(request)
    return request


def test_a_refusal_is_a_page_with_sentence_remedy_and_a_way_back(owner):
    html = body(_answer(_request(owner, referer="http://testserver/style-guide/?tab=b")))
    assert "Row 7 is too long." in html
    assert "Cut it into two." in html
    assert 'href="http://testserver/style-guide/?tab=b"' in html


def test_the_way_back_never_leads_out(owner):
    assert "evil" not in body(_answer(_request(owner, referer="https://evil.example/")))


def test_a_refusal_to_htmx_is_a_toast_and_leaves_the_page(owner):
    response = _answer(_request(owner, **{"HX-Request": "true"}))
    assert response.status_code == 400
    assert response["HX-Reswap"] == "none"
    (toast,) = json.loads(response["HX-Trigger"])["joren:toasts"]["toasts"]
    assert toast == {"level": "error", "text": "Row 7 is too long. Cut it into two.", "undo": ""}


def test_other_exceptions_are_not_hidden(owner):
    middleware = ProblemMiddleware(lambda _request: HttpResponse())
    assert middleware.process_exception(_request(owner), PermissionDenied()) is None


@pytest.mark.parametrize("is_known", [True, False])
def test_a_page_that_is_not_there_says_so_in_japanese(client, owner, is_known):
    if is_known:
        client.force_login(owner)
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "ページが見つかりません" in body(response)
    assert ("joren-side" in body(response)) is is_known


def test_a_page_one_may_not_open_names_the_role(client, reader):
    client.force_login(reader)
    response = client.get(reverse("accounts:staff"))
    assert response.status_code == 403
    assert "閲覧" in body(response) or reader.get_role_display() in body(response)


def test_a_failure_is_a_sentence_without_a_trace(at, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("joren.foundation.ui.views.examples", broken)
    at.raise_request_exception = False
    response = at.get(GUIDE)
    assert response.status_code == 500
    assert "エラーが発生しました" in body(response)
    assert "secret detail" not in body(response)
    assert "Traceback" not in body(response)


# --- toasts


def _toasted(owner, make, **headers) -> HttpResponse:
    def view(request):
        undoable(request, "取り込みを取り消しました", undo_url="/undo/7/")
        return make()

    return ToastMiddleware(view)(_request(owner, **headers))


def test_a_toast_goes_to_htmx_in_the_answers_head(owner):
    def make():
        return HttpResponse(headers={"HX-Trigger": "saved"})

    events = json.loads(_toasted(owner, make, **{"HX-Request": "true"})["HX-Trigger"])
    assert events["saved"] is None
    assert events["joren:toasts"]["toasts"] == [
        {"level": "success", "text": "取り込みを取り消しました", "undo": "/undo/7/"}
    ]


@pytest.mark.parametrize(
    "make", [lambda: HttpResponseRedirect("/"), lambda: HttpResponse(headers={"HX-Redirect": "/"})]
)
def test_a_toast_waits_for_the_page_that_follows(owner, make):
    assert "HX-Trigger" not in _toasted(owner, make, **{"HX-Request": "true"})


def test_a_toast_with_undo_is_a_form_on_the_next_page(at):
    pk = body(at.get(GUIDE)).split('name="ids" value="')[1].split('"')[0]
    response = at.post("/style-guide/picked/", {"ids": [pk]}, follow=True)
    html = body(response)
    assert "1 件を選択しました。" in html
    assert '<form method="post" action="/style-guide/undone/" data-undo>' in html
    assert "data-undo" not in body(at.get(GUIDE)).split("<template")[0]


# --- lists on a page


def test_the_list_works_by_links_and_forms_alone(at):
    html = body(at.get(f"{GUIDE}?sort=-last"))
    assert 'aria-sort="descending"' in html
    following = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert 'rel="prev"' in body(at.get(GUIDE + following))
    assert '<form method="get" action="/style-guide/" class="joren-filters"' in html
    assert 'formaction="/style-guide/picked/"' in html


def test_htmx_gets_the_list_alone(at):
    response = at.get(GUIDE, headers={"HX-Request": "true", "HX-Target": "table-example"})
    assert body(response).lstrip().startswith('<div id="table-example"')
    assert "<html" not in body(response)
    restored = {"HX-Request": "true", "HX-Target": "table-example", "HX-History-Restore-Request": "true"}
    assert "<html" in body(at.get(GUIDE, headers=restored))


def test_all_results_are_picked_by_the_filters(at):
    table = at.get(GUIDE).context["table"]
    everybody = table.count
    html = body(at.post("/style-guide/picked/", {"everything": "1", "query": "least=50000"}, follow=True))
    rich = at.get(f"{GUIDE}?least=50000").context["table"].count
    assert 0 < rich < everybody
    assert f"{rich} 件を選択しました。" in html


def test_nothing_picked_is_a_sentence(at):
    response = at.post("/style-guide/picked/", {"query": ""})
    assert response.status_code == 400
    assert "行が選択されていません。" in body(response)


def test_the_columns_are_remembered_until_they_are_reset(at):
    assert "ID番号" not in body(at.get(GUIDE))
    at.post("/tables/example/columns/", {"columns": ["id"], "next": GUIDE})
    shown = [heading.column.key for heading in at.get(GUIDE).context["table"].headings]
    assert shown == ["person", "id"]
    at.post("/tables/example/columns/", {"reset": "1", "next": GUIDE})
    shown = [heading.column.key for heading in at.get(GUIDE).context["table"].headings]
    assert shown == ["person", "total", "last"]


def test_looking_writes_nothing(at):
    assert at.get("/tables/example/columns/").status_code == 405
    assert at.get("/style-guide/picked/").status_code == 405
