"""Whether a registry entry's config and branding fit its package."""

from typing import Any

from api.faults import Mistake
from renderer.customise import customisation_faults
from renderer.package import Package


def mistakes_in(package: Package, config: dict[str, Any], branding: dict[str, Any]) -> list[Mistake]:
    """Everything wrong with them. Unknown keys too: what nobody reads is a misspelling."""
    faults = customisation_faults(package, config, branding)
    return [Mistake(f"/{fault.file}", "customisation", f"{fault.message} {fault.fix}") for fault in faults]
