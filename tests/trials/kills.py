"""Row 35: kill -9 at each step of a publication. People get the whole old or the whole new release, and the
next start completes what was begun."""

import time
from collections import Counter
from itertools import cycle, islice

import httpx2

from tests.api.held import Held, wait_for_held
from tests.api.origin import FOLDER, package_files
from tests.api.running import RunningApi, Task
from tests.support.forked import Forked
from tests.trials.place import Place, place
from tests.trials.table import Row

STEPS = ("fetch", "gate", "merge", "flip", "announce")
PLACES = [(step, status) for step in STEPS for status in ("running", "done")]  # recorded, or about to be


def kills(times: int) -> Row:
    """Kill the API in the middle of `times` publications, at each place in turn; one process a round."""
    wrong: Counter[str] = Counter()
    slowest = 0.0
    with place() as ground:
        process = ground.api()
        interface = ground.people(process).published()
        for number, (step, status) in enumerate(islice(cycle(PLACES), times)):
            process, seconds, fault = _round(ground, process, interface, (step, status), number)
            slowest = max(slowest, seconds)
            wrong.update([f"{step} {status}: {fault}"] if fault else [])
    told = f"all {len(PLACES)} places; healed within {slowest:.1f} s of the restart; {dict(wrong) or ''}"
    return Row("35 kill -9 while publishing: 0 mixed, 0 lost", times, wrong.total(), told.rstrip("; "))


def _round(
    ground: Place, process: Forked, interface: str, where: tuple[str, str], number: int
) -> tuple[Forked, float, str]:
    people = ground.people(process)
    old = people.author.get(f"/interfaces/{interface}").json()["live"]["digest"]
    task = people.task(interface)
    new = ground.origin.digest(ground.origin.commit(package_files(f"2.{number}.0"), "dev"))
    with Held(ground.database, *where).held():
        url = people.author.post(f"/interfaces/{interface}/publish").json()["publication_url"]
        wait_for_held(ground.database, 60)
        process.kill()
    mixed = _mixed(people, interface, (old, new))
    restarted, begun = ground.api(), time.monotonic()
    people = ground.people(restarted)
    ended = people.ended(url)
    faults = [mixed, _mixed(people, interface, (new,)), _opened(people, task, (old, new))]
    if ended["state"] != "done":
        faults.append(f"it ended as {ended['state']}: {ended['steps'][-1]}")
    if ground.origin.git("rev-parse", f"main:packages/{FOLDER}") != new:
        faults.append("main does not hold it")
    return restarted, time.monotonic() - begun, "; ".join(filter(None, faults))


def _mixed(people: RunningApi, interface: str, digests: tuple[str, ...]) -> str:
    """What does not fit in what is live, by the pointer, the record and the registry; empty when all does."""
    row = people.query(
        "SELECT p.digest, p.git_commit = r.git_commit_hash AND p.version = r.interface_version"
        "  FROM interface_registry r JOIN interface_live l USING (interface_uuid)"
        "  JOIN interface_publications p USING (publication_id) WHERE r.interface_uuid = %s",
        interface,
    )
    return "" if row and row[0][0] in digests and row[0][1] else f"live is {row}, not one of {digests}"


def _opened(people: RunningApi, task: Task, digests: tuple[str, ...]) -> str:
    """What is wrong when a person opens the task and answers it."""
    node = people.member.get(task.read_path).json()
    answer = {"response_data": {"action": "approve", "note": "fine"}}
    done: httpx2.Response = people.member.patch(f"{task.path}/submit", json=answer)
    whole = node["release"]["digest"] in digests and done.status_code == 200
    return "" if whole else f"the task got {node['release']} and its answer {done.status_code}"
