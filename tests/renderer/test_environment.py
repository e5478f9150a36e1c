"""The sandbox of package templates: data comes in, text goes out, and nothing runs away."""

import pytest
from jinja2 import TemplateError, UndefinedError
from jinja2.exceptions import SecurityError

from renderer.environment import Sandbox, bring, compiled, packed
from renderer.sources import Sources
from renderer.texts import Texts


def render(template: str, **context: object) -> str:
    return Sandbox(Sources({"t.html": template})).get_template("t.html").render(context)


def test_values_are_escaped() -> None:
    assert render("{{ x }}", x="<b>") == "&lt;b&gt;"


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("{{ ctx.vendor }}", ctx={})


def test_keys_come_before_methods() -> None:
    assert render("{{ ctx.items }}{{ ctx.values }}", ctx={"items": 3, "values": 4}) == "34"
    assert render("{% for key, value in ctx.items() %}{{ key }}{% endfor %}", ctx={"a": 1}) == "a"


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ x.__init__.__globals__ }}",
    "{{ x|attr('__class__') }}",
    "{{ x['__class__'] }}",
    "{{ ().__class__.__base__.__subclasses__() }}",
    "{{ range.__self__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ '{0.__class__}'.format(x) }}",
    "{{ x.f.__code__ }}",
    "{{ x.f.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler }}",
    "{% include '/etc/passwd' %}",
    "{% include '../page.html' %}",
    "{% import 'os' as os %}",
    "{{ d.update({'a': 1}) }}",
    "{{ l.append(1) }}",
    "{{ d.clear() }}",
]


@pytest.mark.parametrize("template", ESCAPES)
def test_no_way_out(template: str) -> None:
    class Thing:
        def f(self) -> None: ...

    given = {"a": 1}, [1]
    with pytest.raises(TemplateError):
        render(template, x=Thing(), d=given[0], l=given[1])
    assert given == ({"a": 1}, [1])


@pytest.mark.parametrize(
    "template",
    ["{{ 'x' * 10**8 }}", "{{ 10**8 * 'x' }}", "{{ [1] * 100000 }}", "{{ 9**(9**9) }}", "{{ 2.0**1000 }}",
     "{{ range(10001)|list }}", "{{ range(0, 10**9)|length }}", "{{ '%9999999d' % 1 }}",
     "{{ ('x' * 9999) * 9999 }}", "{{ (10**60)**60 * (10**60)**60 }}"],
)  # fmt: skip
def test_nothing_grows_without_bound(template: str) -> None:
    with pytest.raises(SecurityError):
        render(template)


def test_ordinary_sums_work() -> None:
    assert (
        render("{{ 3 * 4 }} {{ 2**8 }} {{ 7 % 4 }} {{ '-' * 3 }} {{ range(3)|list }}")
        == "12 256 3 --- [0, 1, 2]"
    )


@pytest.mark.parametrize(
    "name", ["center", "format", "pprint", "indent", "wordwrap", "batch", "slice", "random"]
)
def test_filters_that_pad_or_reach_are_not_there(name: str) -> None:
    with pytest.raises(TemplateError, match=name):
        render(f"{{{{ 'x'|{name} }}}}")


def test_the_same_text_is_compiled_once() -> None:
    assert compiled("{{ x }}", "a.html") is compiled("{{ x }}", "a.html")


def test_a_code_that_was_brought_is_taken_instead_of_compiling() -> None:
    text = "brought {{ x }}"
    code = packed({"a.html": text})[text, "a.html"]
    compiled.cache_clear()

    bring({(text, "b.html"): code})

    assert compiled(text, "b.html").co_filename.endswith("a.html"), "it is the other one's code"
    assert compiled("{{ x }}", "b.html").co_filename.endswith("b.html")


def test_moments_are_told_on_the_clocks_of_the_person() -> None:
    shown = render(
        "{{ '2026-03-04T09:30:00Z'|datetime }}", t=Texts("de", {}), viewer={"zone": "Europe/Berlin"}
    )

    assert shown == "4. März 2026, 10:30 Mitteleuropäische Zeit"


@pytest.mark.parametrize(
    ("template", "english", "german"),
    [
        ("{{ '2026-03-04'|date }}", "March 4, 2026", "4. März 2026"),
        (
            "{{ '2026-03-04T09:30:00Z'|datetime }}",
            "March 4, 2026, 9:30\u202fAM UTC",
            "4. März 2026, 09:30 UTC",
        ),
        ("{{ '2026-03-04T09:30'|datetime }}", "March 4, 2026, 9:30\u202fAM", "4. März 2026, 09:30"),
        ("{{ 1234.5|number }}", "1,234.5", "1.234,5"),
        ("{{ 1234.5|money('EUR') }}", "€1,234.50", "1.234,50\xa0€"),
        ("{{ 'soon'|date }} {{ none|money('EUR') }} {{ [1]|number }}", "soon None [1]", "soon None [1]"),
    ],
)
def test_dates_and_numbers_are_written_as_in_the_locale(template: str, english: str, german: str) -> None:
    assert render(template, t=Texts("en", {})).replace("9:30 AM", "9:30\u202fAM") == english
    assert render(template, t=Texts("de", {})) == german
