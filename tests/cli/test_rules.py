"""`interfaces rules`: checked, explained, brought over."""

import json
from pathlib import Path

from tests.cli.conftest import Interfaces

FILE = """
[[rule]]
name = "new forms"
priority = 10
host_header = ["new.example.com"]
forward = "green"

[default]
forward = "blue"
"""
LISTING = {
    "Rules": [
        {
            "Priority": "1",
            "IsDefault": False,
            "Conditions": [{"Field": "path-pattern", "Values": ["/i/*"]}],
            "Actions": [{"Type": "forward", "TargetGroupArn": "arn:aws:e:r:1:targetgroup/Forms/0a1b"}],
        },
        {
            "Priority": "default",
            "IsDefault": True,
            "Conditions": [],
            "Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
        },
    ]
}


def test_the_shipped_rules_are_fine(interfaces: Interfaces) -> None:
    done = interfaces("rules", "check")

    assert done.returncode == 0
    assert "/i/*/*/* -> forward to production" in done.stdout


def test_a_request_is_explained(interfaces: Interfaces, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(FILE)

    done = interfaces("rules", "explain", "get", "/x", "-H", "Host: new.example.com", "--rules", "rules.toml")

    assert done.stdout.splitlines() == [
        "   10 new forms: yes, host-header new.example.com",
        "-> forward to green",
    ]


def test_faults_are_told_with_their_lines(
    interfaces: Interfaces, process: Interfaces, tmp_path: Path
) -> None:
    (tmp_path / "rules.toml").write_text(FILE.replace("new.example.com", "new"))

    checked = process("rules", "check", "rules.toml")
    explained = interfaces("rules", "explain", "GET", "/", "--rules", "rules.toml")

    assert (checked.returncode, explained.returncode) == (1, 1)
    assert checked.stdout.startswith("rules.toml:2: has the host-header 'new'.")
    assert "interfaces rules check rules.toml" in explained.stderr


def test_rules_are_brought_over(interfaces: Interfaces, tmp_path: Path) -> None:
    (tmp_path / "listing.json").write_text(json.dumps(LISTING))

    done = interfaces("rules", "import", "listing.json")
    (tmp_path / "rules.toml").write_text(done.stdout)

    assert 'forward = "forms"' in done.stdout
    assert interfaces("rules", "check", "rules.toml").returncode == 0


def test_what_is_no_listing_is_told(interfaces: Interfaces, tmp_path: Path) -> None:
    (tmp_path / "listing.json").write_text("{")
    (tmp_path / "other.json").write_text("{}")

    for file in ("listing.json", "other.json", "missing.json"):
        done = interfaces("rules", "import", file)
        assert done.returncode == 1
        assert file in done.stderr
