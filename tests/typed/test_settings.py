"""Settings: the environment's texts become values; what is wrong is told without them."""

from pathlib import Path
from typing import Annotated, Any

import pytest

from typed.notes import Limits
from typed.secret import SecretStr
from typed.settings import Known, Settings, checks, settings_faults
from typed.wrong import WrongValues


class Base(Settings):
    name: str
    key: SecretStr = SecretStr("")

    @staticmethod
    @checks("key")
    def _key(value: SecretStr, known: Known) -> SecretStr:
        if known.get("name") == "locked" and not value:
            raise ValueError("must be set")
        return value


class Whole(Base):
    port: Annotated[int, Limits(0, 9)] | None = None
    seconds: float = 1
    folder: Path | None = None
    words: tuple[str, ...] = ()


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Whole.model_fields:
        monkeypatch.delenv(f"INTERFACES_{name.upper()}", raising=False)


def faults(**given: Any) -> tuple[str, ...]:
    with pytest.raises(WrongValues) as error:
        Whole(**given)
    assert "canary" not in str(error.value)
    return settings_faults(error.value)


def test_texts_become_what_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"name": "n", "key": "k", "port": "7", "seconds": "0.5", "folder": "a/b", "words": " a,,b ,a"}
    for name, text in texts.items():
        monkeypatch.setenv(f"INTERFACES_{name.upper()}", text)

    settings = Whole()

    assert (settings.name, settings.key, settings.port) == ("n", SecretStr("k"), 7)
    assert (settings.seconds, settings.folder, settings.words) == (0.5, Path("a/b"), ("a", "b"))


def test_what_is_given_wins_and_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERFACES_NAME", "environment")
    monkeypatch.setenv("INTERFACES_PORT", "")

    settings = Whole(name="given")

    assert (settings.name, settings.port) == ("given", None)


def test_every_fault_is_told_in_order_and_no_value() -> None:
    assert faults(key=1, port="canary", seconds="canary", words=3, other="canary") == (
        "INTERFACES_NAME is not set",
        "INTERFACES_KEY must be text",
        "INTERFACES_PORT must be a whole number",
        "INTERFACES_SECONDS must be a number",
        "INTERFACES_WORDS must be a list",
        "INTERFACES_OTHER is unknown",
    )


def test_a_check_sees_defaults_and_what_came_before() -> None:
    assert faults(name="locked") == ("INTERFACES_KEY must be set",)
    assert Whole(name="locked", key="k").key


def test_secrets_are_not_printed() -> None:
    settings = Whole(name="n", key="canary")

    assert "canary" not in f"{settings} {settings.key} {settings!r}"
    assert settings.key.get_secret_value() == "canary"
