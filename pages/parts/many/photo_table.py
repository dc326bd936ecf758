"""Many photos, read one at a time; each becomes a row of the table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from io import StringIO
from itertools import accumulate

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.runtime.uploaded_file_manager import UploadedFile

from logreg_core import ArgumentError, Classifier, LogregError, PhotoError
from logreg_core.export import palette
from logreg_core.untrusted.photo import fit, open_photo
from pages.base import limits
from pages.shared import described
from pages.shared.novelty import CANNOT_TELL, FAR, can_tell, which_are_far
from pages.shared.pictures import data_uri
from pages.shared.uploads import take
from pages.shared.words import as_text, count, csv_text
from pages.shared.work import Progress, compute_each
from pages.visit import data
from pages.visit.rows import MAX_PHOTOS, Row, photo_rows
from pages.visit.store import Recall

MAX_BYTES = limits.waiting_of_one.value * limits.MB  # bytes per upload; the server accepts no more
THUMBNAIL = 64  # pixels
YES_NO = {True: "yes", False: "no", None: ""}
Pixels = tuple[NDArray[np.uint8], NDArray[np.uint8]]  # a thumbnail, and what the model sees
HIDDEN = (".", "Thumbs.db", "desktop.ini")  # beginnings of the names of system files in a folder


rows_unlike: Recall[list[bool | None]] = Recall("rows_unlike", reset_on={"pictures"})


def rows_are_of_another_size(classifier: Classifier) -> bool:
    """Whether the photos in the table have another size than this model's pictures."""
    return any(row.seen is not None and row.seen.shape != classifier.image_shape for row in photo_rows.get())


def read_photos(files: Sequence[UploadedFile], classifier: Classifier) -> None:
    """Add a row for each file. If stopped, the rows so far stay, and the other files are dropped."""
    shown = [file for file in files if not file.name.rsplit("/", 1)[-1].startswith(HIDDEN)]
    reasons = [_why_not(index, read) for index, read in enumerate(accumulate(file.size for file in shown))]
    allowed = [file for file, reason in zip(shown, reasons, strict=True) if not reason]
    contents = ((take(file)[0], classifier.image_shape) for file in allowed)
    photos = compute_each(read_photo, contents, len(allowed), "Reading photo")
    st.button("Stop reading", icon=":material/stop:")  # any click ends this rerun; the rows are kept
    try:
        with closing(photos):
            for file, reason in zip(shown, reasons, strict=True):
                photo_rows.set((*photo_rows.get(), _row(csv_text(file.name), reason or next(photos))))
    finally:
        take(*files)


def _why_not(index: int, read: int) -> str:
    """Return why the photo at this position among the new ones is not read, or an empty text. The bytes include it."""
    if len(photo_rows.get()) + index >= MAX_PHOTOS:
        return f"Not read: the table holds at most {MAX_PHOTOS} photos. Forget them to start over."
    if read > MAX_BYTES:
        return f"Not read: at most {MAX_BYTES // 2**20} MB at once. Bring it with the next ones."
    return ""


def read_photo(content: bytes, shape: tuple[int, int, int], progress: Progress) -> Pixels | LogregError:
    """Return an untrusted photo as a thumbnail, uint8 ``(64, 64, 3)``, and as the model sees it, uint8 ``(h, w, c)``;
    or why it is refused. Raises Cancelled if the visitor has stopped the job.
    """
    try:
        pixels = open_photo(content, lambda _: progress(0.0))
        return fit(pixels, THUMBNAIL, THUMBNAIL, 3), fit(pixels, *shape)
    except (PhotoError, ArgumentError) as refusal:
        return refusal


def _row(name: str, photo: str | LogregError | Pixels) -> Row:
    if not isinstance(photo, tuple):
        return Row(name, "", None, str(photo))
    small, seen = photo
    row = Row(name, data_uri(small), seen, "")
    if row.nbytes > data.room_bytes():
        return Row(
            name,
            "",
            None,
            f"Not kept: a session may keep {data.BUDGET_BYTES // 2**20} MB of pictures, and they are taken by your"
            " datasets, your pictures on Build and the photos in this table. Forget some of them to make room.",
        )
    return row


