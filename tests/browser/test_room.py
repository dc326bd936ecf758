"""A teacher and two students in three browsers: a room from its opening to its end."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main, settle

NICKNAME = "<b>Ada</b> *x* [a](b)"
QUESTION = "Train: Ten times the rate"
LOWER, SAME = "It ends lower", "It ends about the same, within 5 %"


def join(page: Page, address: str, nickname: str = "") -> None:
    """Come by the teacher's link, and join."""
    page.goto(address)
    visitor.expect_page(page, "Join")
    main(page).get_by_role("textbox", name="Nickname").fill(nickname)
    visitor.press(page, "Join")
    expect(main(page).get_by_text("You are in the room")).to_be_visible()


def put(page: Page) -> Locator:
    """What the teacher has put to all, at the head of a student's page."""
    return main(page).locator(".st-key-room")


def guess(page: Page, answer: str) -> None:
    """Answer the teacher's question."""
    put(page).get_by_text(answer, exact=True).click()
    put(page).get_by_role("button", name="That is my guess").click()
    expect(put(page).get_by_text("It can be changed until the answers are frozen")).to_be_visible()


def spread(page: Page) -> Locator:
    """A chart of the guesses."""
    return main(page).get_by_role("figure", name=re.compile("^First guess"))


def on_the_board(page: Page, words: str) -> Locator:
    """A sentence of the board, which is up to date a moment after something happened."""
    return main(page).get_by_text(re.compile(words))


def test_a_class_guesses_talks_guesses_again_and_sees_both(server: Server, new_page: NewPage, phone: Any) -> None:
    teacher, ada, bob = new_page(), new_page(**phone), new_page()
    teacher.goto(f"{server.url}/?lesson=one_neuron")
    expect(teacher.locator(".st-key-lesson_bar")).to_be_visible()
    visitor.open_page(teacher, "Board")
    visitor.press(teacher, "Open a room")
    expect(main(teacher).get_by_role("img", name=re.compile("^A code that leads to"))).to_be_visible()
    code = main(teacher).get_by_role("img", name=re.compile("^A code that leads to")).get_attribute("alt") or ""
    address = code.removeprefix("A code that leads to ")
    word = address[-4:]
    assert address == f"{server.url}/join?room={word}"

    join(ada, address, NICKNAME)
    expect(main(ada)).to_contain_text(f"You are in the room {word} as {NICKNAME}.")
    join(bob, address)
    expect(main(bob)).to_contain_text("as visitor 2")
    expect(on_the_board(teacher, "2 students")).to_be_visible()
    main(teacher).get_by_text("Who is here, by name").click()
    expect(main(teacher).get_by_role("cell", name=NICKNAME)).to_be_visible()
    assert main(teacher).locator("b", has_text="Ada").count() == main(ada).locator("b", has_text="Ada").count() == 0

    main(teacher).get_by_role("combobox", name="A question").click()
    teacher.get_by_role("option", name=QUESTION, exact=True).click()
    expect(main(teacher).get_by_role("button", name="Put the question")).to_be_enabled()
    main(teacher).get_by_role("button", name="Put the question").click()
    guess(ada, LOWER)
    guess(bob, SAME)
    expect(on_the_board(teacher, "^First round, open: 2 of 2 students answered")).to_be_visible()
    expect(spread(teacher)).to_have_accessible_name(re.compile(f"{LOWER}” 1, “{SAME}” 1"))
    for student in (ada, bob):
        expect(spread(student)).to_have_count(0)
    visitor.press(teacher, "Guess again")
    for student in (ada, bob):
        expect(put(student).get_by_text("Guess again")).to_be_visible()
        guess(student, SAME)
        expect(spread(student)).to_have_count(0)

    visitor.press(teacher, "Presenter's view")
    expect(on_the_board(teacher, "^2 of 2 students answered")).to_be_visible()
    expect(spread(teacher)).to_have_count(0)
    expect(teacher.get_by_test_id("stSidebar")).to_be_hidden()
    expect(teacher.locator(".st-key-lesson_bar")).to_be_hidden()
    settle(teacher)
    teacher.reload()
    expect(on_the_board(teacher, "^2 of 2 students answered")).to_be_visible()
    for hers in (teacher.get_by_test_id("stSidebar"), teacher.locator(".st-key-persistence-back")):
        expect(hers).to_be_hidden()
    visitor.press_letter(teacher, "v")
    both = re.compile(f"First guess, 2 guesses: “{LOWER}” 1, .*Second guess, 2 guesses: “{LOWER}” 0, “{SAME}” 2")
    for page in (teacher, ada, bob):
        expect(spread(page)).to_have_accessible_name(both)
    visitor.press(teacher, "Leave this view")
    expect(teacher.get_by_test_id("stSidebar")).to_be_visible()

    visitor.train(bob, server.url)
    expect(main(teacher).get_by_role("figure", name=re.compile("^1 run. .*2,000 iterations"))).to_be_visible()
    expect(main(teacher).get_by_role("figure", name=re.compile("^Where they are.* Train 1"))).to_be_visible()

    ada.reload()
    expect(put(ada).get_by_text("Your teacher asks.")).to_be_visible()
    second_tab = bob.context.new_page()
    visitor.arrive(second_tab, server.url, "Home")
    expect(put(second_tab).get_by_text("Your teacher asks.")).to_be_visible()
    second_tab.close()
    teacher.reload()
    expect(on_the_board(teacher, f"Room {word}: 2 students")).to_be_visible()

    main(teacher).get_by_role("button", name="End the room").click()
    teacher.get_by_role("button", name="End it for all").click()
    expect(on_the_board(teacher, f"The room {word} has ended. Nothing of it is left")).to_be_visible()
    for student in (ada, bob):
        expect(main(student).get_by_text(f"The room {word} has ended, and nothing of it is left")).to_be_visible()
        settle(student)
        visitor.wait_until_kept(student, "token", kept=False)
    visitor.wait_until_kept(teacher, "board", kept=False)


def test_the_secret_link_opens_the_board_and_is_told_nobody(server: Server, new_page: NewPage) -> None:
    teacher, other = new_page(), new_page()
    visitor.arrive(teacher, server.url, "Board")
    visitor.press(teacher, "Open a room")
    main(teacher).get_by_role("button", name="Your secret link").click()
    link = teacher.get_by_text(re.compile(f"^{server.url}/board#")).inner_text()
    secret = link.partition("#")[2]
    assert len(secret) > 40
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(f"{request.url} {request.headers.get('referer', '')}")

    other.on("request", hear)
    other.goto(link)
    expect(on_the_board(other, f"Room {secret[:4]}: 0 students")).to_be_visible()
    assert other.url == f"{server.url}/board"
    visitor.open_page(other, "Train")
    other.go_back()
    expect(on_the_board(other, f"Room {secret[:4]}: 0 students")).to_be_visible()
    assert asked
    assert not [each for each in asked if secret in each]
    assert secret not in server.log()
    other.goto(f"{server.url}/board#garbage")
    expect(other.get_by_text("A link to a board must end with")).to_be_visible()
    assert other.url == f"{server.url}/board"
