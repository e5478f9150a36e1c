"""Settings are checked whole: every fault at once, each with what to do, never with a value."""

from pathlib import Path

import pytest

from identity.roles import Roles
from identity.settings import IdentitySettings
from identity.verify import Expectation
from typed.settings import settings_faults
from typed.wrong import WrongValues

COGNITO = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI"
DEVELOPMENT = "http://127.0.0.1:8000/issuer"


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> IdentitySettings:
    """The settings of a process started with exactly these variables."""
    for name in ("ISSUER", "CLIENT_IDS", "JWKS_URL", "DEV_ISSUER", "AUTHOR_GROUPS", "GROUP_ROLES"):
        monkeypatch.delenv(f"INTERFACES_{name}", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"INTERFACES_{name}", value)
    return IdentitySettings()


def faults(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, ...]:
    with pytest.raises(WrongValues) as error:
        load(monkeypatch, **variables)
    return settings_faults(error.value)


def test_a_pool_needs_two_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, ISSUER=COGNITO, CLIENT_IDS="web, engine,,")
    assert settings.jwks_url == f"{COGNITO}/.well-known/jwks.json"
    assert settings.dev_issuer is None
    assert settings.expectation() == Expectation(
        COGNITO, frozenset({"web", "engine"}), frozenset({"access"}), 60
    )


def test_development_names_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, ISSUER=DEVELOPMENT, CLIENT_IDS="interfaces-dev", DEV_ISSUER="state/issuer")
    assert settings.dev_issuer == Path("state/issuer")
    assert settings.jwks_url == f"{DEVELOPMENT}/.well-known/jwks.json"


def test_groups_have_the_roles_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "builders, finance", "reviewers=preview, a=b=preview+audit ,"
    settings = load(
        monkeypatch, ISSUER=COGNITO, CLIENT_IDS="web", AUTHOR_GROUPS=given[0], GROUP_ROLES=given[1]
    )

    assert settings.roles == Roles(
        frozenset({"builders", "finance"}),
        {"reviewers": frozenset({"preview"}), "a=b": frozenset({"preview", "audit"})},
    )


@pytest.mark.parametrize(
    "wrong", ["reviewers", "=preview", "a=preview,a=audit", "a=", "a=canary", "a=preview+"]
)
def test_roles_that_make_no_sense_are_told(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = faults(monkeypatch, ISSUER=COGNITO, CLIENT_IDS="web", GROUP_ROLES=wrong)

    assert told.startswith("INTERFACES_GROUP_ROLES must ")
    assert "canary" not in told


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, ISSUER=COGNITO, CLIENT_IDS="web", JWKS_URL="", DEV_ISSUER="")
    assert settings.dev_issuer is None
    assert settings.jwks_url.startswith(COGNITO)


@pytest.mark.parametrize(
    ("issuer", "jwks_url"),
    [
        (COGNITO, "https://keys.example/jwks.json"),
        (COGNITO, "http://127.0.0.1:5000/pool/.well-known/jwks.json"),
        (COGNITO, "http://[::1]:5000/keys"),
        ("http://localhost:8000/issuer", "http://edge:8000/issuer/.well-known/jwks.json"),
    ],
)
def test_the_keys_may_be_elsewhere(issuer: str, jwks_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, ISSUER=issuer, CLIENT_IDS="web", JWKS_URL=jwks_url).jwks_url == jwks_url


def test_everything_missing_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch) == ("INTERFACES_ISSUER is not set", "INTERFACES_CLIENT_IDS is not set")


@pytest.mark.parametrize(
    "issuer",
    ["cognito", "ftp://issuer.example", "https://", f"{COGNITO}/", f"{COGNITO}?a=b", f"{COGNITO}#a", "https://[",
     "https://user:secret@issuer.example", "https://issuer.example:port", "https://issuer.example/a b"],
)  # fmt: skip
def test_an_issuer_that_is_no_url_is_told_with_an_example(
    issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [fault] = faults(monkeypatch, ISSUER=issuer, CLIENT_IDS="web")
    assert fault.startswith("INTERFACES_ISSUER must be the issuer's URL exactly as tokens name it")


@pytest.mark.parametrize(
    "issuer", ["http://issuer.example", "http://10.0.0.1/issuer", "http://localhost.example/"]
)
def test_plain_http_is_for_this_machine(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [fault] = faults(monkeypatch, ISSUER=issuer.rstrip("/"), CLIENT_IDS="web")
    assert fault.startswith("INTERFACES_ISSUER must be https")


@pytest.mark.parametrize("clients", [",", " , ,", " "])
def test_at_least_one_client_must_be_named(clients: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [fault] = faults(monkeypatch, ISSUER=COGNITO, CLIENT_IDS=clients)
    assert fault.startswith("INTERFACES_CLIENT_IDS must name at least one app client id")


@pytest.mark.parametrize("url", ["keys", "http://keys.example/jwks.json", "file:///etc/passwd"])
def test_a_key_set_that_could_be_changed_on_its_way_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [fault] = faults(monkeypatch, ISSUER=COGNITO, CLIENT_IDS="web", JWKS_URL=url)
    assert fault.startswith("INTERFACES_JWKS_URL must be")


@pytest.mark.parametrize(
    "issuer",
    [COGNITO, "https://cognito-idp.cn-north-1.amazonaws.com.cn/pool", "https://issuer.example/issuer",
     "http://127.0.0.1:8000", "http://127.0.0.1:8000/other"],
)  # fmt: skip
def test_the_development_issuer_goes_with_no_other(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [fault] = faults(monkeypatch, ISSUER=issuer, CLIENT_IDS="web", DEV_ISSUER="state/issuer")
    assert fault.startswith("INTERFACES_DEV_ISSUER lets everyone sign in as anybody")
    assert "http://127.0.0.1:8000/issuer" in fault


def test_all_faults_come_together_and_no_value_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults(
        monkeypatch, ISSUER="https://me:hunter2@issuer.example", JWKS_URL="http://hunter2", CLIENT_IDS=" "
    )
    assert [fault.split()[0] for fault in found] == ["INTERFACES_ISSUER", "INTERFACES_CLIENT_IDS"]
    assert "hunter2" not in "".join(found)
