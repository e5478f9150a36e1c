"""The tasks shown lately, so that a page can be drawn again while the API is away."""

from cachetools import LRUCache

from router.caller import Caller
from router.task import NodeRecord, NodeTarget

REMEMBERED = 500  # tasks, each a few KB


class Seen:
    """What each caller was shown, for that caller only. Never used to decide anything."""

    def __init__(self) -> None:
        self._records: LRUCache[tuple[str, NodeTarget], NodeRecord] = LRUCache(REMEMBERED)

    def remember(self, target: NodeTarget, caller: Caller, record: NodeRecord) -> None:
        self._records[caller.principal.subject, target] = record

    def recall(self, target: NodeTarget, caller: Caller) -> NodeRecord | None:
        return self._records.get((caller.principal.subject, target))
