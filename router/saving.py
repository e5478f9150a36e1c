"""Keeping answers for later, without overwriting what another tab has saved meanwhile."""

from renderer.form.decode import Answers
from renderer.form.steps import asked, merged, share
from router.caller import Caller
from router.errors import ApiUnavailable, EdgeError
from router.request import EdgeRequest
from router.task import PLACE, NodeTarget, Status
from router.task_page import TaskPage
from router.tasks import Changed, Closed, Saved
from typed.record import dataclass

_ATTEMPTS = 5  # each time somebody else was faster with another part of the form


class DraftChanged(EdgeError):
    """The answers that a page asks for were saved elsewhere since. `drawn` knows what is there now."""

    def __init__(self, drawn: TaskPage) -> None:
        super().__init__()
        self.drawn = drawn


class ClosedMeanwhile(EdgeError):
    """The task takes no answers any more."""

    def __init__(self, status: Status) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Saving:
    """What a page has to save: its step's answers, and the name of the saved ones it was drawn from."""

    request: EdgeRequest
    target: NodeTarget
    caller: Caller
    step: str
    known: str  # empty: unknown, so nothing is to be noticed

    async def save(self, drawn: TaskPage, answers: Answers, place: str = "") -> TaskPage:
        """The page of the saved task; `place` is the step where the person goes on.

        Raises DraftChanged, ClosedMeanwhile, or what `Tasks.save` raises.
        """
        tasks = self.request.resources.tasks
        for _ in range(_ATTEMPTS):
            self.check(drawn, answers)
            names = asked(drawn.package, self.step)
            draft = merged(names, drawn.record.answers, answers)
            draft = {**draft, PLACE: place} if place else draft
            match await tasks.save(self.target, self.caller, draft, drawn.record.draft_version):
                case Saved(version):
                    record = drawn.record.saved(draft, version)
                    self.request.resources.seen.remember(self.target, self.caller, record)
                    return drawn.with_record(record)
                case Closed(status):
                    raise ClosedMeanwhile(status)
                case Changed():
                    drawn = drawn.with_record(await tasks.open(self.target, self.caller))
        raise ApiUnavailable("the draft changes all the time")

    def check(self, drawn: TaskPage, answers: Answers) -> None:
        """Raises DraftChanged when what is saved is neither what the page knew nor what it has to save."""
        if not self.known or self.known == drawn.known(self.step):
            return
        names = asked(drawn.package, self.step)
        if share(names, answers) != share(names, drawn.record.answers):
            raise DraftChanged(drawn)
