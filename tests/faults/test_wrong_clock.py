"""Row 41: the clock is off by an hour, or jumps. It is told, and all is well once it is right again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from deploy.doctor import clock_fault
from identity.refusal import Reason
from tests.identity.conftest import signer
from tests.identity.signing import NOW, PERSON, Signer
from tests.identity.test_authenticator import World

__all__ = ["signer"]

HOUR = 3600


@pytest.mark.anyio
@pytest.mark.parametrize(("jump", "reason"), [(HOUR, Reason.EXPIRED), (-HOUR, Reason.NOT_YET_VALID)])
async def test_41_a_clock_that_jumps_refuses_with_its_reason_until_it_is_back(
    signer: Signer, jump: int, reason: Reason
) -> None:
    world = World(signer)
    token = signer.token({**PERSON, "iat": int(NOW), "exp": int(NOW) + HOUR // 2})
    world.now = NOW + jump
    assert await world.refusal(token) is reason

    world.now = NOW + 1
    assert (await world.authenticator.authenticate(token)).username == "ada"


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(hours=1), "The clock here is 3,600 s ahead of the issuer's."),
        (timedelta(hours=-1), "The clock here is 3,600 s behind the issuer's."),
        (timedelta(seconds=59), ""),
        (timedelta(seconds=-59), ""),
    ],
)
def test_41_the_doctor_tells_how_far_the_clock_is_off(ahead: timedelta, told: str) -> None:
    now = datetime(2026, 11, 2, 8, tzinfo=UTC)

    assert clock_fault(format_datetime(now - ahead, usegmt=True), now) == told


def test_an_issuer_that_tells_no_time_is_no_fault() -> None:
    assert clock_fault("", datetime.now(UTC)) == ""
