"""Design tokens: contrast, dark variants, CSS."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import renderer
from renderer.branding import (
    CONTRAST,
    DARK_SURFACES,
    LIGHT_SURFACES,
    Branding,
    contrast,
    read_branding,
    text_on,
)
from renderer.documents import Documents

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#123456", "#123456", 1),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(one, other) == contrast(other, one)


@given(colours)
def test_text_on_any_colour_can_be_read(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= CONTRAST


@given(colours)
def test_the_derived_dark_variant_of_any_colour_can_be_read(colour: str) -> None:
    dark = Branding(primary=colour).dark

    assert all(contrast(dark, surface) >= CONTRAST for surface in DARK_SURFACES)


def test_a_given_dark_variant_is_kept() -> None:
    assert Branding(primary="#0a6c56", primary_dark="#5fd0b5").dark == "#5fd0b5"


def test_the_plain_look_can_be_read() -> None:
    assert all(contrast(Branding().primary, surface) >= CONTRAST for surface in LIGHT_SURFACES)


def test_colours_are_checked_against_the_surfaces_of_the_base_stylesheet() -> None:
    css = (Path(renderer.__file__).parent / "static" / "base.css").read_text()
    used = set(re.findall(r"--(?:page|surface|sunken):\s*(#[0-9a-f]{6})", css))

    assert used == {*LIGHT_SURFACES, *DARK_SURFACES}


def test_tokens_become_custom_properties() -> None:
    css = Branding(primary="#0a6c56", radius=4, font="serif").css

    properties = dict(re.findall(r"--([a-z-]+):([^;]+);", css))
    assert properties["primary-light"] == "#0a6c56"
    assert properties["on-primary-light"] == "#ffffff"
    assert properties["radius"] == "4px"
    assert "serif" in properties["font"]
    assert properties.keys() >= {"primary-dark", "on-primary-dark"}


def faults(text: str, assets: tuple[str, ...] = ()) -> list[str]:
    documents = Documents({"branding.json": text.encode(), **{f"assets/{path}": b"" for path in assets}})
    read_branding(documents)
    return sorted(map(str, documents.faults))


def test_faint_colours_are_refused_with_one_that_can_be_read() -> None:
    told = faults('{\n"primary": "#7fd0b5",\n"primary_dark": "#0a3c36"}')

    assert [fault.split(". ")[0] for fault in told] == [
        "branding.json:2: #7fd0b5 on #f5f6f8 has a contrast of 1.68, below 4.5",
        "branding.json:3: #0a3c36 on #1d2128 has a contrast of 1.32, below 4.5",
    ]
    for fault, surfaces in zip(told, (LIGHT_SURFACES, DARK_SURFACES), strict=True):
        proposed = fault[-8:-1]
        assert all(contrast(proposed, surface) >= CONTRAST for surface in surfaces)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"logo": "logo.svg"}', "branding.json:1: assets/logo.svg is missing. Did you mean 'logos.svg'?"),
        ('{"logo": "style.css"}', "branding.json:1: style.css is no image. Use one of .svg"),
        ('{\n"primary": "green"}', "branding.json:2: 'primary' is 'green'. Write it like \"#0a7c66\"."),
        ('{\n"radius": 25}', "branding.json:2: 'radius' is 25. Give at most 24."),
        ('{\n"colour": "#fff"}', "branding.json:2: has an unknown key 'colour'."),
        ('{"font": "Comic"}', "branding.json:1: 'font' is 'Comic'. Allowed: sans, serif, system."),
    ],
)
def test_wrong_tokens_are_refused(text: str, fault: str) -> None:
    told = faults(text, ("logos.svg", "style.css"))

    assert [one[: len(fault)] for one in told] == [fault]


def test_no_branding_file_is_the_plain_look() -> None:
    assert read_branding(Documents({})) == Branding()
