"""A receipt as one HTML file, readable and printable offline, with the receipt as JSON inside."""

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
    """The HTML file. Untrusted text is escaped; invisible characters are shown as question marks."""
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
        ("Time", receipt.when),
        ("Lesson", f"{lesson.title}: {lesson.done} of {count(len(lesson.steps), 'step')} done" if lesson else ""),
        ("Guesses", f"{receipt.guesses_came_true} of {guesses} right" if guesses else ""),
        ("Broken lines", _mistakes(receipt.mistakes)),
        ("Functions written", f"{written}; {len(receipt.passed)} passed all checks" if written else ""),
        ("Goals reached", "; ".join(goal.title for goal in receipt.goals)),
    )
    return tuple((name, value or "none") for name, value in facts)


def _mistakes(mistakes: Mistakes) -> str:
    parts = [
        f"{mistakes.seen} seen" if mistakes.seen else "",
        f"{count(mistakes.rounds, 'round')} with the symptom first" if mistakes.rounds else "",
        f"{mistakes.came_true} of {count(mistakes.guessed, 'guess', 'guesses')} right" if mistakes.guessed else "",
    ]
    return "; ".join(filter(None, parts))


def _lesson(lesson: Lesson) -> Section:
    rows = tuple((str(i), step.task, YES_NO[step.done]) for i, step in enumerate(lesson.steps, 1))
    return Section(f"Lesson: {lesson.title}", table=Table(("Step", "Task", "Done"), rows))


def _guesses(receipt: Receipt) -> Section | None:
    rows = tuple((guess.title, guess.said, guess.happened, YES_NO[guess.came_true]) for guess in receipt.guesses)
    head = ("Question", "Guess", "Result", "Right")
    return Section("Guesses", table=Table(head, rows)) if rows else None


def _run_facts(run: Run) -> tuple[tuple[str, str], ...]:
    """The labels and values of the run."""
    own = " (the visitor's own)" if not run.dataset else ""
    taken = run.iteration is not None and run.iteration != run.made.settings.get(ITERATIONS.name)
    cut = f"; {count(run.cut_bursts, 'burst')} in both parts, so the scores are too high" if run.cut_bursts else ""
    return (
        ("Dataset", f"{run.dataset_name}{own}"),
        ("Images", f"{run.learned_from:,} for training, {run.tested_on:,} for testing{cut}"),
        ("Fingerprint of the dataset (SHA-256)", run.dataset_digest[:16]),
        ("Representation", run.made.representation),
        *run.made.words.items(),
        *((("Weights of iteration", f"{run.iteration:,}"),) if taken else ()),
        ("Threshold", f"{run.threshold:.2f}"),
        ("Training images right", percent(run.train_accuracy)),
        ("Test images right", percent(run.test_accuracy)),
        ("Checksum of the weights", run.checksum),
        ("Trained", "in this visit" if run.trained_here else "elsewhere: loaded from a file or a list"),
    )


def _in_all(functions: tuple[Function, ...]) -> str:
    passed = sum(function.passed for function in functions)
    return f"{passed} of {count(len(functions), 'function')} passed all their checks, as shown below."


def _code(function: Function) -> str:
    state = "passed all checks" if function.passed else "failed, or not checked"
    return (
        f"<section><h3>{html.escape(function.name)}: {state}</h3>"
        f"<pre>{html.escape(_visible(function.code))}</pre></section>"
    )


def _visible(text: str) -> str:
    """The text with a question mark for each character that is invisible or changes the text's direction."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text.replace("\r\n", "\n"))
