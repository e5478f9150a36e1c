"""A router in front of targets that a test plays."""

from pathlib import Path

from tests.router.conftest import RunningEdge, StartEdge

TOKEN = "0123456789abcdef0123456789abcdef"


def routed(
    start_edge: StartEdge, folder: Path, *targets: str, more: str = "", forward: str = ""
) -> RunningEdge:
    """Everything goes to the group `blue` of these targets; `more` is said of it, `forward` of the rule."""
    listed = ", ".join(f'"{url}"' for url in targets)
    action = forward or 'forward = "blue"'
    file = folder / "rules.toml"
    file.write_text(f"[group.blue]\ntargets = [{listed}]\n{more}\n[default]\n{action}\n")
    return start_edge(rules=file, router_token=TOKEN, git_url="", api_url="")


def operator() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}
