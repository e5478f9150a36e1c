"""Templates that would never end, or take all memory, or fill the disk: each inside the page's content."""

from tests.renderer.good import FILES

_GROW = (
    "{% set ns = namespace(x=START) %}{% for i in range(60) %}{% set ns.x = STEP %}{% endfor %}"
    "{{ ns.x|length }}"
)
_PAGE = '{% extends "base.html" %}\n{% block content %}\n@\n{% endblock %}\n'
LINE = 3  # on which they stand

RUNAWAYS = {
    "loops in loops": "{% for i in range(9999) %}" * 4 + "{% endfor %}" * 4,
    "sorting for ever": "{% for i in range(9999) %}{% set x = range(9999)|sort(reverse=true) %}{% endfor %}",
    "text that doubles": _GROW.replace("START", "'abcd'").replace("STEP", "ns.x ~ ns.x"),
    "list that doubles": _GROW.replace("START", "[1, 2]").replace("STEP", "ns.x + ns.x"),
    "text replaced by more": _GROW.replace("START", "'aaaa'").replace("STEP", "ns.x.replace('a', 'aaaa')"),
    "a constant to compile": "{{ 'aaaa'" + "|replace('a', 'aaaaaaaa')" * 12 + "|length }}",
    "padding": "{{ '1'.zfill(10**9)|length }}",
    "formatting": "{{ '{:>1000000000}'.format(1)|length }}",
    "tabs": "{{ '\\t'.expandtabs(10**9)|length }}",
    "bytes of a number": "{{ (1).to_bytes(10**9)|length }}",
    "indented JSON": "{{ range(9999)|list|tojson(indent=1000000)|length }}",
    "a macro without end": "{% macro m(n) %}{{ m(n) ~ m(n) }}{% endmacro %}{% for i in range(9999) %}"
    "{% for j in range(9999) %}{% set x = [i] * 9999 %}{% endfor %}{% endfor %}{{ m(1) }}",
}  # fmt: skip

PAGE_TOO_LARGE = "{% for i in range(600) %}{{ 'x' * 9999 }}{% endfor %}"


def with_page(content: str) -> dict[str, str]:
    """A package without another fault, whose page shows `content`."""
    return {**FILES, "templates/page.html": _PAGE.replace("@", content)}
