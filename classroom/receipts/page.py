"""A receipt as one HTML file: readable and printable without any request, and with the receipt as JSON in it."""

from __future__ import annotations

import html
from pathlib import Path

from logreg_core.export.card import Card, Section, Table, sheet, style_in
from logreg_core.settings import ITERATIONS
from logreg_core.words import count, percent

from .files import CLOSING, OPENING, as_json
from .receipt import Function, Lesson, Mistakes, Receipt, Run
from .signature import Signed
from .words import proof

YES_NO = {True: "yes", False: "no"}


def page(signed: Signed) -> str:
    """The HTML file. All text from outside is escaped; what is no sign to be seen is shown as a question mark."""
    receipt = signed.receipt
    title = f"Receipt of {receipt.nickname}" if receipt.nickname else "Receipt"
    card = Card(title, tuple(section for section in _sections(signed) if section))
    code = f'<div class="code">{"".join(map(_code, receipt.functions))}</div>'
    body = f"{card.body}\n{code}\n{OPENING}\n{as_json(signed)}\n{CLOSING}"
    return sheet(title, body, style=style_in(Path(__file__).with_suffix(".css")))


def _sections(signed: Signed) -> list[Section | None]:
    receipt = signed.receipt
    return [
        Section("What was done", facts=_done(receipt)),
        Section("What this proves", proof(signed)),
        None if receipt.lesson is None else _lesson(receipt.lesson),
        None if receipt.run is None else Section("The run", facts=_run_facts(receipt.run)),
        _guesses(receipt),
        Section("The code", (_in_all(receipt.functions),)) if receipt.functions else None,
    ]


def _done(receipt: Receipt) -> tuple[tuple[str, str], ...]:
    lesson, guesses, written = receipt.lesson, len(receipt.guesses), len(receipt.functions)
    facts = (
        ("Written", receipt.when),
        ("Lesson", f"{lesson.title}: {lesson.done} of {count(len(lesson.steps), 'step')} done" if lesson else ""),
        ("Guesses", f"{receipt.guesses_came_true} of {guesses} came true" if guesses else ""),
        ("Broken lines", _mistakes(receipt.mistakes)),
        ("Functions written", f"{written}; {len(receipt.passed)} passed all checks" if written else ""),
        ("Goals reached", "; ".join(goal.title for goal in receipt.goals)),
    )
    return tuple((name, said or "none") for name, said in facts)


def _mistakes(mistakes: Mistakes) -> str:
    parts = [
        f"{mistakes.seen} seen" if mistakes.seen else "",
        f"{count(mistakes.rounds, 'round')} with the symptom first" if mistakes.rounds else "",
        f"{mistakes.came_true} of {count(mistakes.guessed, 'guess', 'guesses')} came true" if mistakes.guessed else "",
    ]
    return "; ".join(filter(None, parts))


def _lesson(lesson: Lesson) -> Section:
    rows = tuple((str(i), step.task, YES_NO[step.done]) for i, step in enumerate(lesson.steps, 1))
    return Section(f"Lesson: {lesson.title}", table=Table(("Step", "Task", "Done"), rows))


def _guesses(receipt: Receipt) -> Section | None:
    rows = tuple((each.title, each.said, each.happened, YES_NO[each.came_true]) for each in receipt.guesses)
    head = ("Question", "The guess", "What happened", "Came true")
    return Section("Guesses", table=Table(head, rows)) if rows else None


def _run_facts(run: Run) -> tuple[tuple[str, str], ...]:
    """The run line by line: what is said of it, and what it is."""
    own = " (the visitor's own)" if not run.dataset else ""
    taken = run.iteration is not None and run.iteration != run.made.settings.get(ITERATIONS.name)
    cut = f"; {count(run.cut_bursts, 'burst')} in both parts, so the scores are too good" if run.cut_bursts else ""
    return (
        ("Dataset", f"{run.dataset_name}{own}"),
        ("Images", f"{run.learned_from:,} to learn from, {run.tested_on:,} to test{cut}"),
        ("Fingerprint of the dataset (SHA-256)", run.dataset_digest[:16]),
        ("What it is shown of a picture", run.made.representation),
        *run.made.words.items(),
        *((("Weights of iteration", f"{run.iteration:,}"),) if taken else ()),
        ("Threshold", f"{run.threshold:.2f}"),
        ("Training images right", percent(run.train_accuracy)),
        ("Test images right", percent(run.test_accuracy)),
        ("Checksum of the weights", run.checksum),
        ("Trained", "in this visit" if run.trained_here else "elsewhere: it was taken in hand from a file or a list"),
    )


def _in_all(functions: tuple[Function, ...]) -> str:
    passed = sum(function.passed for function in functions)
    return f"{passed} of {count(len(functions), 'function')} passed all their checks as they stand below."


def _code(function: Function) -> str:
    state = "passed all checks" if function.passed else "did not pass, or was not checked"
    return (
        f"<section><h3>{html.escape(function.name)}: {state}</h3>"
        f"<pre>{html.escape(_visible(function.code))}</pre></section>"
    )


def _visible(text: str) -> str:
    """The text with a question mark for each sign that cannot be seen, or turns the others round."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text.replace("\r\n", "\n"))
