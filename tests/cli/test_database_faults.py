"""What the database refuses is told as it is, with the way out; a wrong URL is told as that."""

import psycopg
import pytest

from deploy.database import told
from deploy.faults import Refused
from tests.support.postgres import blank_database_url, databases

__all__ = ["blank_database_url", "databases"]


@pytest.mark.parametrize(
    ("statement", "what", "fix"),
    [
        ("SELECT 1 FROM interface_audit", 'relation "interface_audit" does not exist', "interfaces migrate"),
        ("SET ROLE pg_monitor; CREATE TABLE public.t ()", "permission denied", "owner"),
        ("SELECT 1/0", "division by zero (22012)", "log"),
        ("SELEC 1", "syntax error", "log"),
    ],
)
def test_the_databases_own_words_are_told(
    blank_database_url: str, statement: str, what: str, fix: str
) -> None:
    with pytest.raises(Refused) as refused, told(), psycopg.connect(blank_database_url) as connection:
        connection.execute(statement.encode())

    assert what in refused.value.what
    assert fix in refused.value.fix
    assert "URL" not in refused.value.what


@pytest.mark.parametrize("url", ["canary", "postgresql://host/name?canary=1"])
def test_what_is_no_url_is_told_as_that(url: str) -> None:
    with pytest.raises(Refused) as refused, told():
        psycopg.connect(url)

    assert refused.value.what == "INTERFACES_DATABASE_URL is no Postgres URL."
