from pathlib import Path

from joren.foundation.database.connection import (
    database_url,
    database_url_without_starting,
    django_database_settings,
    settings_from_url,
)


def test_a_url_becomes_settings_with_every_part_decoded():
    settings = settings_from_url("postgresql://ha%40na:p%2Fw@db.example:6543/shop?sslmode=require", pool=False)

    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "ha@na",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6543",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_folder_in_the_url_is_the_host():
    settings = settings_from_url("postgresql://joren@/joren?host=/var/lib/my%20home/run", pool=False)

    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("/var/lib/my home/run", "", "joren")


def test_the_pool_is_only_there_when_asked_for(monkeypatch):
    assert "pool" in settings_from_url("postgresql:///joren", pool=True)["OPTIONS"]
    monkeypatch.setenv("JOREN_DATABASE_POOL", "0")
    assert "pool" not in django_database_settings()["OPTIONS"]


def test_a_database_url_of_ones_own_is_used_as_it_is_and_nothing_is_started(tmp_path, monkeypatch):
    monkeypatch.setenv("JOREN_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db.example/shop")

    assert database_url() == "postgresql://u@db.example/shop"
    assert list(tmp_path.iterdir()) == []


def test_the_embedded_address_is_known_before_the_server_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("JOREN_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL")

    assert database_url_without_starting() == f"postgresql://joren@/joren?host={tmp_path}/postgres/run"
    assert not Path(tmp_path, "postgres").exists()
