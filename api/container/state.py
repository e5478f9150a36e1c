"""What a deployment is doing: small facts that a publication's record keeps."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, get_args

Step = Literal["build", "rollout"]
Status = Literal["running", "done", "failed"]
Note = Callable[[Status, str, str], "State"]  # status, detail, reference; step and subject are known


@dataclass(frozen=True)
class State:
    """One thing that happened. `subject`: the project or the service; `reference`: AWS's id of the build or
    of the rollout, by which it is found again, "" before there is one; `detail`: for people, and
    after a failure what to do."""

    step: Step
    status: Status
    subject: str
    detail: str
    when: datetime
    reference: str

    def record(self) -> dict[str, str]:
        """As JSON; `when` in ISO 8601."""
        return {**asdict(self), "when": self.when.isoformat()}

    @staticmethod
    def of(record: Mapping[str, Any]) -> "State":
        """A state from its record. Raises ValueError when it is none."""
        if record.get("step") not in get_args(Step) or record.get("status") not in get_args(Status):
            raise ValueError("This is not the record of a deployment's state.")
        return State(**{**record, "when": datetime.fromisoformat(record["when"])})