def judge(rows: Sequence[Row], classifier: Classifier) -> tuple[list[float | None], list[str]]:
    """Return the probability of class 1 and the answer's name for each row; None and an empty name without a photo."""
    probabilities: list[float | None] = [None] * len(rows)
    answers = [""] * len(rows)
    for i, row in enumerate(rows):  # one at a time, so that large photos are not in memory twice
        if row.seen is not None:
            image = row.seen[np.newaxis]
            probabilities[i] = float(classifier.probabilities(image)[0])
            answers[i] = classifier.class_names[classifier.answers(image)[0]]
    return probabilities, answers


def look_unlike(classifier: Classifier) -> Sequence[bool | None]:
    """Return whether the pixels of each row are far from all training images, as for Predict's badge.

    None without a photo, and for all rows without the training images. Computed once.
    """
    rows = photo_rows.get()
    if not can_tell(classifier):
        return [None] * len(rows)
    if (kept := rows_unlike.of(classifier.dataset_digest, rows)) is not None:
        return kept
    pixels = [row.seen for row in rows if row.seen is not None]
    with st.spinner("Comparing with the training images"):
        are_far = iter((which_are_far(classifier, np.stack(pixels)) if pixels else None) or ())
    unlike = [None if row.seen is None else next(are_far) for row in rows]
    rows_unlike.remember(unlike, classifier.dataset_digest, rows)
    return unlike


def table_as_csv(rows: Sequence[Row], classifier: Classifier, unlike: Sequence[bool | None]) -> bytes:
    """Return the table as a file for a spreadsheet, in the order of arrival. unlike: from `look_unlike`."""
    probabilities, answers = judge(rows, classifier)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["file", "answer", csv_text(f"probability of {classifier.class_names[1]}"), FAR.lower(), "note"])
    for row, a, answer, odd in zip(rows, probabilities, answers, unlike, strict=True):
        writer.writerow(
            [row.name, csv_text(answer), "" if a is None else f"{a:.6f}", YES_NO[odd], csv_text(row.reason)]
        )
    return text.getvalue().encode("utf-8-sig")


def show_table(rows: Sequence[Row], classifier: Classifier, unlike: Sequence[bool | None]) -> None:
    """Show the table, which a click on a heading sorts, and one sentence that counts the answers.

    unlike: from `look_unlike`.
    """
    probabilities, answers = judge(rows, classifier)
    name = classifier.class_names[1]
    counts = Counter(answers)
    parts = [f"{counts[each]:,} {as_text(each)}" for each in reversed(classifier.class_names) if counts[each]]
    parts += [f"{counts['']:,} not read"] if counts[""] else []
    st.markdown(f"**{count(len(rows), 'file')}**: {', '.join(parts)}. Click a heading to sort.")
    if not can_tell(classifier):
        st.caption(CANNOT_TELL)
    elif odd := sum(map(bool, unlike)):
        st.caption(
            f"{count(odd, 'photo')}: {FAR[0].lower()}{FAR[1:]}. It must answer anyway: do not trust the probability"
            " there."
        )
    described.dataframe(
        {
            "picture": [row.thumbnail or None for row in rows],
            "answer": [csv_text(answer) for answer in answers],
            "probability": probabilities,
            "unlike": [YES_NO[odd] for odd in unlike],
            "file": [row.name for row in rows],
            "note": [row.reason for row in rows],
        },
        column_config={
            "picture": st.column_config.ImageColumn("Picture", width="small"),
            "answer": st.column_config.TextColumn("The neuron says"),
            "probability": st.column_config.ProgressColumn(
                f"Probability of {name}", format="percent", min_value=0.0, max_value=1.0, color=palette.CLASS_COLOURS[1]
            ),
            "unlike": st.column_config.TextColumn("Far", help=f"{FAR}.", width="small"),
            "file": st.column_config.TextColumn("File"),
            "note": st.column_config.TextColumn("Note", width="medium"),
        },
        placeholder="–",
        hide_index=True,
        row_height=THUMBNAIL,
        alt=f"A table of {len(rows)} files with the neuron's answer and the probability of {name} for each",
    )
    if refused := [row for row in rows if row.seen is None]:
        with st.expander(f"Why {count(len(refused), 'file')} could not be read"):
            st.markdown("\n".join(f"- **{as_text(row.name)}**: {as_text(row.reason)}" for row in refused))
