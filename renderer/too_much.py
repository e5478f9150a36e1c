"""What a template may take before it is stopped, and how that is told."""

from collections.abc import Callable

from renderer.faults import Fault, PackageFaults
from renderer.package import Package
from renderer.page import View
from typed.record import dataclass

SECONDS = 2.0  # that drawing a page may take
MEMORY = 512 * 1024**2  # bytes of the process that draws
LARGEST_PAGE = 5 * 1024**2  # bytes of HTML

_WAY_OUT = "Templates show data: loop over less of it, or prepare it where the task is made."

Render = Callable[[Package, View], str]
Pace = Callable[[float], None]  # says that what follows may take this many seconds
Draw = Callable[[Render, Package, View], str]


def too_slow(place: tuple[str, int] = (".", 0)) -> Fault:
    return Fault(*place, f"takes longer than {SECONDS:g} s to draw.", _WAY_OUT)


def too_hungry(place: tuple[str, int] = (".", 0)) -> Fault:
    return Fault(*place, f"takes more than {MEMORY // 1024**2} MB of memory to draw.", _WAY_OUT)


def within_size(folder: str, html: str) -> str:
    """`html` itself. Raises PackageFaults when it is larger than a page may be."""
    size = len(html) if len(html) > LARGEST_PAGE else len(html.encode())
    if size <= LARGEST_PAGE:
        return html
    message = f"draws a page of more than {LARGEST_PAGE // 1024**2} MB."
    raise PackageFaults(folder, [Fault(".", 0, message, _WAY_OUT)])


def plainly(render: Render, package: Package, view: View) -> str:
    """Draw where nothing needs to be stopped."""
    return render(package, view)


@dataclass(frozen=True)
class Bounded:
    """Draws pages one by one, each with its own time and size."""

    pace: Pace

    def __call__(self, render: Render, package: Package, view: View) -> str:
        self.pace(SECONDS)
        return within_size(package.folder, render(package, view))
