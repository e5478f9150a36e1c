"""Everything that is counted. Labels take few values, never an id, a path or what somebody typed."""

from typed.record import dataclass

Labels = tuple[str, ...]
Totals = dict[str, dict[Labels, list[float]]]  # by metric and labels; all of it can be added up


@dataclass(frozen=True)
class Metric:
    """Something counted, or with `bounds` a duration in seconds: the buckets' upper ends."""

    name: str
    help: str
    labels: Labels = ()
    bounds: tuple[float, ...] = ()
    keeps_values: bool = False  # whether the latest values are kept one by one


@dataclass(frozen=True)
class Gauge:
    """How something is now: looked at when it is asked for."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LONG = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)

REQUEST_SECONDS = Metric(
    "interfaces_request_seconds",
    "Requests by method, route (the URL's template) and status; 0: the caller went away.",
    ("method", "route", "status"),
    _QUICK,
)
GIT_FETCHES = Metric("interfaces_git_fetches", "Fetches of the packages repository.", ("outcome",))
RELOAD_SECONDS = Metric(
    "interfaces_reload_seconds", "From a noticed change to previews showing it.", (), _QUICK, True
)
RENDER_SECONDS = Metric("interfaces_render_seconds", "Drawing the page of a task.", (), _QUICK, True)
SUBMISSIONS = Metric("interfaces_submissions", "Answers that were stored.")
PUBLICATION_SECONDS = Metric(
    "interfaces_publication_seconds",
    "From the request of a publication to its end.",
    ("outcome",),
    _LONG,
    True,
)
PROCESS_STARTS = Metric("interfaces_process_starts", "Processes begun; replaced workers included.")

ALL = (
    REQUEST_SECONDS,
    GIT_FETCHES,
    RELOAD_SECONDS,
    RENDER_SECONDS,
    SUBMISSIONS,
    PUBLICATION_SECONDS,
    PROCESS_STARTS,
)
