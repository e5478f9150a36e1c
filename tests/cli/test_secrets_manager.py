"""Settings out of AWS Secrets Manager, which moto plays."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from deploy.faults import Refused
from deploy.secrets_manager import revealed
from tests.cli.conftest import Interfaces

PLAIN, KEYS = "prod/database", "prod/keys"


@pytest.fixture(scope="module", autouse=True)
def aws() -> Iterator[dict[str, str]]:
    """What a process needs to find it. Two secrets: one plain, one with values by key."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    names = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        client = boto3.client("secretsmanager")
        client.create_secret(Name=PLAIN, SecretString="postgresql://somebody@host/name")
        client.create_secret(Name=KEYS, SecretString=json.dumps({"ring": "2026:abc", "number": 5}))
        yield names
    server.stop()


def test_what_names_a_secret_gets_its_text_and_everything_else_stays() -> None:
    arn = boto3.client("secretsmanager").describe_secret(SecretId=PLAIN)["ARN"]

    found = revealed(
        {
            "INTERFACES_DATABASE_URL": f"secretsmanager:{PLAIN}",
            "INTERFACES_GIT_URL": f"secretsmanager:{arn}",
            "INTERFACES_KEYS": f"secretsmanager:{KEYS}#ring",
            "INTERFACES_PUBLIC_URL": "https://interfaces.example.com",
            "SOMEBODY_ELSES": f"secretsmanager:{PLAIN}",
        }
    )

    url = "postgresql://somebody@host/name"
    assert found == {
        "INTERFACES_DATABASE_URL": url,
        "INTERFACES_GIT_URL": url,
        "INTERFACES_KEYS": "2026:abc",
    }


def test_all_that_cannot_be_had_is_told_and_nothing_of_what_can() -> None:
    wrong = ("prod/nothing", f"{KEYS}#none", f"{KEYS}#number", f"{PLAIN}#key")

    with pytest.raises(Refused) as refused:
        revealed({f"INTERFACES_{number}": f"secretsmanager:{place}" for number, place in enumerate(wrong)})

    assert refused.value.what.splitlines() == [
        "INTERFACES_0: the secret prod/nothing cannot be read (ResourceNotFoundException)",
        "INTERFACES_1: the secret prod/keys is no JSON object with the key none",
        "INTERFACES_2: the key number of the secret prod/keys is no text",
        "INTERFACES_3: the secret prod/database is no JSON object with the key key",
    ]


def test_a_manager_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    with pytest.raises(Refused, match=r"cannot be read \(EndpointConnectionError\)"):
        revealed({"INTERFACES_KEYS": f"secretsmanager:{KEYS}#ring"})


def test_a_command_reads_them_before_anything_else(interfaces: Interfaces) -> None:
    done = interfaces("migrate", database_url="secretsmanager:prod/nothing")

    assert done.returncode == 1
    assert "INTERFACES_DATABASE_URL: the secret prod/nothing cannot be read" in done.stderr
