"""The gate: what would be published, judged against what is live, with every reason at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from renderer.assets import Asset
from renderer.changes import Change, branding_changes, entry_changes, field_changes, text_changes
from renderer.check import check_package
from renderer.compatibility import Finding, compare
from renderer.faults import Fault, PackageFaults
from renderer.fixtures import Fixture
from renderer.markup import difference
from renderer.package import Package
from renderer.page import PageInfo, View, render_done, render_page
from renderer.too_much import Draw, plainly
from typed.record import dataclass

GROWN = 1.25  # a part that grew by more than this, and by more than LARGE bytes, is told
LARGE = 10 * 1024

_OPEN = PageInfo(url="", asset_root="/i/-/", nonce="gate")
_DONE = replace(_OPEN, status="submitted")


@dataclass(frozen=True)
class Size:
    """Bytes before and after; 0 before when it is new."""

    what: str
    before: int
    after: int

    @property
    def has_grown(self) -> bool:
        return bool(self.before) and self.after > max(self.before * GROWN, self.before + LARGE)


@dataclass(frozen=True)
class Shown:
    """How one example looks other than before: a unified diff of its open page and of its done page."""

    fixture: str
    locale: str
    page: tuple[str, ...]
    done: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Everything the gate found. Plain values throughout: orjson writes it as it is."""

    package: str
    live: str  # digest; empty when nothing is live
    candidate: str
    passes: bool  # no faults: it may be published
    compatible: bool  # answers and contexts that fit the live release fit this one
    faults: tuple[Fault, ...]
    response: tuple[Finding, ...]
    context: tuple[Finding, ...]
    texts: tuple[Change, ...]
    fields: tuple[Change, ...]
    branding: tuple[Change, ...]
    fixtures: tuple[Change, ...]
    sizes: tuple[Size, ...]
    shown: tuple[Shown, ...]
    pages: int  # that were drawn
    submissions: int  # that were tried


def judge(live: Package | None, candidate: Package, drawing: Draw = plainly) -> Verdict:
    """Draw every example in every locale, try its submissions, and compare with what is live, if anything."""
    report = check_package(candidate, drawing=drawing)
    response = compare(live.schema.document, candidate.schema.document) if live else ()
    context = compare(live.context_schema.document, candidate.context_schema.document, False) if live else ()
    return Verdict(
        package=candidate.name,
        live=live.digest if live else "",
        candidate=candidate.digest,
        passes=not report.faults,
        compatible=not any(finding.breaking for finding in (*response, *context)),
        faults=report.faults,
        response=response,
        context=context,
        texts=tuple(text_changes(live, candidate)),
        fields=tuple(field_changes(live, candidate)) if live else (),
        branding=tuple(branding_changes(live, candidate)) if live else (),
        fixtures=tuple(entry_changes(live.fixtures, candidate.fixtures, "the example")) if live else (),
        sizes=tuple(_sizes(live, candidate, drawing)),
        shown=tuple(_shown(live, candidate, drawing)) if live else (),
        pages=report.pages,
        submissions=report.submissions,
    )


def _sizes(live: Package | None, candidate: Package, drawing: Draw) -> Iterator[Size]:
    """Of the first example's page, of all assets as browsers get them, and of each that has grown."""
    pages = [
        _drawn(package, candidate.default_fixture, candidate.default_locale, drawing)[0]
        for package in (live, candidate)
    ]
    yield Size("page", *(len(page.encode()) for page in pages))
    old, new = (_weights(package.assets) if package else {} for package in (live, candidate))
    yield Size("assets", sum(old.values()), sum(new.values()))
    for path in sorted(new):
        if (size := Size(path, old.get(path, 0), new[path])).has_grown:
            yield size


def _weights(assets: Mapping[str, Asset]) -> dict[str, int]:
    return {
        path: min(len(body) for body in (asset.body, *asset.variants.values()))
        for path, asset in assets.items()
    }


def _shown(live: Package, candidate: Package, drawing: Draw) -> Iterator[Shown]:
    """The candidate's examples, drawn by both: what differs is the package's doing, not the data's."""
    for fixture in candidate.fixtures.values():
        for locale in candidate.manifest.locales:
            before, after = (_drawn(package, fixture, locale, drawing) for package in (live, candidate))
            page, done = difference(before[0], after[0]), difference(before[1], after[1])
            if page or done:
                yield Shown(fixture.id, locale, page, done)


def _drawn(package: Package | None, fixture: Fixture, locale: str, drawing: Draw) -> tuple[str, str]:
    """The open and the done page; empty where the package cannot draw this example."""
    if package is None or not package.context_schema.is_valid(fixture.context):
        return "", ""
    view = View(locale, fixture.context, fixture.viewer, _OPEN, answers=fixture.draft)
    try:
        done = replace(view, page=_DONE)
        return drawing(render_page, package, view), drawing(render_done, package, done)
    except PackageFaults:
        return "", ""
