"""Who may do what. The only place that decides it."""

from dataclasses import dataclass

from identity.principal import Principal
from identity.roles import Role, Roles


@dataclass(frozen=True)
class Access:
    """The client's rules: which groups have which roles, which scope lets a machine start workflows."""

    roles: Roles
    workflow_scope: str

    def has_any(self, who: Principal, *wanted: Role) -> bool:
        """Whether a person has one of these roles."""
        return not self.roles.of(who).isdisjoint(wanted)

    def may_start(self, who: Principal) -> bool:
        """Start executions and hand out the URLs of their nodes."""
        return self.has_any(who, "manage") or (who.kind == "machine" and self.workflow_scope in who.scopes)

    def may_open(self, who: Principal, assigned_to: str | None) -> bool:
        """See a node, save its draft, submit it: people only, and only the one it is assigned to, if any."""
        return who.kind == "person" and assigned_to in (None, who.subject)

    def may_reread(self, who: Principal, assigned_to: str | None, submitted_by: str) -> bool:
        """Get a copy of a submitted answer: who sent it, and who it was asked of."""
        return who.kind == "person" and who.subject in (assigned_to, submitted_by)
