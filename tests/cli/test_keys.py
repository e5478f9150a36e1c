"""`interfaces keys`: a new key takes over while the API runs."""

from base64 import b64encode
from uuid import UUID

from api.cipher import Cipher
from api.keyring import open_keys
from api.nodes import NodeKey
from tests.api.conftest import api, issuer, origin
from tests.api.origin import ANSWER
from tests.api.running import KEYS, RunningApi
from tests.api.test_submissions import submit
from tests.cli.conftest import Interfaces
from tests.support.postgres import database_url, databases

__all__ = ["api", "database_url", "databases", "issuer", "origin"]


def test_everything_is_brought_under_the_new_key_and_the_old_one_can_go(
    interfaces: Interfaces, process: Interfaces, api: RunningApi
) -> None:
    """Row 27."""
    api.task(continuation={"a": 1}, assigned_user_id="x")
    waiting = api.task()
    api.member.put(f"{waiting.path}/draft", json={"draft": {"note": "half"}})
    made = interfaces("keys", "new").stdout.strip()
    ring = {"keys": f"{made},{KEYS}", "database_url": api.settings.database_url.get_secret_value()}
    before = interfaces("keys", "list", **ring).stdout

    rotated = process("keys", "rotate", **ring)
    again = interfaces("keys", "rotate", **ring)

    assert "test  old  5 values" in before
    assert rotated.returncode == 0, rotated.stdout
    assert rotated.stdout.splitlines()[-1].startswith("5 values are now under")
    assert again.stdout.splitlines()[-1].startswith("0 values")
    assert "test  old  0 values" in interfaces("keys", "list", **ring).stdout
    ((context,),) = api.query("SELECT context FROM interface_tasks WHERE node_uuid = %s", waiting.node)
    place = NodeKey(UUID(waiting.execution), UUID(waiting.node)).place("interface_tasks", "context")
    assert b"Chairs" in Cipher(open_keys(made)).decrypt(context, place)
    acts = api.query(
        "SELECT facts->>'values' FROM interface_audit WHERE what = 'keys rotated' ORDER BY position"
    )
    assert acts == [("5",), ("0",)]


def test_what_cannot_be_read_is_counted_and_left_alone(interfaces: Interfaces, api: RunningApi) -> None:
    submit(api.member, api.task(), ANSWER)
    other = f"other:{b64encode(bytes(32)).decode()}"
    before = api.query("SELECT context FROM interface_tasks")

    rotated = interfaces(
        "keys", "rotate", keys=other, database_url=api.settings.database_url.get_secret_value()
    )

    assert rotated.returncode == 1
    assert "0 values are now under other; 3 could not be read." in rotated.stdout
    assert api.query("SELECT context FROM interface_tasks") == before
