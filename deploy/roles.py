"""What the API's database role may do: everything it needs, and nothing to the audit but add to it."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from deploy.database import database_url, told

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_NARROWER: Mapping[str, str] = {
    "interface_audit": "SELECT, INSERT",
    "interface_audit_chain": "SELECT, INSERT",
    "interface_migrations": "SELECT",
    "workflow_execution_nodes": "SELECT, INSERT, UPDATE",
}
_TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v')
   AND (relname LIKE 'interface\\_%' OR relname = 'workflow_execution_nodes')
"""


def grant(role: str) -> None:
    """Give an existing role its rights, and take away what it has beyond them. Safe to repeat."""
    with told(), psycopg.connect(database_url(), connect_timeout=5) as connection:
        tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
        for table in tables:
            names = sql.Identifier(table), sql.Identifier(role)
            rights = sql.SQL(_NARROWER.get(table, _ALL))
            connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(*names))
            connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(rights, *names))
