"""A client's look: few design tokens, checked for contrast, given to the page as CSS custom properties."""

from typing import Annotated, Literal

from pydantic import Field

from renderer.manifest import Declared
from renderer.shape import Shape

Colour = Annotated[str, Shape(r"#[0-9a-fA-F]{6}", '"#0a7c66"')]

# What the primary colour is used on: the page and the cards of the base stylesheet.
LIGHT_SURFACES = ("#ffffff", "#f5f6f8")
DARK_SURFACES = ("#14171c", "#1d2128")
CONTRAST = 4.5  # WCAG 2.2 AA for text

_FONTS = {
    "sans": 'Inter, "Helvetica Neue", Arial, "Noto Sans", sans-serif',
    "serif": 'Georgia, Cambria, "Noto Serif", "Times New Roman", serif',
    "system": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
}


class Branding(Declared):
    """`branding.json`. `logo` is a path below `assets/`, or empty; `radius` is in CSS pixels."""

    name: Annotated[str, Field(max_length=80)] = ""
    logo: str = ""
    primary: Colour = "#1d5fbf"
    primary_dark: Colour | None = None
    radius: Annotated[int, Field(ge=0, le=24)] = 8
    font: Literal["sans", "serif", "system"] = "system"

    @property
    def dark(self) -> str:
        """The primary colour on dark surfaces: as given, or the first lighter tint with enough contrast."""
        return self.primary_dark or _lightened(self.primary)

    @property
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


def _lightened(colour: str) -> str:
    for share in range(0, 101, 4):
        tint = "#" + "".join(f"{c + (255 - c) * share // 100:02x}" for c in _channels(colour))
        if all(contrast(tint, surface) >= CONTRAST for surface in DARK_SURFACES):
            return tint
    return "#ffffff"
