"""The few elements in which two pages differ, as browsers are sent them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.parts import DEEPEST, LARGEST, Drawn, differing

FORM = '<form><label for="a">A</label><input id="a"><label for="b">B</label><input id="b"></form>' * 3

# Around each difference there is another, and so on.
LAYERS = "<div>" * 50 + "<p>{0}</p>" + FORM + "{0}</div>" * 50


def page(main: str, title: str = "T", head: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><!-- <p> --><header>H</header><main>{main}</main></body></html>"
    )


def parts(old: str, new: str) -> list[tuple[str, str]] | None:
    """Paths as `1/2.0/2` and HTML."""
    found = differing(Drawn(old), Drawn(new))
    if found is None:
        return None
    return [(".".join(f"{number}/{count}" for number, count in path), html) for path, html in found]


def test_the_same_page_has_no_parts() -> None:
    assert parts(page("<h1>A</h1>"), page("<h1>A</h1>")) == []


def test_a_heading_and_a_title_are_two_parts() -> None:
    old, new = page(f"<h1>A</h1>{FORM}", "A"), page(f"<h1>B</h1>{FORM}", "B")

    assert parts(old, new) == [("0/2.1/2", "<title>B</title>"), ("1/2.1/2.0/4", "<h1>B</h1>")]


def test_a_field_is_the_element_around_what_differs() -> None:
    old = page(f"<div><p>Days <b>2</b></p><p>Weeks</p></div>{FORM}")
    new = page(f"<div><p>Days of <b>2</b></p><p>Weeks</p></div>{FORM}")

    assert parts(old, new) == [("1/2.1/2.0/4.0/2", "<p>Days of <b>2</b></p>")]


def test_where_elements_come_or_go_it_is_the_one_around_them() -> None:
    old, new = page(f"<ul><li>a</li></ul>{FORM}"), page(f"<ul><li>a</li><li>b</li></ul>{FORM}")

    assert parts(old, new) == [("1/2.1/2.0/4", "<ul><li>a</li><li>b</li></ul>")]


def test_an_attribute_brings_its_element() -> None:
    old, new = page(f'<p class="a">x<br>y</p>{FORM}'), page(f'<p class="b > c">x<br>y</p>{FORM}')

    assert parts(old, new) == [("1/2.1/2.0/4", '<p class="b > c">x<br>y</p>')]


def test_tables_choices_and_drawings_are_told_as_a_whole() -> None:
    for around in ("<table><tr><td>{}</td></tr></table>", "<svg><g><path/><text>{}</text></g></svg>"):
        old, new = (page(around.format(value) + FORM) for value in "ab")

        assert parts(old, new) == [("1/2.1/2.0/4", around.format("b"))]


def test_what_the_stream_itself_keeps_account_of_is_no_part() -> None:
    script = '<script data-events="/e" data-shown="{}"></script>'

    assert parts(page(FORM, head=script.format("one")), page(FORM, head=script.format("two"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (page(FORM, head="<style>a{}</style>"), page(FORM, head="<style>b{}</style>")),
        (page(FORM, head='<link href="a">'), page(FORM, head='<link href="b">')),
        (page(FORM), page(FORM).replace('lang="en"', 'lang="de"')),
        (page(FORM + "<p>a</p>"), page(FORM + "<p><script>a</script></p>")),
        (page("<p>a" + FORM), page("<p>b" + FORM)),
        (page("<p>a</b></p>" + FORM), page("<p>c</b></p>" + FORM)),
        (page("<div/>a" + FORM), page("<div/>b" + FORM)),
        (page("a < b" + FORM), page("a < c" + FORM)),
        (page(FORM + "<p>a</p><i><!-- ></i>"), page(FORM + "<p>c</p><i><!-- ></i>")),
        (page('<p class="a>a</p>' + FORM), page('<p class="a>b</p>' + FORM)),
        (page("a" + FORM) + "<p></p>", page("b" + FORM) + "<p></p>"),
        (page("<p>a</p>"), page("<p>" + "b" * 200 + "</p>")),
        (page("<i>" * DEEPEST + "a" + "</i>" * DEEPEST), page("<i>" * DEEPEST + "b" + "</i>" * DEEPEST)),
        (page("a" * LARGEST), page("a" * LARGEST + "b")),
        ("", page(FORM)),
        (page(LAYERS.format("a") + FORM * 20), page(LAYERS.format("b") + FORM * 20)),
    ],
    ids=[
        "a style", "a link", "the root", "a script", "no end", "another's end", "a slash", "a bare bracket",
        "an open comment", "an open quote", "two roots", "nearly all", "very deep", "very long",
        "nothing before", "differing on every level",
    ],
)  # fmt: skip
def test_otherwise_the_page_is_shown_as_a_whole(old: str, new: str) -> None:
    assert parts(old, new) is None


def test_a_name_that_only_begins_like_one_that_is_not_changed_in_place() -> None:
    old, new = (page(f"<header>{text}</header>{FORM}") for text in "ab")

    assert parts(old, new) == [("1/2.1/2.0/4", "<header>b</header>")]


trees = st.recursive(
    st.sampled_from(["a", "b", "<br>", '<input value=">">', "<!-- </p> -->", "&lt;"]),
    lambda inside: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["p", "div", "em"]),
        st.lists(inside, max_size=3).map("".join),
    ),
    max_leaves=8,
)


@given(trees, trees)
def test_the_parts_put_in_their_places_make_the_new_page(old: str, new: str) -> None:
    before, after = Drawn(page(f"<div>{old}</div>{FORM}")), Drawn(page(f"<div>{new}</div>{FORM}"))

    found = differing(before, after)

    assert found is not None
    html = before.html
    for path, part in reversed(found):
        element = before.root
        assert element is not None
        for number, count in path:
            assert len(element.children) == count
            element = element.children[number]
        html = html[: element.start] + part + html[element.end :]
    assert html == after.html
