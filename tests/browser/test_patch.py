"""The page is patched in place: renderer/static/patch.js in a real browser, on pages made for it."""

from playwright.sync_api import expect

from tests.browser.patching import Tab, field


def test_a_label_changes_and_the_elements_stay(tab: Tab) -> None:
    tab.show(field("vendor") + field("total"))
    tab.mark("#f-vendor")

    tab.patch(field("vendor", label="Supplier") + field("total"))

    expect(tab.page.get_by_text("Supplier")).to_be_visible()
    assert tab.is_same("#f-vendor")


def test_typed_text_stays_in_fields_with_and_without_focus(tab: Tab) -> None:
    tab.show(field("vendor", "from the draft") + field("total"))
    tab.page.fill("#f-vendor", "typed before")
    tab.page.fill("#f-total", "typing here")

    tab.patch(field("vendor", "another draft", "New") + field("total", "12", "New"))

    expect(tab.page.locator("#f-vendor")).to_have_value("typed before")
    expect(tab.page.locator("#f-total")).to_have_value("typing here")
    expect(tab.page.locator("#f-total")).to_be_focused()


def test_a_field_nobody_touched_shows_its_new_value(tab: Tab) -> None:
    tab.show(field("vendor", "old"))

    tab.patch(field("vendor", "new"))

    expect(tab.page.locator("#f-vendor")).to_have_value("new")


def test_a_field_typed_back_to_its_old_value_is_untouched(tab: Tab) -> None:
    tab.show(field("vendor", "old"))
    tab.page.fill("#f-vendor", "something else")
    tab.page.fill("#f-vendor", "old")

    tab.patch(field("vendor", "new"))

    expect(tab.page.locator("#f-vendor")).to_have_value("new")


def test_the_cursor_and_the_selection_stay(tab: Tab) -> None:
    tab.show(field("vendor"))
    tab.page.fill("#f-vendor", "0123456789")
    tab.page.eval_on_selector("#f-vendor", "input => input.setSelectionRange(2, 5)")

    tab.patch(f"<h1>New</h1>{field('vendor', label='New')}")

    selection = "input => [input.selectionStart, input.selectionEnd]"
    assert tab.page.eval_on_selector("#f-vendor", selection) == [2, 5]
    expect(tab.page.locator("#f-vendor")).to_be_focused()


def test_text_and_focus_survive_that_the_field_becomes_another_element(tab: Tab) -> None:
    tab.show(field("note"))
    tab.page.fill("#f-note", "a long story")
    tab.page.eval_on_selector("#f-note", "input => input.setSelectionRange(2, 6)")

    tab.patch(
        '<div class="field"><label for="f-note">L</label><textarea id="f-note" name="note"></textarea></div>'
    )

    note = tab.page.locator("textarea#f-note")
    expect(note).to_have_value("a long story")
    expect(note).to_be_focused()
    assert note.evaluate("field => [field.selectionStart, field.selectionEnd]") == [2, 6]


def test_text_survives_a_move_into_another_group(tab: Tab) -> None:
    tab.show(f"<fieldset>{field('vendor')}</fieldset><section></section>")
    tab.page.fill("#f-vendor", "typed")

    tab.patch(f"<fieldset></fieldset><section>{field('vendor')}</section>")

    expect(tab.page.locator("section #f-vendor")).to_have_value("typed")
    expect(tab.page.locator("#f-vendor")).to_be_focused()


def test_new_fields_before_and_between_leave_the_others_alone(tab: Tab) -> None:
    tab.show(field("a") + field("b"))
    tab.mark("#f-a")
    tab.mark("#f-b")
    tab.page.fill("#f-b", "typed")

    tab.patch(field("new") + field("a") + field("newer") + field("b"))

    assert tab.is_same("#f-a")
    assert tab.is_same("#f-b")
    expect(tab.page.locator("#f-b")).to_have_value("typed")
    assert tab.page.locator("input").evaluate_all("all => all.map(input => input.name)") == [
        "new",
        "a",
        "newer",
        "b",
    ]


def test_reordered_fields_keep_focus(tab: Tab) -> None:
    tab.show(field("a") + field("b") + field("c"))
    tab.page.fill("#f-a", "typed")
    tab.mark("#f-a")

    tab.patch(field("c") + field("b") + field("a"))

    assert tab.is_same("#f-a")
    expect(tab.page.locator("#f-a")).to_be_focused()
    expect(tab.page.locator("#f-a")).to_have_value("typed")


