"""What evaluators of content policies call severe: a way in for a script or a frame that is not ours."""

import re

FALLBACKS = ("default-src", "base-uri", "form-action", "frame-ancestors")
SOURCES = ("script-src", "style-src", "img-src", "font-src", "connect-src", "frame-src")
_SCHEMES = ("https:", "http:", "blob:", "filesystem:")
_NONCE = re.compile(r"'nonce-[A-Za-z0-9_-]{22,}'")
_WORDS = ("self", "none", "unsafe-inline", "unsafe-eval", "strict-dynamic")


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";")]
    assert len({part[0] for part in parts}) == len(parts), "a directive that is repeated is ignored"
    return {part[0]: part[1:] for part in parts}


def severe(policy: dict[str, list[str]]) -> list[str]:
    """Every fault that would let a foreign script run, or a foreign page frame this one."""
    faults = [f"no {name}" for name in FALLBACKS if name not in policy]
    faults += [f"{name} is no directive" for name in policy if name not in (*FALLBACKS, *SOURCES)]
    sources = [(name, source) for name in policy for source in policy[name]]
    faults += [f"{name} {source}" for name, source in sources if _is_severe(name, source)]
    faults += [f"{name} lets something in" for name in FALLBACKS[:2] if policy.get(name) != ["'none'"]]
    scripts = policy.get("script-src", [])
    if not scripts or not all(map(_NONCE.fullmatch, scripts)):
        faults.append("scripts by place, or a nonce that can be guessed")
    return faults


def _is_severe(name: str, source: str) -> bool:
    """Of any place, of any content, or a keyword whose quotes were forgotten: then it is a host."""
    if source == "data:":
        return name != "img-src"
    return "*" in source or "unsafe" in source or source in _SCHEMES or source in _WORDS
