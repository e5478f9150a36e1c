"""Pages of the engine itself: same look, no package."""

from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from renderer.branding import Branding
from renderer.environment import Sandbox
from renderer.sources import Sources
from renderer.style import SITE, icon
from renderer.texts import Texts, built_in

_BRANDING = Branding()


def render_site(template: str, **values: object) -> str:
    """One of the engine's pages. Every page takes `locale` ("en"), `theme` ("auto") and `nonce`.

    error: `status` (int), `name` (texts `problem.<name>`), `request_id`, `sign_in` (URL or "").
    signin: `action` (URL), `people` (a sequence of (id, name); texts `signin.<id>`).
    signed-out: `next` (where the issuer ends its session, or "").
    handover: `script` (URL), `origins` (of pages that may hand a token over, separated by spaces).
    gallery: `username`, `interfaces` (mappings `title`, `name`, `version`, `locales`, `url`, `faults`,
    `tasks`), `tasks` of no interface there is (mappings `title`, `url`, `assigned_to`).
    kept: `name`, `request_id`, `pairs` (what was posted, to be posted again), `sign_in` (URL or "").
    faults: `package`, `faults` (pairs of a Fault and its excerpt), `assets`, `events`, `shown`;
    fault_panel: the same list alone, a piece of HTML.
    """
    page = _environment().get_template(f"site/{template}.html")
    locale = str(values.get("locale", "en"))
    return page.render(
        values
        | {
            "t": Texts(locale, built_in(locale)),
            "style": Markup(SITE + _BRANDING.css),  # noqa: S704 - our own
            "icon": icon(_BRANDING.primary, "i"),
        }
    )


@cache
def _environment() -> Environment:
    return Sandbox(Sources())
