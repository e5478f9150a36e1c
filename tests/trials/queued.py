"""Row 33: the workflow engine is away while answers queue up; it comes back, is lost once more in the middle,
and the API is killed while it delivers. Everything arrives, the oldest first, each known by its id."""

from collections import Counter

from tests.api.receiver import SECRET, Receiver, running_receiver
from tests.api.running import RunningApi, Task
from tests.api.test_outbox import two_nodes
from tests.api.test_submissions import submit
from tests.support.serving import free_port, wait_until
from tests.trials.place import place
from tests.trials.table import Row
from typed.secret import SecretStr

LATER = 64  # places in the queue that one may be late: so many are on their way together, twice


def queued(times: int) -> Row:
    """`times` answers, two of each execution."""
    engine = free_port()
    targets = {
        "continuation_targets": f"engine=http://127.0.0.1:{engine}/hook",
        "continuation_secrets": SecretStr(SECRET),
    }
    with place() as ground:
        port = free_port()
        process = ground.api(port=port, **targets)
        people = ground.people(process)
        tasks = _answered(people, times)
        with running_receiver(engine) as receiver:
            wait_until(lambda: len(receiver.believed) >= times // 4, 300)
        with running_receiver(engine, receiver):
            wait_until(lambda: len(receiver.believed) >= times // 2, 300)
            process.kill()
            ground.api(port=port, **targets)
            wait_until(lambda: len(receiver.believed) >= times, 300)
            wait_until(lambda: people.query(WAITING) == [(0,)], 60)
    return _row(tasks, receiver)


WAITING = "SELECT count(*) FROM interface_outbox WHERE delivered_at IS NULL"


def _answered(people: RunningApi, times: int) -> list[Task]:
    interface = people.published()
    tasks = [task for _ in range(times // 2) for task in two_nodes(people, interface)]
    for task in tasks:
        assert submit(people.member, task, key="k").status_code == 200
    return tasks


def _row(tasks: list[Task], receiver: Receiver) -> Row:
    arrived = [told["data"]["node_uuid"] for told in receiver.believed.values()]
    places = {task.node: number for number, task in enumerate(tasks)}
    lost = places.keys() - set(arrived)
    doubled = [node for node, count in Counter(arrived).items() if count > 1]
    late = [node for number, node in enumerate(arrived) if abs(places[node] - number) > LATER]
    crossed = [
        first.node
        for first, second in zip(tasks[::2], tasks[1::2], strict=True)
        if arrived.index(first.node) > arrived.index(second.node)
    ]
    again = len(receiver.seen) - len(receiver.believed)
    told = f"{len(lost)} lost, {len(doubled)} doubled, {len(crossed)} crossed; {again} came twice, same id"
    wrong = len(lost) + len(doubled) + len(late) + len(crossed)
    return Row("33 queued while the engine was away", len(tasks), wrong, told)
