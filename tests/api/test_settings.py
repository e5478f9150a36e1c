"""Settings are checked whole, and never shown."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings
from typed.secret import SecretStr
from typed.settings import settings_faults
from typed.wrong import WrongValues

GOOD: dict[str, Any] = {
    "issuer": "http://127.0.0.1:8000/issuer",
    "client_ids": "interfaces-dev",
    "database_url": "postgresql://user:canary-password@db/name",
    "keys": f"a:{b64encode(bytes(32)).decode()}",
    "public_url": "https://interfaces.example.test/",
    "git_url": "https://git.example.test/packages.git",
}


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"INTERFACES_{name.upper()}", raising=False)


def faults(**wrong: Any) -> tuple[str, ...]:
    with pytest.raises(WrongValues) as refused:
        Settings(**{**GOOD, **wrong})
    return settings_faults(refused.value)


def test_what_is_given_is_kept_and_the_rest_has_defaults() -> None:
    settings = Settings(**GOOD)

    assert settings.public_url == "https://interfaces.example.test"
    assert settings.author_groups == {"authors"}
    assert settings.workflow_scope == "interfaces/workflows"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.mirror_dir == Path(".interfaces/api.git")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**GOOD, "author_groups": " builders, finance ,"}.items():
        monkeypatch.setenv(f"INTERFACES_{name.upper()}", value)

    assert Settings().author_groups == {"builders", "finance"}


def test_every_fault_is_told_at_once_without_any_value() -> None:
    told = faults(
        database_url="canary nonsense",
        keys="canary",
        public_url="ftp://canary",
        author_groups=",",
        port=99999,
    )

    names = [line.split()[0] for line in told]
    assert names == [
        "INTERFACES_AUTHOR_GROUPS",
        "INTERFACES_PORT",
        "INTERFACES_DATABASE_URL",
        "INTERFACES_KEYS",
        "INTERFACES_PUBLIC_URL",
    ]
    assert "canary" not in " ".join(told)


@pytest.mark.parametrize("missing", ["database_url", "keys", "public_url", "git_url", "issuer"])
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(WrongValues) as refused:
        Settings(**{name: value for name, value in GOOD.items() if name != missing})

    assert f"INTERFACES_{missing.upper()} is not set" in settings_faults(refused.value)


@pytest.mark.parametrize(
    "url", ["interfaces.example.test", "https://a b", "https://x/?q=1", "https://x/#f", "//x"]
)
def test_a_public_url_must_be_one_that_people_can_open(url: str) -> None:
    assert faults(public_url=url)[0].startswith("INTERFACES_PUBLIC_URL must be")


def test_secrets_are_not_printed() -> None:
    settings = Settings(**GOOD)

    assert isinstance(settings.keys, SecretStr)
    assert "canary-password" not in repr(settings)
    assert "AAAA" not in repr(settings)
