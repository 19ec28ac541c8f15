"""The rules of the house that import-linter cannot see."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import joren
from joren.foundation.accounts.permissions import Permission
from joren.foundation.catalogue import Aggregate, Attribute, FactTable
from joren.foundation.changes.models import Tracked
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    EventType,
    JobHandler,
    JorenAppConfig,
    Metric,
    NavigationItem,
    Panel,
    PeriodicJob,
    Report,
    entries,
    entry,
    resolve,
)
from joren.record.timeline.kinds import EventKind

ROOT = Path(joren.__file__).parent
STAGES = ["foundation", "record", "touchpoints", "segments", "insight", "outreach", "measurement", "planning", "site"]
FILES = {
    "__init__", "actions", "api", "apps", "commands", "errors", "forms", "models", "provides", "public", "queries",
    "rules", "tasks", "urls", "views",
}  # fmt: skip
UPWARD_KEYS = {("timeline", "Event", "customer"), ("timeline", "Event", "shop")}
"""Foreign keys that may point to a neighbour above or beside; see DESIGN in ARCHITECTURE.md."""

HOUSE = [config for config in apps.get_app_configs() if config.name.startswith("joren.")]
MODELS = [model for config in HOUSE for model in config.get_models()]


def stage_of(module: str) -> int:
    return STAGES.index(module.split(".")[1])


def test_every_app_config_is_ours():
    wrong = [config.name for config in HOUSE if not isinstance(config, JorenAppConfig)]
    assert wrong == []


def test_no_file_that_does_not_know_its_room():
    forbidden = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py", "signals.py", "managers.py"}
    assert [str(path) for path in ROOT.rglob("*.py") if path.name in forbidden] == []


def test_no_foreign_key_points_to_a_later_stage():
    wrong = []
    for model in MODELS:
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            target = field.related_model
            if not target.__module__.startswith("joren."):
                continue
            if stage_of(target.__module__) > stage_of(model.__module__):
                wrong.append((model._meta.app_label, model.__name__, field.name))
    assert set(wrong) <= UPWARD_KEYS


def test_every_model_with_a_customer_says_how_it_is_merged_erased_and_exported():
    declared = {(link.model, link.field) for link in entries(CustomerLink)}
    customer = apps.get_model("customers", "Customer")
    needed = {
        (f"{model._meta.app_label}.{model.__name__}", field.name)
        for model in MODELS
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is customer
    }
    assert needed - declared == set()
    assert declared - needed == set()


def test_what_a_customer_link_lists_are_fields_of_its_model():
    for link in entries(CustomerLink):
        names = {field.name for field in apps.get_model(link.model)._meta.get_fields()}
        assert set(link.export) <= names, link
        assert set(link.personal) <= names, link


@pytest.mark.parametrize("item", entries(NavigationItem), ids=lambda item: item.key)
def test_every_navigation_item_leads_to_a_page_and_needs_a_declared_permission(item):
    assert reverse(item.url_name)
    assert not item.permission or entry(Permission, item.permission)


@pytest.mark.parametrize("panel", entries(Panel), ids=lambda panel: panel.key)
def test_every_panel_has_its_template_and_its_context(panel):
    assert get_template(panel.template)
    assert callable(resolve(panel.context))
    assert not panel.permission or entry(Permission, panel.permission)


@pytest.mark.parametrize("event", entries(EventType), ids=lambda event: event.key)
def test_every_event_type_has_a_kind_and_a_sentence(event):
    assert event.kind in EventKind.values
    assert callable(resolve(event.sentence))


def test_every_reference_of_the_registry_resolves():
    references = [handler.run for handler in entries(JobHandler)]
    references += [report.run for report in entries(Report)]
    references += [metric.measure for metric in entries(Metric)]
    assert [reference for reference in references if not callable(resolve(reference))] == []
    assert all(entry(JobHandler, periodic.key) for periodic in entries(PeriodicJob))
    assert all(resolve(router.router) for router in entries(ApiRouter))
    assert all(resolve(contributed.commands) for contributed in entries(Commands))


def test_every_fact_table_is_tracked_and_every_attribute_stands_on_one():
    tracked = {model._meta.db_table for model in MODELS if issubclass(model, Tracked)}
    assert [table.name for table in entries(FactTable) if table.source not in tracked] == []
    tables = {table.name for table in entries(FactTable)}
    stray = [
        attribute.key
        for attribute in entries(Attribute)
        if isinstance(attribute.source, Aggregate) and attribute.source.table not in tables
    ]
    assert stray == []


def patterns(resolver: Any = None, prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            found += patterns(item, prefix + str(item.pattern))
        elif isinstance(item, URLPattern):
            found.append((prefix + str(item.pattern), item.callback))
    return found


def test_only_public_modules_are_open_without_log_in():
    allowed = re.compile(r"\.public$|^allauth\.|^joren\.foundation\.ui\.public$")
    open_pages = [
        (route, view.__module__)
        for route, view in patterns()
        if not getattr(view, "login_required", True)
        and not route.startswith("api/")
        and not (allowed.search(view.__module__) or allowed.search(inspect.unwrap(view).__module__))
    ]
    assert open_pages == []


def test_a_stranger_is_sent_to_the_log_in_page_from_every_page_without_arguments(client, db):
    for route, view in patterns():
        module = inspect.unwrap(view).__module__
        if "<" in route or "^" in route or route.startswith(("api/", "accounts/")) or module.endswith(".public"):
            continue
        response = client.get(f"/{route}")
        assert response.status_code == 302, route
        assert response.headers["Location"].startswith("/accounts/login/"), route


def test_every_api_operation_asks_for_a_token():
    from joren.site.api import api

    schema = api.get_openapi_schema()
    without = [
        f"{method} {path}"
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if not operation.get("security")
    ]
    assert without == []
    assert schema["paths"]


def python_files() -> list[Path]:
    return [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts and "tests" not in path.parts]


def test_one_clock():
    pattern = re.compile(r"datetime\.now\(|timezone\.now\(|date\.today\(|datetime\.today\(|localdate\(|localtime\(\)")
    allowed = ROOT / "foundation" / "time" / "clock.py"
    wrong = [str(path) for path in python_files() if path != allowed and pattern.search(path.read_text())]
    assert wrong == []


def test_rules_know_neither_django_nor_the_clock():
    wrong = []
    for path in python_files():
        if path.name != "rules.py" and "rules" not in path.parent.parts[-1:]:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "django" or name.endswith("clock") for name in names):
                wrong.append(str(path))
    assert wrong == []


def test_templates_carry_no_script_and_no_handler():
    inline = re.compile(r"<script(?![^>]*(\bsrc=|application/json))[^>]*>|\son[a-z]+=[\"']|[\"']javascript:", re.I)
    wrong = [str(path) for path in ROOT.rglob("templates/**/*.html") if inline.search(path.read_text())]
    assert wrong == []


def test_no_template_includes_or_links_a_later_stage():
    wrong = []
    owners = {config.label: stage_of(config.name) for config in HOUSE}
    owners["site"] = STAGES.index("site")
    for path in ROOT.rglob("templates/**/*.html"):
        stage = STAGES.index(path.relative_to(ROOT).parts[0])
        text = path.read_text()
        named = re.findall(r"{%\s*(?:include|extends)\s+[\"'](\w+)/", text)
        named += re.findall(r"{%\s*url\s+[\"'](\w+):", text)
        wrong += [(str(path.relative_to(ROOT)), name) for name in named if owners.get(name, 0) > stage]
    assert wrong == []


def test_views_that_write_refuse_get(client):
    """Actions are called from views only behind a POST: a view that names `actions` declares its methods."""
    wrong = []
    for path in ROOT.rglob("views.py"):
        tree = ast.parse(path.read_text())
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            source = ast.unparse(function)
            decorators = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
            takes_request = bool(function.args.args) and function.args.args[0].arg == "request"
            if (
                takes_request
                and not function.name.startswith("_")
                and "actions." in source
                and "require" not in decorators
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{function.name}")
    assert wrong == []
