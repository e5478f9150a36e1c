"""Patching and styles: what changes applies at once, under the policy, and the page is never without."""

from tests.browser.patching import NONCE, Tab


def test_a_new_style_element_applies_under_the_policy(tab: Tab) -> None:
    tab.show("<h1>Title</h1>", head=f'<style id="s" nonce="{NONCE}">h1 {{ color: red }}</style>')

    changed = '<style id="s" nonce="another">h1 { color: blue }</style>'
    added = '<style id="t" nonce="">h1 { margin: 7px }</style>'
    tab.patch("<h1>Title</h1>", head=changed + added)

    assert tab.page.eval_on_selector("h1", "h1 => getComputedStyle(h1).color") == "rgb(0, 0, 255)"
    assert tab.page.eval_on_selector("h1", "h1 => getComputedStyle(h1).margin") == "7px"


def test_a_style_that_is_the_same_stays_and_one_beside_it_changes(tab: Tab) -> None:
    base = f'<style nonce="{NONCE}">h1 {{ color: red }}</style>'
    beside = f'<style nonce="{NONCE}">h1 {{ margin: 1px }}</style>'
    tab.show("<h1>Old</h1>", base + beside)
    tab.mark("style")

    tab.patch("<h1>New</h1>", base + beside.replace("1px", "2px"))

    style = "h1 => [getComputedStyle(h1).color, getComputedStyle(h1).margin]"
    assert tab.page.eval_on_selector("h1", style) == ["rgb(255, 0, 0)", "2px"]
    assert tab.is_same("style")


def test_a_new_stylesheet_replaces_the_old_one_without_a_gap(tab: Tab) -> None:
    head = '<link rel="stylesheet" href="/x/-/red/style.css">'
    tab.show("<h1>Title</h1>", head)
    tab.page.evaluate(
        """() => {
          window.colours = [];
          const title = document.querySelector("h1");
          setInterval(() => colours.push(getComputedStyle(title).color), 0);
        }"""
    )

    tab.patch("<h1>Title</h1>", head.replace("red", "blue"))

    colours = tab.page.evaluate("[...new Set(colours), getComputedStyle(document.querySelector('h1')).color]")
    assert colours[-1] == "rgb(0, 0, 255)"
    assert set(colours) <= {"rgb(255, 0, 0)", "rgb(0, 0, 255)"}
    assert tab.page.locator("link[rel=stylesheet]").count() == 1


def test_a_stylesheet_that_cannot_be_loaded_leaves_the_old_one(tab: Tab) -> None:
    tab.show("<h1>Title</h1>", '<link rel="stylesheet" href="/x/-/red/style.css">')

    tab.page.evaluate("swapStylesheets(['/x/-/gone/style.css', '/x/-/blue/of-another-page.css'])")

    assert tab.page.eval_on_selector("h1", "h1 => getComputedStyle(h1).color") == "rgb(255, 0, 0)"
    assert tab.page.locator("link[rel=stylesheet]").count() == 1
