"""Idempotency keys of executions: the same again gets the answer it got, and starts nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from api.bodies import NewExecution
from api.cipher import Cipher, Place
from api.faults import KeyTaken
from api.pool import Connection
from api.queries import SQL
from api.resources import Resources

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Key:
    """Whose key it is: callers do not share theirs."""

    caller: str
    text: str

    @property
    def place(self) -> Place:
        return Place("interface_execution_keys", "request", (self.caller, self.text))

    def parameters(self) -> dict[str, object]:
        return {"caller": self.caller, "key": self.text}


async def answered(use: Resources, key: Key, new: NewExecution) -> Answer | None:
    """What this key was answered, if it was used. Raises KeyTaken when something else was asked then."""
    async with use.database.connection() as connection:
        found = await (await connection.execute(SQL["find_execution_key"], key.parameters())).fetchone()
    if found is None:
        return None
    request, answer = found
    if use.cipher.decrypt(request, key.place) != _digest(new):
        raise KeyTaken
    known: Answer = answer
    return known


async def take(connection: Connection, cipher: Cipher, key: Key, new: NewExecution, answer: Answer) -> bool:
    """Note the answer in the transaction that makes it true. False when somebody else was faster."""
    request = cipher.encrypt(_digest(new), key.place)
    values = {**key.parameters(), "request": request, "answer": Jsonb(answer)}
    return bool((await connection.execute(SQL["take_execution_key"], values)).rowcount)


def _digest(new: NewExecution) -> bytes:
    text = json.dumps(new.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()
