"""A table of the receipts of a class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from classroom.receipts import Confirmation, Handed, Receipt, Run, Signed, confirm_all, proof, read, server_key, whose
from classroom.receipts.handed import MAX_RECEIPTS
from logreg_core import LogregError, Recipe, environment
from pages.shared import described, persistence
from pages.shared.download import download
from pages.shared.uploads import file_field, take
from pages.shared.words import as_text, count, csv_text
from pages.shared.work import work
from pages.visit import data
from pages.visit import handed as in_table
from pages.visit.store import Recall, Slot

MAX_MB = 2  # bytes of a file
SIGNATURES = {
    "ours": "signed by this server",
    "another": "signed with another key",
    "none": "not signed",
    "forged": "FORGED",
}
UNREAD = "not read"
COUNTS = ("Steps done", "Steps", "Guesses right", "Guesses", "Functions passed", "Goals")
NOT_YET = "not yet"


_left_out = Slot("teach.left_out", "")  # the last files that are not in the table, and why
_confirmed: Recall[tuple[Confirmation, ...]] = Recall("teach.confirmed")


def show_receipts() -> None:
    """Show a field for the files, the table, the button that confirms them, and the table as a file."""
    st.header("Receipts")
    kept = "This browser keeps the table until you clear it." if persistence.may_keep() else "A reload loses the table."
    st.markdown(
        f"Students take a receipt on the page Keep. Drop up to {MAX_RECEIPTS} of them here, pages or JSON. They stay in"
        f" the memory of this session, are written to no disk of the server, and are seen by nobody else. {kept}"
    )
    files = st.file_uploader(
        "Receipts (.html, .json)",
        ["html", "json"],
        accept_multiple_files=True,
        key=file_field("receipts"),
        max_upload_size=MAX_MB,
    )
    if files:
        _read(files)
        st.rerun()
    if _left_out.get():
        st.warning(_left_out.get())
    if handed := in_table.rows():
        _show(handed)


def _read(files: Sequence[UploadedFile]) -> None:
    """Add a row for each new file."""
    rows, same, too_many = list(in_table.rows()), 0, 0
    for file in files:
        (content,) = take(file)  # one at a time, so that not all are in memory
        if len(rows) >= MAX_RECEIPTS:
            too_many += 1
            continue
        row = _row(file.name, content)
        if row.signed is not None and row.signed in [each.signed for each in rows]:
            same += 1
        else:
            rows.append(row)
    in_table.put(tuple(rows))
    said = [f"{count(same, 'file')} left out: the same receipt is in the table already."] if same else []
    said += [f"{count(too_many, 'file')} not read: the table holds {MAX_RECEIPTS}. Clear it first."] if too_many else []
    _left_out.set(" ".join(said))


def _row(name: str, content: bytes) -> Handed:
    try:
        return Handed(name, read(content))
    except LogregError as problem:
        return Handed(name, None, str(problem))


def _show(handed: tuple[Handed, ...]) -> None:
    key = server_key()
    signatures = Counter(_signature(each, key) for each in handed)
    counted = ", ".join(f"{n} {said}" for said in (*SIGNATURES.values(), UNREAD) if (n := signatures[said]))
    st.markdown(f"**{count(len(handed), 'file')}**: {counted}.")
    if key is None:
        st.caption(f"This server has no key (`{environment.key.variable}`), so it can check no signature.")
    receipts = tuple(each.signed.receipt for each in handed if each.signed is not None)
    confirmed = _confirmed.of(receipts, data.built_in) or ()
    _show_table(_table(handed, key, dict(zip(receipts, confirmed, strict=False))))
    if any(receipt.run or receipt.passed for receipt in receipts):
        work(_confirmed, "Confirm runs and code", confirm_all, receipts, data.built_in, stays=True)
    if refused := [each for each in handed if each.refusal]:
        with st.expander(f"Why {count(len(refused), 'file')} could not be read"):
            st.markdown("\n".join(f"- **{as_text(each.file)}**: {as_text(each.refusal)}" for each in refused))
    with st.expander("What does this prove?"):
        _explain([each.signed for each in handed if each.signed is not None])


def _show_table(table: pd.DataFrame) -> None:
    """Show the table, its download, and the button to clear it."""
    described.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config={"Test right": st.column_config.NumberColumn(format="percent")},
        alt="The receipts with what was done, and whether it is signed and confirmed. A click on a column sorts them.",
    )
    with st.container(horizontal=True):
        download("Download the table", lambda: table.to_csv(index=False).encode("utf-8-sig"), "receipts.csv")
        st.button("Clear the table", on_click=_clear, icon=":material/delete:")


def _table(handed: Sequence[Handed], key: bytes | None, confirmations: Mapping[Receipt, Confirmation]) -> pd.DataFrame:
    """Return a row for each file, forged ones first. Whole numbers stay whole if one is missing."""
    forged_first = sorted(handed, key=lambda each: _signature(each, key) != SIGNATURES["forged"])
    table = pd.DataFrame([_cells(each, key, confirmations) for each in forged_first])
    return table.astype({name: "Int64" for name in COUNTS if name in table})


def _signature(each: Handed, key: bytes | None) -> str:
    return UNREAD if each.signed is None else SIGNATURES[whose(each.signed, key)]


def _cells(each: Handed, key: bytes | None, confirmations: Mapping[Receipt, Confirmation]) -> dict[str, object]:
    """Return one row: numbers, and texts that are no formulas."""
    cells: dict[str, object] = {"Name": "", "Signature": _signature(each, key)}
    if each.signed is None:
        return cells | {"File": csv_text(each.file), "Note": csv_text(each.refusal)}
    receipt = each.signed.receipt
    lesson, run, confirmation = receipt.lesson, receipt.run, confirmations.get(receipt, Confirmation())
    findings = [each for each in (confirmation.run, confirmation.code) if each is not None]
    return {
        "Name": csv_text(receipt.nickname),
        "Signature": cells["Signature"],
        "Run confirmed": "" if run is None else confirmation.run.verdict if confirmation.run else NOT_YET,
        "Code confirmed": "" if not receipt.passed else confirmation.code.verdict if confirmation.code else NOT_YET,
        "When": receipt.when,
        "Lesson": csv_text(lesson.title) if lesson else "",
        "Steps done": lesson.done if lesson else None,
        "Steps": len(lesson.steps) if lesson else None,
        "Guesses right": receipt.guesses_came_true + receipt.mistakes.came_true,
        "Guesses": len(receipt.guesses) + receipt.mistakes.guessed,
        "Functions passed": len(receipt.passed),
        "Goals": len(receipt.goals),
        "Run": "" if run is None else csv_text(_in_words(run)),
        "Test right": None if run is None else run.test_accuracy,
        "File": csv_text(each.file),
        "Note": csv_text(" ".join(finding.why for finding in findings)),
    }


def _in_words(run: Run) -> str:
    if isinstance(run.made, Recipe):
        how = f"{count(run.made.num_iterations, 'iteration')} at {run.made.learning_rate:g}"
    else:
        how = type(run.made).__name__.lower()
    return f"{run.dataset_name}, {run.made.representation}: {how}"


def _explain(signed: Sequence[Signed]) -> None:
    """Show each sentence that applies to a file, once."""
    said = dict.fromkeys(sentence for each in signed for sentence in proof(each))
    st.markdown("\n".join(f"- {as_text(sentence)}" for sentence in said))
    st.markdown(
        "- *Confirmed*: the run was trained again on the built-in dataset and its weights and scores are the same; the"
        " functions passed their checks again. *Not confirmed*: something else came out. *Cannot be*: it cannot be done"
        " again here; the note says why."
    )


def _clear() -> None:
    in_table.put(())
    _left_out.clear()
    _confirmed.clear()
