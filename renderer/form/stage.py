"""Where in a form with steps a page stands."""

from collections.abc import Mapping
from dataclasses import field

from renderer.form.steps import Flow
from renderer.ui import CHECK, Step
from typed.record import dataclass


@dataclass(frozen=True)
class Stage:
    """`at` is the id of a step or CHECK. `addresses`: where each step is changed; without one by a button."""

    flow: Flow
    at: str
    addresses: Mapping[str, str] = field(default_factory=dict)

    @property
    def step(self) -> Step | None:
        """None on the check."""
        return self.flow.step(self.at)

    @property
    def is_check(self) -> bool:
        return self.at == CHECK

    @property
    def number(self) -> int:
        """Counted from 1; the check is the last."""
        return self.flow.ids.index(self.at) + 1

    @property
    def count(self) -> int:
        return len(self.flow.ids)
