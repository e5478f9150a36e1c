"""A client's look: few design tokens, checked for contrast, given to the page as CSS custom properties."""

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Annotated, Literal

from renderer.declared import declared, near
from renderer.documents import Documents
from typed.model import Model
from typed.notes import Length, Limits, Shape

Colour = Annotated[str, Shape(r"#[0-9a-fA-F]{6}", '"#0a7c66"')]

# What the primary colour is used on: the page and the cards of the base stylesheet.
LIGHT_SURFACES = ("#ffffff", "#f5f6f8")
DARK_SURFACES = ("#14171c", "#1d2128")
CONTRAST = 4.5  # WCAG 2.2 AA for text
LOGO_KINDS = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")

_FONTS = {
    "sans": 'Inter, "Helvetica Neue", Arial, "Noto Sans", sans-serif',
    "serif": 'Georgia, Cambria, "Noto Serif", "Times New Roman", serif',
    "system": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
}


class Branding(Model):
    """`branding.json`. `logo` is a path below `assets/`, or empty; `radius` is in CSS pixels."""

    name: Annotated[str, Length(most=80)] = ""
    logo: str = ""
    primary: Colour = "#1d5fbf"
    primary_dark: Colour | None = None
    radius: Annotated[int, Limits(ge=0, le=24)] = 8
    font: Literal["sans", "serif", "system"] = "system"

    @property
    def dark(self) -> str:
        """The primary colour on dark surfaces: as given, or the nearest tint that can be read there."""
        return self.primary_dark or _readable(self.primary, DARK_SURFACES)

    @cached_property
    def css(self) -> str:
        """A `:root` rule: `--primary-light`, `--on-primary-light`, both as `-dark`, `--radius`, `--font`."""
        tokens = {
            "primary-light": self.primary,
            "on-primary-light": text_on(self.primary),
            "primary-dark": self.dark,
            "on-primary-dark": text_on(self.dark),
            "radius": f"{self.radius}px",
            "font": _FONTS[self.font],
        }
        return ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"


def read_branding(documents: Documents) -> Branding:
    """`branding.json`, or the plain look when there is none."""
    if "branding.json" not in documents.files:
        return Branding()
    values = documents.json("branding.json")
    branding = declared(Branding, documents, "branding.json", values) if values is not None else None
    for key, message, fix in complaints(branding or Branding(), documents.below("assets/")):
        documents.fault_at("branding.json", (key,), message, fix)
    return branding or Branding()


def complaints(branding: Branding, assets: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """The key, the message and the way out of what is wrong with tokens that are each well-formed."""
    if branding.logo and branding.logo not in assets:
        images = sorted(path for path in assets if path.endswith(LOGO_KINDS))
        yield "logo", f"assets/{branding.logo} is missing.", near(branding.logo, images, "Images there")
    elif branding.logo and not branding.logo.endswith(LOGO_KINDS):
        yield "logo", f"{branding.logo} is no image.", f"Use one of {', '.join(LOGO_KINDS)}."
    yield from _faint("primary", branding.primary, LIGHT_SURFACES, "darker")
    if branding.primary_dark:
        yield from _faint("primary_dark", branding.primary_dark, DARK_SURFACES, "lighter")


def _faint(key: str, colour: str, surfaces: tuple[str, ...], way: str) -> Iterator[tuple[str, str, str]]:
    surface = min(surfaces, key=lambda surface: contrast(colour, surface))
    ratio = contrast(colour, surface)
    if ratio < CONTRAST:
        message = f"{colour} on {surface} has a contrast of {ratio:.2f}, below {CONTRAST}."
        yield key, message, f"Make it {way}, for example {_readable(colour, surfaces)}."


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(background: str) -> str:
    """Black or white, whichever is read better; one of them always has a contrast of 4.5 or more."""
    return max("#ffffff", "#000000", key=lambda text: contrast(text, background))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _readable(colour: str, surfaces: tuple[str, ...]) -> str:
    """The nearest tint (on dark surfaces) or shade (on light ones) of a colour that can be read."""
    goal = 255 if surfaces is DARK_SURFACES else 0
    for share in range(0, 101, 2):
        mixed = "#" + "".join(f"{c + (goal - c) * share // 100:02x}" for c in _channels(colour))
        if all(contrast(mixed, surface) >= CONTRAST for surface in surfaces):
            return mixed
    return "#ffffff" if goal else "#000000"
