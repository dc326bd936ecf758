"""The symptom first: the visitor guesses which of four lines is broken."""

from __future__ import annotations

import streamlit as st

from classroom.exercise.mistakes import Mistake, Puzzle
from logreg_core import Dataset
from pages.shared.words import listed
from pages.shared.work import begin, work
from pages.visit import data, mistakes
from pages.visit.store import Recall

from .beside import show_beside
from .runs import find_puzzle

_found: Recall[Puzzle] = Recall("break_it.puzzle")


def show_symptom_first(dataset: Dataset) -> None:
    """Show the symptoms of a broken program, four lines, and which of them caused the symptoms."""
    kept = mistakes.number.get()
    number = mistakes.rounds() if kept is None else kept
    if mistakes.reads_on():
        begin(_found)
    puzzle = work(_found, "Break a line for me", find_puzzle, dataset, number, data.is_own())
    if puzzle is None:
        return
    mistakes.number.set(number)
    show_beside(dataset, puzzle.pair, key="break_it.symptom")
    guess = mistakes.guess.get()
    if guess is None:
        st.markdown("**Which of these four lines is broken?**")
    else:
        _say_what_came(puzzle, guess, number)
    for index, candidate in enumerate(puzzle.candidates, 1):
        _show_candidate(index, candidate, number, asked=guess is None)
    if guess is None:
        st.button(
            "I just want to see", key="break_it.round.see", type="tertiary", on_click=mistakes.guess.set, args=("",)
        )
        return
    st.markdown(f"{puzzle.culprit.lesson}\n\n**Where to look next time.** {puzzle.culprit.where}")
    st.button("Next symptom", type="primary", key="break_it.round.next", on_click=_go_on, args=(number,))


def forget_round() -> None:
    """Start again with the first puzzle."""
    mistakes.number.clear()
    mistakes.guess.clear()


def _go_on(number: int) -> None:
    mistakes.number.set(number + 1)
    mistakes.guess.clear()
    begin(_found)


def _show_candidate(index: int, candidate: Mistake, number: int, *, asked: bool) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        st.caption(f"Line {index}, in {listed([f'`{name}`' for name in candidate.functions])}")
        st.code(candidate.lines, language="diff", wrap_lines=True)
    if asked:
        with right:
            st.button(
                f"It is line {index}",
                key=f"break_it.line.{number}.{index}",
                on_click=mistakes.guess.set,
                args=(candidate.name,),
            )


def _say_what_came(puzzle: Puzzle, guess: str, number: int) -> None:
    names = [candidate.name for candidate in puzzle.candidates]
    if guess not in names:
        guess = ""
    true = puzzle.culprit.name
    mistakes.tell(f"round {number}", mistakes.SEEN if not guess else mistakes.TRUE if guess == true else mistakes.FALSE)
    right = names.index(true)
    yours = "You guessed right: " if guess == true else ""
    said = [f"{yours}**It is line {right + 1}.** It shows: {_shown(puzzle.signs[right])}."]
    if guess and guess != true:
        guessed = names.index(guess)
        said.append(f"You said line {guessed + 1}. It would show: {_shown(puzzle.signs[guessed])}.")
    if puzzle.twins:
        lines = "; ".join(f"“{twin.title}”" for twin in puzzle.twins)
        said.append(f"Other mistakes with these symptoms on these images: {lines}.")
    st.info("\n\n".join(said), icon=":material/visibility:")  # announced by screen readers


def _shown(signs: tuple[str, ...]) -> str:
    curve, train, test, answers = signs
    return (
        f"the cost {curve}; training accuracy {train}; test accuracy {test};"
        f" {'both answers' if answers == 'both' else answers} to test images"
    )
