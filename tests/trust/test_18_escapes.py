"""Row 18: 33 ways out of the sandbox that are known from elsewhere, and none leads out."""

import pytest
from jinja2 import TemplateError

from renderer.environment import Sandbox
from renderer.sources import Sources


class Thing:
    """A value with a method, whose globals would be a way out."""

    def method(self) -> str:
        return "fine"

    def __repr__(self) -> str:
        return "a thing"


ESCAPES = (
    "{{ ''.__class__ }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ().__class__.__base__.__subclasses__() }}", "{{ x.__init__.__globals__ }}", "{{ x['__class__'] }}",
    "{{ x['__cla' ~ 'ss__'] }}", "{{ x|attr('__class__') }}", "{{ [x]|map(attribute='__class__')|list }}",
    "{{ [x]|map('attr', '__class__')|list }}", "{{ [x]|sum(attribute='__class__', start='') }}",
    "{{ [x]|groupby('__class__') }}", "{{ [x]|sort(attribute='__class__.x')|list }}",
    "{{ [x]|selectattr('__class__.__name__', 'eq', 'Thing')|first }}",
    "{{ x.method.__func__ }}", "{{ x.method.__globals__ }}", "{{ x.method.__code__ }}",
    "{{ x.method.__self__.__class__ }}", "{{ range.__self__ }}", "{{ range.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}", "{{ dict.__base__ }}", "{{ dict.mro() }}",
    "{{ self.__init__.__globals__ }}", "{{ self._TemplateReference__context.environment }}",
    "{{ '{0.__class__}'.format(x) }}", "{{ '{x.__class__}'.format_map({'x': x}) }}",
    "{{ '{0.__class__}'.format.__call__(x) }}", "{{ ('%s' % x).__class__ }}", "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__ }}{{ joiner }}", "{% include '/etc/passwd' %}", "{% import 'os' as os %}",
    "{% autoescape false %}{{ '<script>' }}{% endautoescape %}",
)  # fmt: skip


def test_18_there_are_33() -> None:
    assert len(set(ESCAPES)) == 33


@pytest.mark.parametrize("template", ESCAPES)
def test_18_no_way_out(template: str) -> None:
    try:
        shown = Sandbox(Sources({"t.html": template})).get_template("t.html").render(x=Thing())
    except (TemplateError, TypeError):
        return

    assert "Undefined" in shown, "what it asked for is not there"
    assert "class" not in shown


def test_18_the_value_itself_can_be_used() -> None:
    sandbox = Sandbox(Sources({"t.html": "{{ x.method() }}"}))

    assert sandbox.get_template("t.html").render(x=Thing()) == "fine"
