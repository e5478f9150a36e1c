"""What people may do here, by the groups of their tokens. A group without a role allows nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal, get_args

from identity.principal import Principal
from typed.record import dataclass

Role = Literal["preview", "publish", "manage", "audit"]
ROLES: frozenset[Role] = frozenset(get_args(Role))

# Whoever has one of these sees interfaces and their previews. Authors have them all, and do not audit.
BUILDING: frozenset[Role] = frozenset({"preview", "publish", "manage"})

Given = Mapping[str, frozenset[Role]]


@dataclass(frozen=True)
class Roles:
    """Authors' groups, and the roles of further groups."""

    authors: frozenset[str]
    given: Given = field(default_factory=dict)

    def of(self, who: Principal) -> frozenset[Role]:
        """The roles of all groups of a person. Machines have none: their scopes say what they may."""
        if who.kind != "person":
            return frozenset()
        found = BUILDING if self.authors & who.groups else frozenset()
        return found.union(*(self.given.get(group, frozenset()) for group in who.groups))


def parse_given(text: str) -> Given:
    """`reviewers=preview,releasers=preview+publish` as a table. Raises ValueError."""
    found: dict[str, frozenset[Role]] = {}
    for entry in filter(None, map(str.strip, text.split(","))):
        name, _, roles = entry.rpartition("=")
        group = name.strip()
        if not group or group in found:
            raise ValueError("must name each group once, such as reviewers=preview,auditors=audit")
        found[group] = _roles(roles.split("+"))
    return found


def _roles(names: Iterable[str]) -> frozenset[Role]:
    known = {str(role): role for role in ROLES}
    try:
        return frozenset(known[name.strip()] for name in names)
    except KeyError:
        raise ValueError(f"must give roles of {', '.join(sorted(known))}, joined by +") from None
