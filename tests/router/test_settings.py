"""Settings are checked whole at start; every fault says what to do."""

from pathlib import Path

import pytest

from router.settings import EdgeSettings
from typed.settings import settings_faults
from typed.wrong import WrongValues

GOOD: dict[str, object] = {
    "issuer": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI",
    "client_ids": "one,two",
    "api_url": "http://127.0.0.1:8080",
    "git_url": "https://git.example/packages.git",
}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EdgeSettings.model_fields:
        monkeypatch.delenv(f"INTERFACES_{name.upper()}", raising=False)


def faults(**changes: object) -> tuple[str, ...]:
    with pytest.raises(WrongValues) as refused:
        EdgeSettings.model_validate(GOOD | changes)
    return settings_faults(refused.value)


@pytest.mark.parametrize(("role", "port"), [("router", 8000), ("production", 3000), ("preview", 3001)])
def test_every_role_has_its_port(role: str, port: int) -> None:
    assert EdgeSettings.model_validate(GOOD | {"role": role}).listens_on == port
    assert EdgeSettings.model_validate(GOOD | {"role": role, "port": 0}).listens_on == 0


def test_they_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(f"INTERFACES_{name.upper()}", str(value))
    monkeypatch.setenv("INTERFACES_PREVIEW_ORIGINS", "https://a.example, http://localhost:5173")
    monkeypatch.setenv("INTERFACES_PACKAGES", str(tmp_path))

    settings = EdgeSettings()

    assert settings.preview_origins == ("https://a.example", "http://localhost:5173")
    assert settings.packages == tmp_path
    assert settings.development is False


@pytest.mark.parametrize(
    ("changes", "variable", "hint"),
    [
        ({"api_url": "127.0.0.1:8080"}, "INTERFACES_API_URL", "http://127.0.0.1:8080"),
        ({"api_url": "http://a.example/path"}, "INTERFACES_API_URL", "scheme, host and port only"),
        ({"api_url": "http://user:secret@a.example"}, "INTERFACES_API_URL", "scheme, host and port only"),
        ({"public_url": "forms.example.com"}, "INTERFACES_PUBLIC_URL", "scheme, host and port only"),
        ({"preview_origins": "a.example"}, "INTERFACES_PREVIEW_ORIGINS", "https://app.example.com"),
        ({"preview_origins": "https://a.example *"}, "INTERFACES_PREVIEW_ORIGINS", "https://app.example.com"),
        ({"port": 70000}, "INTERFACES_PORT", "65535"),
        ({"packages": "/no/such/folder"}, "INTERFACES_PACKAGES", "existing folder"),
        ({"time_zone": "Nowhere/Land"}, "INTERFACES_TIME_ZONE", "Europe/Berlin"),
        ({"git_url": ""}, "INTERFACES_GIT_URL", "git URL"),
        ({"role": "production", "api_url": ""}, "INTERFACES_GIT_URL", "INTERFACES_API_URL"),
    ],
)
def test_a_wrong_setting_says_what_to_do(changes: dict[str, object], variable: str, hint: str) -> None:
    (fault,) = faults(**changes)

    assert fault.startswith(variable)
    assert hint in fault
    assert "secret" not in fault


def test_every_fault_is_told_at_once() -> None:
    assert len(faults(api_url="x", public_url="y", preview_origins="z", issuer="q")) == 4
