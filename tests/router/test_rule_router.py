"""A router that routes by its rules file."""

from collections import Counter
from pathlib import Path

import httpx2
import pytest

from router.errors import NotFound
from router.finder import finder_for
from router.settings import EdgeSettings
from tests.router.conftest import StartEdge
from tests.router.targets import TASK
from tests.router.test_urls import scope_of, settings
from tests.support.neighbour import Neighbour

RULES = """
[[rule]]
priority = 10
path_pattern = ["/old/*"]
redirect = { host = "new.example.com", path = "/new/#{path}", status = 301 }

[[rule]]
priority = 20
path_pattern = ["/teapot"]
http_request_method = ["GET"]
fixed_response = { status = 418, content_type = "text/html", body = "<p>short and stout" }

[[rule]]
priority = 30
path_pattern = ["/teapot", "/things*"]
forward = "api"

[default]
fixed_response = { status = 404 }
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    return file


def test_rules_redirect_answer_and_forward(
    start_edge: StartEdge, rules: Path, api_url: str, neighbour: Neighbour
) -> None:
    edge = start_edge(rules=rules, api_url=api_url)

    with httpx2.Client(base_url=edge.url) as http:
        moved, teapot = http.get("/old/a%20b?x=1"), http.get("/teapot")
        poured, other = http.post("/teapot", content=b"tea"), http.get(TASK)
        alive = http.get("/livez")

    port = edge.url.rpartition(":")[2]
    assert (moved.status_code, moved.headers["location"]) == (
        301,
        f"http://new.example.com:{port}/new/old/a%20b?x=1",
    )
    assert (teapot.status_code, teapot.headers["content-type"]) == (418, "text/html")
    assert teapot.text == "<p>short and stout"
    assert (poured.status_code, [each.target for each in neighbour.received]) == (200, ["/teapot"])
    assert (other.status_code, alive.status_code) == (404, 200)


def test_shares_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    shares = '{ group = "production", weight = 1 }, { group = "api", weight = 3 }'
    file.write_text(f"[default]\nforward = {{ groups = [{shares}] }}\n")
    finder = finder_for(settings("router", tmp_path, rules=file))
    scope = scope_of("GET", "/x")

    found = Counter(finder.find(scope)[0].handler.__name__ for _ in range(4000))

    assert set(found) == {"nothing", "handle"}
    assert 0.2 < found["nothing"] / 4000 < 0.3  # the chance of less or more is below 1e-12


def test_a_group_that_is_not_there_is_told_at_start(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('[default]\nforward = "green"\n')

    with pytest.raises(ValueError, match="forwards to green: there are api, preview, production"):
        settings("router", tmp_path, rules=file)


def test_a_file_with_faults_stops_the_start_with_all_of_them(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\npriority = 0\nforward = "api"\n[default]\n')

    with pytest.raises(ValueError, match=r"rules\.toml:2: .*at least 1"):
        settings("router", tmp_path, rules=file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="can be read"):
        settings("router", tmp_path, rules=tmp_path / "none.toml")


def test_what_nobody_knows_below_the_own_urls_is_not_found(tmp_path: Path) -> None:
    given: EdgeSettings = settings("router", tmp_path)

    with pytest.raises(NotFound):
        finder_for(given).find(scope_of("GET", "/livez/x"))