def test_chosen_boxes_and_options_stay(tab: Tab) -> None:
    def choices(title: str) -> str:
        return f"""<p>{title}</p>
            <input type="checkbox" name="colours" value="red" id="r" checked>
            <input type="checkbox" name="colours" value="blue" id="b">
            <input type="radio" name="size" value="s" id="s" checked>
            <input type="radio" name="size" value="m" id="m">
            <select name="country" id="c"><option value="de">DE</option>
              <option value="at">AT</option></select>"""

    tab.show(choices("Old"))
    tab.page.uncheck("#r")
    tab.page.check("#b")
    tab.page.check("#m")
    tab.page.select_option("#c", "at")

    tab.patch(choices("New").replace('value="s" id="s" checked', 'value="s" id="s"'))

    expect(tab.page.get_by_text("New")).to_be_visible()
    expect(tab.page.locator("#r")).not_to_be_checked()
    expect(tab.page.locator("#b")).to_be_checked()
    expect(tab.page.locator("#m")).to_be_checked()
    expect(tab.page.locator("#c")).to_have_value("at")


def test_a_choice_that_is_no_longer_offered_goes(tab: Tab) -> None:
    tab.show('<select name="c" id="c"><option value="de">DE</option><option value="at">AT</option></select>')
    tab.page.select_option("#c", "at")

    tab.patch('<select name="c" id="c"><option value="de">DE</option><option value="ch">CH</option></select>')

    expect(tab.page.locator("#c")).to_have_value("de")


def test_what_the_person_opened_stays_open(tab: Tab) -> None:
    tab.show("<details id=d><summary>More</summary>Old</details>")
    tab.page.click("summary")

    tab.patch("<details id=d><summary>More</summary>New</details>")

    expect(tab.page.get_by_text("New")).to_be_visible()


def test_the_scroll_position_stays(tab: Tab) -> None:
    rows = "".join(f"<p>Row {number}</p>" for number in range(300))
    tab.show(field("vendor", label="Old") + rows)
    tab.page.evaluate("scrollTo(0, 1500)")

    tab.patch(field("vendor", label="New") + rows)

    assert tab.page.evaluate("scrollY") == 1500


def test_the_server_wins_when_it_answers_with_what_was_posted(tab: Tab) -> None:
    tab.show(field("lines/0/amount") + field("lines/1/amount"))
    tab.page.fill("[name='lines/0/amount']", "1")
    tab.page.fill("[name='lines/1/amount']", "2")

    tab.patch(field("lines/0/amount", "2"), values="replace")

    expect(tab.page.locator("[name='lines/0/amount']")).to_have_value("2")
    expect(tab.page.locator("[name='lines/1/amount']")).to_have_count(0)


def test_what_a_script_put_there_is_left_alone(tab: Tab) -> None:
    tab.show("<p>Old</p>")
    tab.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=mine data-keep>Mine</p>')")

    tab.patch("<p>New</p><p>More</p>")

    assert tab.page.locator("p").all_inner_texts() == ["New", "More", "Mine"]


def test_title_language_and_direction_follow(tab: Tab) -> None:
    tab.show("<p>Old</p>")

    tab.patch("<p>New</p>", attributes='dir="rtl"')

    assert tab.page.evaluate("document.documentElement.dir") == "rtl"
    assert tab.page.evaluate("document.documentElement.lang") == "en"


def test_scripts_are_told_that_the_page_was_patched(tab: Tab) -> None:
    tab.show("<p>Old</p>")
    tab.page.evaluate("document.addEventListener('interfaces:patched', () => { window.told = true })")

    tab.patch("<p>New</p>")

    assert tab.page.evaluate("window.told") is True


def test_patching_with_the_same_page_changes_nothing(tab: Tab) -> None:
    body = f"<main><h1>Title</h1>{field('vendor')}<ul><li>One<li>Two</ul></main>"
    tab.show(body)
    tab.page.evaluate(
        """() => {
          window.changes = 0;
          new MutationObserver((all) => { changes += all.length })
            .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        }"""
    )

    tab.patch(body)

    assert tab.page.evaluate("changes") == 0
