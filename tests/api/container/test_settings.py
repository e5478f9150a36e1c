"""The container path is off, or whole."""

import pytest

from api.container.settings import ContainerSettings
from typed.settings import settings_faults
from typed.wrong import WrongValues

WHOLE = {
    "INTERFACES_CODEBUILD_PROJECT": "interfaces-images",
    "INTERFACES_ECS_CLUSTER": "interfaces",
    "INTERFACES_ECS_SERVICES": " production, preview,api,,production",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ContainerSettings.model_fields:
        monkeypatch.delenv(f"INTERFACES_{name.upper()}", raising=False)


def faults(monkeypatch: pytest.MonkeyPatch, **given: str) -> tuple[str, ...]:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongValues) as refused:
        ContainerSettings()
    return settings_faults(refused.value)


def test_off_when_nothing_is_set() -> None:
    assert not ContainerSettings().on


def test_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)

    settings = ContainerSettings()

    assert settings.on
    assert settings.ecs_services == ("production", "preview", "api")


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_two_of_three_are_refused(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    found = faults(monkeypatch, **{name: value for name, value in WHOLE.items() if name != missing})

    assert all("belong together" in fault for fault in found)
    assert any(fault.startswith(missing) or missing.endswith("PROJECT") for fault in found)


@pytest.mark.parametrize("alone", sorted(WHOLE))
def test_one_of_three_is_refused(monkeypatch: pytest.MonkeyPatch, alone: str) -> None:
    assert faults(monkeypatch, **{alone: WHOLE[alone]})


def test_everything_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults(
        monkeypatch,
        INTERFACES_CODEBUILD_PROJECT="arn:aws:codebuild:x:1:project/p",
        INTERFACES_ECS_CLUSTER="a cluster",
        INTERFACES_ECS_SERVICES="api,a/b",
        INTERFACES_BUILD_MINUTES="0",
        INTERFACES_ROLLOUT_MINUTES="soon",
    )

    assert [fault.split()[0] for fault in found] == [
        "INTERFACES_CODEBUILD_PROJECT",
        "INTERFACES_ECS_CLUSTER",
        "INTERFACES_ECS_SERVICES",
        "INTERFACES_BUILD_MINUTES",
        "INTERFACES_ROLLOUT_MINUTES",
    ]
