"""Tokens of another maker: moto's Cognito, a process of its own, signs; we fetch its keys over HTTP."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import jwt
import pytest
from botocore.config import Config
from moto.utilities.utils import load_resource

from identity.authenticator import Authenticator
from identity.lifespan import open_authenticator
from identity.refusal import Reason, TokenRefused
from identity.settings import IdentitySettings
from tests.support.serving import free_port

pytestmark = pytest.mark.anyio

REGION = "eu-central-1"
PASSWORD = "Correct-horse-7"


@dataclass(frozen=True)
class Pool:
    """A user pool with one client and one signed-in user of the group `authors`."""

    url: str
    pool_id: str
    client_id: str
    access_token: str
    id_token: str

    def settings(self, **changes: Any) -> IdentitySettings:
        given = {
            "issuer": f"https://cognito-idp.{REGION}.amazonaws.com/{self.pool_id}",
            "client_ids": self.client_id,
            "jwks_url": f"{self.url}/{self.pool_id}/.well-known/jwks.json",
        }
        return IdentitySettings(**given | changes)


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_listening(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"moto_server does not answer; it returned {process.poll()}")


@pytest.fixture(scope="module")
def pool(moto_url: str) -> Pool:
    cognito = boto3.client(
        "cognito-idp",
        region_name=REGION,
        endpoint_url=moto_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(proxies={}, retries={"max_attempts": 1}),
    )
    pool_id = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    client_id = client["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool_id, Username="ada", TemporaryPassword=PASSWORD)
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="ada", Password=PASSWORD, Permanent=True)
    cognito.create_group(UserPoolId=pool_id, GroupName="authors")
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username="ada", GroupName="authors")
    answer = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    return Pool(moto_url, pool_id, client_id, answer["AccessToken"], answer["IdToken"])


@pytest.fixture
async def authenticator(pool: Pool) -> AsyncIterator[Authenticator]:
    async with open_authenticator(pool.settings()) as authenticator:
        yield authenticator


async def refusal(authenticator: Authenticator, token: str) -> Reason:
    with pytest.raises(TokenRefused) as refused:
        await authenticator.authenticate(token)
    return refused.value.reason


def resigned(token: str, **changes: object) -> str:
    """The token with other claims, signed anew with moto's own key."""
    private = load_resource("cognitoidp/resources/jwks-private.json")
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    header = {"kid": jwt.get_unverified_header(token)["kid"]}
    return jwt.encode(kept, jwt.PyJWK(private, "RS256").key, "RS256", headers=header)


async def test_an_access_token_tells_who_is_calling(authenticator: Authenticator, pool: Pool) -> None:
    principal = await authenticator.authenticate(pool.access_token)
    assert (principal.kind, principal.username) == ("person", "ada")
    assert principal.groups == {"authors"}
    assert principal.scopes == {"aws.cognito.signin.user.admin"}
    assert principal.expires > time.time()


async def test_a_token_signed_anew_without_a_change_is_accepted(
    authenticator: Authenticator, pool: Pool
) -> None:
    assert (await authenticator.authenticate(resigned(pool.access_token))).username == "ada"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": f"https://cognito-idp.{REGION}.amazonaws.com/{REGION}_another"}, Reason.ISSUER),
        ({"client_id": "another-client"}, Reason.CLIENT),
        ({"client_id": None}, Reason.CLIENT),
        ({"aud": "another-client"}, Reason.CLIENT),
        ({"token_use": "id"}, Reason.TOKEN_USE),
        ({"exp": 1_000_000_000}, Reason.EXPIRED),
        ({"exp": None}, Reason.CLAIMS),
        ({"exp": "9999999999"}, Reason.CLAIMS),
        ({"nbf": 9_999_999_999}, Reason.NOT_YET_VALID),
        ({"iat": 9_999_999_999}, Reason.NOT_YET_VALID),
        ({"sub": None}, Reason.CLAIMS),
    ],
    ids=str,
)
async def test_one_changed_claim_is_refused_even_when_signed_by_the_pool(
    changes: dict[str, object], reason: Reason, authenticator: Authenticator, pool: Pool
) -> None:
    assert await refusal(authenticator, resigned(pool.access_token, **changes)) is reason


@pytest.mark.parametrize(
    "name", ["sub", "iss", "client_id", "token_use", "exp", "username", "cognito:groups", "jti"]
)
async def test_a_claim_changed_after_signing_is_refused(
    name: str, authenticator: Authenticator, pool: Pool
) -> None:
    header, _, signature = pool.access_token.split(".")
    claims = jwt.decode(pool.access_token, options={"verify_signature": False})
    claims[name] = claims[name] + 1 if isinstance(claims[name], int) else "changed"
    payload = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()
    assert await refusal(authenticator, f"{header}.{payload}.{signature}") is Reason.SIGNATURE


async def test_an_id_token_is_no_access_token(authenticator: Authenticator, pool: Pool) -> None:
    assert await refusal(authenticator, pool.id_token) is Reason.TOKEN_USE


async def test_another_pools_settings_refuse_the_token(pool: Pool) -> None:
    another = pool.settings(issuer=f"https://cognito-idp.{REGION}.amazonaws.com/{REGION}_another")
    async with open_authenticator(another) as authenticator:
        assert await refusal(authenticator, pool.access_token) is Reason.ISSUER
    async with open_authenticator(pool.settings(client_ids="another-client")) as authenticator:
        assert await refusal(authenticator, pool.access_token) is Reason.CLIENT
