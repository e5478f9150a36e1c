"""Where messages may go, and with which signatures: settings that do not hold together are told."""

import base64
import json
import time

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from api.targets import TargetFault, parse_targets
from api.webhook import SecretFault, parse_secrets, sign

OLD, NEW = (f"whsec_{base64.b64encode(bytes([number]) * 32).decode()}" for number in (1, 2))


def test_targets_are_endpoints_or_a_region() -> None:
    assert parse_targets(" engine=https://engine.test/hook?x=1 , aws=stepfunctions:eu-central-1 ") == {
        "engine": "https://engine.test/hook?x=1",
        "aws": "stepfunctions:eu-central-1",
    }
    assert parse_targets("") == {}


@pytest.mark.parametrize(
    "setting",
    [
        "https://engine.test",
        "engine=",
        "engine=ftp://engine.test",
        "engine=file:///etc/passwd",
        "engine=https://user:word@engine.test",
        "engine=https://",
        "engine=stepfunctions:",
        "engine=stepfunctions:eu",
        "Engine=https://engine.test",
        "engine=https://a.test,engine=https://b.test",
        "engine=https://engine.test/a b",
    ],
)
def test_what_is_no_target_is_refused(setting: str) -> None:
    with pytest.raises(TargetFault):
        parse_targets(setting)


@pytest.mark.parametrize("setting", ["short", "whsec_!", "whsec_c2hvcnQ=", f"{NEW},x", NEW[6:]])
def test_what_is_no_secret_is_refused_without_being_quoted(setting: str) -> None:
    with pytest.raises(SecretFault) as refused:
        parse_secrets(setting)

    assert setting not in str(refused.value)


@pytest.mark.parametrize("known", [OLD, NEW])
def test_while_secrets_change_receivers_with_either_verify(known: str) -> None:
    body, now = json.dumps({"a": "ä"}).encode(), int(time.time())

    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now),
        "webhook-signature": sign(parse_secrets(f"{NEW},{OLD}"), "msg_1", now, body),
    }

    assert Verifier(known).verify(body, headers) == {"a": "ä"}
