"""Loading a package, and laying the registry's wishes over it."""

import time
from pathlib import Path

import pytest

from renderer.branding import contrast
from renderer.customise import customisation_faults
from renderer.faults import PackageFaults
from renderer.package import Package, load, load_folder
from renderer.tree import tree_digest
from tests.renderer.good import FILES, FOLDER, as_bytes, write


@pytest.fixture(scope="module")
def package() -> Package:
    return load(as_bytes(FILES), FOLDER)


def test_a_folder_becomes_a_package_with_all_its_parts(tmp_path: Path) -> None:
    package = load_folder(write(tmp_path))

    assert package.name == "@webapp/interface-leave-request"
    assert package.folder == FOLDER
    assert package.digest == tree_digest(as_bytes(FILES))
    assert [action.id for action in package.manifest.actions] == ["approve", "reject"]
    assert package.default_locale == "en"
    assert package.texts["de"]("greeting", name="Ada") == "Ada möchte Urlaub"
    assert package.default_fixture.title == "Five days"
    assert package.assets["logo.svg"].media_type == "image/svg+xml"
    assert package.schema.is_valid({"action": "approve", "days": 5})
    assert package.context_schema.is_valid({"employee": "Grace"})


def test_what_editors_leave_counts_for_the_digest_of_a_commit_but_is_not_read() -> None:
    files = as_bytes(FILES) | {
        ".gitattributes": b"* text=auto",
        "assets/.DS_Store": b"x",
        "locales/en.json~": b"{",
    }

    package = load(files, FOLDER)

    assert package.digest == tree_digest(files)
    assert list(package.assets) == ["logo.svg"]


def test_optional_files_may_be_left_out() -> None:
    files = {path: body for path, body in as_bytes(FILES).items() if path not in ("ui.json", "branding.json")}

    package = load(files, FOLDER)

    assert package.ui.order == ()
    assert package.branding.logo == ""


def test_a_package_is_loaded_fast() -> None:
    """Its own work, without what draws the form; the bound is wide because test machines are shared."""
    files = as_bytes(FILES)
    load(files, FOLDER)

    times = []
    for _ in range(5):
        started = time.thread_time()
        load(files, FOLDER)
        times.append(time.thread_time() - started)

    assert min(times) < 0.05


def test_registry_values_are_laid_over_the_packages_own(package: Package) -> None:
    config = {"title": "Time off", "texts": {"de": {"fields.days": "Arbeitstage"}}}

    customised = package.customised(config, {"primary": "#7a1f5c", "radius": 0})

    assert customised.manifest.title == "Time off"
    assert customised.texts["de"]("fields.days") == "Arbeitstage"
    assert customised.texts["de"]("fields.kind") == "Art"
    assert customised.texts["en"]("fields.days") == "Days"
    assert (customised.branding.primary, customised.branding.radius) == ("#7a1f5c", 0)
    assert customised.branding.logo == "logo.svg"
    assert package.manifest.title == "t:title"
    assert package.texts["de"]("fields.days") == "Tage"


def test_no_wishes_are_the_package_itself(package: Package) -> None:
    assert package.customised({}, {}) is package


def test_the_same_wishes_are_worked_out_once(package: Package) -> None:
    one = package.customised({"title": "A", "texts": {}}, {"radius": 2})
    other = package.customised({"texts": {}, "title": "A"}, {"radius": 2})

    assert one is other
    assert package.customised({"title": "B"}, {}) is not one


def test_wishes_without_end_do_not_fill_the_memory(package: Package) -> None:
    kept = [package.customised({}, {"name": f"Client {number}"}) for number in range(100)]

    assert len({one.branding.name for one in kept}) == 100
    assert len(package._customised) <= 32


def test_a_new_primary_colour_gets_a_dark_variant_of_its_own() -> None:
    branded = FILES | {"branding.json": '{"primary": "#0a6c56", "primary_dark": "#5fd0b5"}'}
    package = load(as_bytes(branded), FOLDER)

    customised = package.customised({}, {"primary": "#7a1f5c"})

    assert customised.branding.primary_dark is None
    assert contrast(customised.branding.dark, "#14171c") >= 4.5
    assert package.customised({}, {"radius": 1}).branding.primary_dark == "#5fd0b5"


def test_what_another_version_knew_does_not_break_this_one(package: Package) -> None:
    config = {
        "title": "A",
        "colour": "red",
        "texts": {"fr": {"title": "T"}, "en": {"gone": "x", "title": "T"}},
    }

    customised = package.customised(config, {"slogan": "x"})

    assert customised.manifest.title == "A"
    assert customised.texts["en"]("title") == "T"
    assert "gone" not in customised.texts["en"]


@pytest.mark.parametrize(
    ("config", "branding", "fault"),
    [
        ({"title": 5}, {}, "config: 'title' is 5. Give text in quotes."),
        ({"title": "t:gone"}, {}, "config: 'title' starts with 't:'. Write the title itself."),
        ({"texts": {"en": "x"}}, {}, "config: 'texts.en' is 'x'. Give an object."),
        ({"texts": {"en": {"title": None}}}, {}, "config: 'texts.en.title' is None. Give text in quotes."),
        (
            {},
            {"primary": "#7fd0b5"},
            "branding: 'primary': #7fd0b5 on #f5f6f8 has a contrast of 1.68, below 4.5.",
        ),
        ({}, {"logo": "other.svg"}, "branding: 'logo': assets/other.svg is missing."),
        ({}, {"radius": 99}, "branding: 'radius' is 99. Give at most 24."),
    ],
)
def test_wrong_wishes_are_refused(
    package: Package, config: dict[str, object], branding: dict[str, object], fault: str
) -> None:
    with pytest.raises(PackageFaults) as caught:
        package.customised(config, branding)

    assert [str(one)[: len(fault)] for one in caught.value.faults] == [fault]
    assert [str(one)[: len(fault)] for one in customisation_faults(package, config, branding)] == [fault]


@pytest.mark.parametrize(
    ("config", "branding", "fault"),
    [
        ({"titel": "A"}, {}, "config: has an unknown key 'titel'. Did you mean 'title'?"),
        ({"texts": {"fr": {}}}, {}, "config: 'texts.fr' is for no locale of this package. Locales: de, en."),
        (
            {"texts": {"en": {"titel": "A"}}},
            {},
            "config: 'texts.en' changes 'titel', which is no text. Did you",
        ),
        ({}, {"primry": "#000000"}, "branding: has an unknown key 'primry'. Did you mean 'primary'?"),
    ],
)
def test_wishes_for_what_is_not_there_are_told_when_they_are_made(
    package: Package, config: dict[str, object], branding: dict[str, object], fault: str
) -> None:
    assert [str(one)[: len(fault)] for one in customisation_faults(package, config, branding)] == [fault]
    package.customised(config, branding)
