"""The model card, as Markdown and as printable HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import isnan
from pathlib import Path

from ..classifier import Classifier
from ..data.dataset import Dataset
from ..evaluate import MEASURES, Baseline, Comparison, Score
from ..recipe import Recipe, is_painted
from ..settings import THRESHOLD
from ..words import chance

LIMITS = (
    "It must not be used to decide about people, or where an error does harm: it is an exercise with one neuron. A"
    " picture of anything else gets one of its two answers too, sometimes with great confidence."
)
PURPOSE = "Learning how logistic regression works."


@dataclass(frozen=True)
class WrongImage:
    """A misclassified image.

    title: its name, such as "Test image 7"; shows, says: the names of its class and of the answer; probability: of that
    answer; picture: its pixels as a data URL, such as ``data:image/png;base64,...``.
    """

    title: str
    shows: str
    says: str
    probability: float
    picture: str = ""


@dataclass(frozen=True)
class Table:
    """A head and rows of plain text, each row as long as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading with optional sentences, facts (name and value), a table and failures."""

    title: str
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    failures: tuple[WrongImage, ...] = ()


@dataclass(frozen=True)
class Card:
    """A model card: a title and sections of plain text. `markdown` and `page` escape all of it.

    Source: M. Mitchell et al. (2019), Model cards for model reporting.
    """

    title: str
    sections: tuple[Section, ...]

    @property
    def markdown(self) -> str:
        """The card as Markdown. No text in it can become markup, a link or a picture."""
        parts = [f"# {_in_markdown(self.title)}"]
        for section in self.sections:
            parts.append(f"## {_in_markdown(section.title)}")
            parts += map(_in_markdown, section.sentences)
            if section.facts:
                parts.append("\n".join(f"- **{_in_markdown(n)}:** {_in_markdown(v)}" for n, v in section.facts))
            if section.table:
                rows = [section.table.head, ("---",) * len(section.table.head), *section.table.rows]
                cells = [[cell if cell == "---" else _in_markdown(cell) for cell in row] for row in rows]
                parts.append("\n".join(f"| {' | '.join(row)} |" for row in cells))
            if section.failures:
                parts.append("\n".join(f"- {_in_markdown(_in_words(failure))}" for failure in section.failures))
        return "\n\n".join(parts) + "\n"

    @property
    def body(self) -> str:
        """The card as an HTML fragment with its style, for a page with its own title."""
        style = style_in(Path(__file__).with_suffix(".css"))
        return f'{style}<article class="card">{"".join(map(_section, self.sections))}</article>'

    @property
    def page(self) -> str:
        """The card as a `sheet`."""
        return sheet(self.title, self.body)


def model_card(
    classifier: Classifier,
    dataset: Dataset,
    *,
    test: dict[str, Score],
    train: dict[str, Score],
    threshold: float,
    baselines: Sequence[Baseline],
    compared: Sequence[Comparison],
    failures: Sequence[WrongImage],
    author: str = "",
    purpose: str = PURPOSE,
    limits: str = LIMITS,
    date: str = "",
) -> Card:
    """Return the card of a classifier evaluated on a dataset.

    test, train: the scores of both sets at ``threshold``, as `evaluate.scores_of` returns them. compared: its
    comparison with each baseline. failures: the worst errors, the worst first. author, purpose, limits, date: free
    text.
    """
    blue, red = classifier.class_names
    height, width, channels = classifier.image_shape
    colours = "grey" if channels == 1 else "colour"
    own = classifier.dataset_digest == dataset.digest
    made, learned = ("made", "was made on") if is_painted(classifier.recipe) else ("trained", "learned from")
    return Card(
        f"Model card: {red} or {blue}?",
        (
            Section(
                "What it is",
                (
                    f"One neuron (logistic regression) that looks at a {colours} picture of {width} × {height} pixels"
                    f" and answers “{red}” or “{blue}”.",
                ),
                tuple(
                    (name, value)
                    for name, value in (("Made by", author), ("Date", date), ("Made for", purpose))
                    if value.strip()
                ),
            ),
            Section("What it must not be used for", (limits,) if limits.strip() else (LIMITS,)),
            Section(
                f"What it {learned}" if own else "What it is judged on",
                facts=((f"{made.capitalize()} on", classifier.dataset_name), *_data(classifier, dataset, own)),
            ),
            Section(f"How it was {made}", facts=_settings(classifier, threshold)),
            Section(
                "How good it is",
                (
                    "In brackets: the 95 % interval for pictures from the same source, cut the same way: of 100 such"
                    " intervals, about 95 hold the true value."
                    + _of_bursts(dataset)
                    + (
                        ""
                        if threshold == THRESHOLD.default
                        else f" The threshold was moved to {threshold:.2f}: if the test images were used to choose it,"
                        " their scores are too good."
                    )
                    + ("" if own else f" It was {made} on another dataset, which may hold some of these images."),
                ),
                table=_scores(test, train, classifier.class_names),
            ),
            Section(
                "Would something simpler do?",
                (
                    "Only test images that just one of the two answers right count. p: how often chance would"
                    " divide these as unevenly if neither were better, adjusted for several comparisons"
                    " (McNemar's test, by bursts where there are any; Holm).",
                ),
                table=_compared(test["accuracy"], baselines, compared),
            ),
            Section(
                "Known failures",
                ("The test images on which it is most wrong." if failures else "No test image was judged wrong.",),
                failures=tuple(failures),
            ),
        ),
    )


def _data(classifier: Classifier, dataset: Dataset, own: bool) -> tuple[tuple[str, str], ...]:
    facts = []
    if not own:
        facts.append(("Fingerprint of that data (SHA-256)", classifier.dataset_digest[:16]))
        facts.append(("Judged on", f"{dataset.name}, which is another dataset"))
    if dataset.origin:
        facts.append(("Where these images come from", dataset.origin))
    for title, split in (("Training images", dataset.train), ("Test images", dataset.test)):
        named = ", ".join(f"{split.count(label):,} {dataset.class_names[label]}" for label in (1, 0))
        facts.append((title, f"{len(split):,}: {named}"))
    if own and isinstance(classifier.recipe, Recipe) and classifier.recipe.patience:
        share = classifier.recipe.validation_share
        facts.append(("Of the training images", f"about {100 * share:.0f} % are the validation set"))
    facts.append(("Fingerprint of that data (SHA-256)", dataset.digest[:16]))
    return tuple(facts)


def _of_bursts(dataset: Dataset) -> str:
    if dataset.bursts is None:
        return ""
    cut = dataset.cut_bursts
    return " The pictures were taken in bursts; the interval is about pictures of new bursts, and rougher." + (
        f" {cut} of the bursts {'has' if cut == 1 else 'have'} pictures for training and for testing: these scores are"
        " too good."
        if cut
        else ""
    )


def _settings(classifier: Classifier, threshold: float) -> tuple[tuple[str, str], ...]:
    shown = ("What it is shown of a picture", classifier.representation)
    return (shown, *classifier.words.items(), ("Threshold", f"{threshold:.2f}"))


def _scores(test: dict[str, Score], train: dict[str, Score], class_names: tuple[str, str]) -> Table:
    blue, red = class_names
    return Table(
        ("Measure", "Test images", "Training images", "Meaning"),
        tuple(
            (
                measure.title,
                _value(test[measure.name], measure.is_share),
                _value(train[measure.name], measure.is_share, with_interval=False),
                measure.meaning.format(red=red, blue=blue),
            )
            for measure in MEASURES
        ),
    )


def _value(score: Score, is_share: bool, *, with_interval: bool = True) -> str:
    if isnan(score.value):
        return score.why
    written = (lambda v: f"{100 * v:.1f} %") if is_share else (lambda v: f"{v:.3f}")
    if not with_interval:
        return written(score.value)
    if score.interval is None:
        return f"{written(score.value)} (no interval: {score.why})"
    low, high = map(written, score.interval)
    return f"{written(score.value)} ({low.removesuffix(' %')} to {high})"


def _compared(accuracy: Score, baselines: Sequence[Baseline], compared: Sequence[Comparison]) -> Table:
    rows = [("This model", f"{100 * accuracy.value:.1f} %", "", "", "")]
    rows += [
        (
            other.title,
            f"{100 * other.accuracy.share:.1f} %",
            f"{each.ahead:,}",
            f"{each.behind:,}",
            each.words(),
        )
        for other, each in zip(baselines, compared, strict=True)
    ]
    head = ("Classifier", "Test images right", "Only this model right", "Only the other", "This model")
    return Table(head, tuple(rows))


def _in_words(failure: WrongImage) -> str:
    return (
        f"{failure.title} shows {failure.shows}. It says {failure.says}, with a probability of"
        f" {chance(failure.probability)}."
    )


# Characters with a meaning in Markdown or in links; a character reference is always plain text.
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$&@]|:(?=\S)|(?<=www)\.|^[-+#=]|#(?=#*$)|^\d(?=\d*[.)]\s)", re.IGNORECASE)


def _in_markdown(text: str) -> str:
    """Return text on one line without markup; a zero-width character keeps `@` and `:` from becoming links."""
    line = " ".join(text.split())
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};" + ("\u200b" if match[0] in ":@" else ""), line)


def _section(section: Section) -> str:
    e = html.escape
    parts = [f"<section><h2>{e(section.title)}</h2>"]
    parts += [f"<p>{e(sentence)}</p>" for sentence in section.sentences]
    if section.facts:
        parts.append("<dl>" + "".join(f"<dt>{e(n)}</dt><dd>{e(v)}</dd>" for n, v in section.facts) + "</dl>")
    if section.table:
        head = "".join(f'<th scope="col">{e(cell)}</th>' for cell in section.table.head)
        rows = "".join(
            f'<tr><th scope="row">{e(first)}</th>{"".join(f"<td>{_cell(cell)}</td>" for cell in rest)}</tr>'
            for first, *rest in section.table.rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        reached = f'class="wide" tabindex="0" role="group" aria-label="{e(section.title)}"'  # so that keys scroll it
        parts.append(f"<div {reached}>{table}</div>")
    if section.failures:
        parts.append('<div class="failures">' + "".join(map(_figure, section.failures)) + "</div>")
    return "".join(parts) + "</section>"


def _cell(text: str) -> str:
    """Return text for a cell, with a non-breaking space between a number and its unit."""
    return html.escape(text).replace(" %", "\u00a0%")


def _figure(failure: WrongImage) -> str:
    words = html.escape(_in_words(failure))
    picture = ""
    if re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/=]+", failure.picture):
        picture = f'<img src="{failure.picture}" alt="{html.escape(failure.title)}">'
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>"


def sheet(title: str, body: str, *, style: str = "") -> str:
    """Return a printable HTML file that needs no other file.

    title: text, also the heading. body, style: trusted HTML; the style as an element.
    """
    shown = html.escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; style-src'
        " 'unsafe-inline'\">\n"
        f"<title>{shown}</title>\n{style_in(Path(__file__).with_name('card_page.css'))}{style}\n</head>\n<body>\n"
        f"<h1>{shown}</h1>\n{body}\n</body>\n</html>\n"
    )


@cache
def style_in(path: Path) -> str:
    """Return a style sheet as an HTML element."""
    return f"<style>\n{path.read_text(encoding='utf-8')}</style>"
