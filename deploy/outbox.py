"""The outbox as the command line shows it: what waits for a workflow engine, what is dead, try it again."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from deploy.faults import Refused
from deploy.local.client import Client

PAGE = 100
Say = Callable[[str], None]


def tell(api: Client, state: str, say: Say) -> None:
    """One line for each message of this state, the oldest first."""
    for each in _all(api, state):
        about = f"{each['execution_uuid']}/{each['node_uuid']}"
        how = f"{each['attempts']} attempts  {each['last_fault'] or ''}".rstrip()
        say(f"{each['message_id']}  {each['created_at'][:19]}  {each['kind']}  {about}  {how}")


def retry(api: Client, message: str, say: Say) -> None:
    """Send one message again, or with `all` every dead one."""
    chosen = [each["message_id"] for each in _all(api, "dead")] if message == "all" else [message]
    for each in chosen:
        api.post(f"/outbox/{each}/retry", {})
        say(f"{each} is sent again.")
    if not chosen:
        raise Refused("No message is dead.", "See what waits: interfaces outbox list")


def _all(api: Client, state: str) -> Iterator[Mapping[str, Any]]:
    after = ""
    while True:
        page = api.get(f"/outbox?state={state}&limit={PAGE}{after}")["messages"]
        yield from page
        if len(page) < PAGE:
            return
        after = f"&after={page[-1]['message_id']}"
