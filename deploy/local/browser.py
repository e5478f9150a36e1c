"""Opening the person's browser."""

import os
import sys
import webbrowser


def show_page(url: str) -> None:
    """Open a browser where there is a desktop; a text browser would take the terminal over."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def show_nothing(_url: str) -> None:
    """The page is not wanted in a browser."""
