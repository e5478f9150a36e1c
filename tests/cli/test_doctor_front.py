"""The doctor looks at what is in front of the edge: TLS, its own name, whom it believes."""

import pytest

from deploy.doctor import front_fault
from router.settings import EdgeSettings

BASE: dict[str, object] = {
    "issuer": "https://issuer.example/pool",
    "client_ids": "one",
    "api_url": "http://api:8080",
    "git_url": "https://git.example/packages.git",
}


def fault(**chosen: object) -> str:
    return front_fault(EdgeSettings.model_validate(BASE | chosen))


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"public_url": "http://forms.example.com"}, "plain http"),
        ({"public_url": "https://forms.example.com"}, "INTERFACES_TRUSTED_PROXIES"),
        ({"public_url": "https://forms.example.com", "trusted_proxies": "0.0.0.0/0"}, "everybody"),
        ({"trusted_proxies": "10.0.0.0/16,::/0"}, "everybody"),
    ],
)
def test_what_does_not_fit_together_is_told(chosen: dict[str, object], told: str) -> None:
    assert told in fault(**chosen)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"public_url": "http://127.0.0.1:8000"},
        {"public_url": "https://forms.example.com", "trusted_proxies": "10.0.0.0/16"},
    ],
)
def test_what_fits_is_well(chosen: dict[str, object]) -> None:
    assert fault(**chosen) == ""
