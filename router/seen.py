"""The tasks shown lately, so that a page can be drawn again while the API is away."""

from router.caller import Caller
from router.task import NodeRecord, NodeTarget

REMEMBERED = 500  # tasks, each a few KB


class Seen:
    """What each caller was shown, for that caller only. Never used to decide anything."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], NodeRecord] = {}  # the oldest first

    def remember(self, target: NodeTarget, caller: Caller, record: NodeRecord) -> None:
        key = caller.principal.subject, target.url
        self._records.pop(key, None)
        self._records[key] = record
        if len(self._records) > REMEMBERED:
            del self._records[next(iter(self._records))]

    def recall(self, target: NodeTarget, caller: Caller) -> NodeRecord | None:
        return self._records.get((caller.principal.subject, target.url))
