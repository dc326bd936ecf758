"""The visitor's own data: a file, a folder or photos by class, inspected first, then loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from logreg_core import ArchiveError, Dataset, LogregError, UploadError
from logreg_core.sources import archive, hdf5, listing, npz
from logreg_core.untrusted.photo import MAX_BYTES
from pages.base import limits
from pages.shared.controls import choose_one
from pages.shared.privacy import GONE, KEPT_MB, computers, kept_too
from pages.shared.uploads import file_field, take
from pages.shared.words import as_text, count, short
from pages.shared.work import may_be_left
from pages.visit import data
from pages.visit.store import Recall, Slot

PHOTO_TYPES = ["jpg", "jpeg", "jfif", "png", "gif", "bmp", "webp", "tif", "tiff", "avif", "heic", "heif"]
WAYS = {"file": "A file", "folder": "A folder of photos", "classes": "Photos, class by class"}
SIZES = (16, 24, 32, 48, 64, 96, 128)
AS_THEY_ARE = 0  # instead of a size or a number of channels
COLOURS = {AS_THEY_ARE: "as they are", 3: "colour", 1: "grey"}
HOW = {"crop": "Crop the centre", "pad": "Add white bars", "stretch": "Stretch"}
REST = ""  # instead of a class name: all other classes together
TICK = 0.2  # seconds between two checks of the progress
LAYOUTS = """
- **ZIP**: `cat/1.jpg`, `dog/1.jpg`; or `train/cat/1.jpg`, `test/cat/2.jpg` to divide them yourself. What the Edit page
  saves comes back image by image.
- **HDF5**, such as `train_catvnoncat.h5`, `train_happy.h5` or `train_signs.h5`: `train_set_x` `(m, h, w, c)` with 1 or
  3 channels and `train_set_y` `(m,)`; `test_set_x` and `test_set_y`; or `X_train`, `Y_train`, `X_test`, `Y_test`;
  `list_classes` if you like. Of more than two classes you choose two.
- **.npz**: `x_train`, `y_train`, `x_test`, `y_test`; or `images` and `labels`; `class_names` if you like.
"""
PHOTO_MB, ALL_MB = min(MAX_BYTES // limits.MB, limits.upload.value), limits.waiting_of_one.value
LIMITS = f"At most {PHOTO_MB} MB for a photo and {ALL_MB} MB together; what turns red did not fit."


refusal = Slot("upload_refusal", "", reset_on={"dataset"})  # the reason why the last files were refused
_is_wanted = Slot("upload_is_wanted", False)  # "Use it" was pressed, and reading has not started
looked_at: Recall[listing.Contents | str] = Recall("looked_at")  # the contents of files, or why they are refused
left_out_of: Recall[tuple[str, tuple[tuple[str, str], ...]]] = Recall("upload_report")  # the report on the last dataset


@dataclass(frozen=True)
class Brought:
    """Files that a visitor uploaded together.

    kind: "hdf5", "npz" or "photos".
    photos: the input of `archive`, for photos. class_names: names for its folders "0" and "1", if different.
    """

    kind: str
    name: str
    files: tuple[UploadedFile, ...]
    photos: listing.Photos = b""
    class_names: tuple[str, str] | None = None


@dataclass(frozen=True)
class Wishes:
    """The visitor's choices for the files: the arguments of `archive.read`."""

    zero: str | None = None
    one: str | None = None
    size: int | None = None
    channels: int | None = None
    how: str = "crop"
    test_share: float = 0.2
    seed: int = 0


def bring_dataset() -> None:
    """Show fields to upload files, choose classes and sizes, and use them. A refusal leaves the current dataset
    unchanged."""
    refused = bool(refusal.get())
    key = file_field("bring")  # a new key once files are used, so that it closes
    with st.expander("Bring your own data", icon=":material/upload_file:", expanded=refused, key=key):
        way = choose_one("What do you bring?", WAYS, key="explore.upload_way")
        try:
            brought = {"file": bring_file, "folder": bring_folder, "classes": bring_classes}[way]()
            contents = None if brought is None else look(brought)
        except LogregError as error:
            st.error(as_text(str(error)))
            return
        if brought is None or contents is None:
            st.button("Use it", type="primary", disabled=True)
        else:
            describe(contents, named=brought.class_names is not None)
            wishes = wish(brought, contents)
            if wishes is None:
                st.info("There must be at least two classes.")
            st.button("Use it", type="primary", disabled=wishes is None, on_click=_is_wanted.set, args=(True,))
            is_wanted = _is_wanted.get()
            _is_wanted.clear()
            if is_wanted and wishes is not None:
                read(brought, wishes)
                st.rerun()
        if refusal.get():
            st.error(as_text(refusal.get()))
    show_report()


def bring_file() -> Brought | None:
    """Show the field for a ZIP of photos, a NumPy file, or one or two HDF5 files."""
    st.markdown(
        f"A **ZIP** with a folder of photos per class, **HDF5** in the course's layout (one file, or one for training"
        f" and one for testing), or NumPy's **.npz**. {_privacy()}"
    )
    files = st.file_uploader(
        "File, or two files of the course",
        ["zip", "h5", "hdf5", "npz"],
        accept_multiple_files=True,
        key=file_field("bring.file"),
        max_upload_size=64,
        help=LAYOUTS,
    )
    if not files:
        return None
    kinds = [file.name.rpartition(".")[2].casefold() for file in files]
    if len(files) > 1 and (len(files) > 2 or not set(kinds) <= {"h5", "hdf5"}):
        raise ArchiveError("Bring one ZIP, one .npz, or one or two HDF5 files at a time.")
    kind = {"zip": "photos", "npz": "npz"}.get(kinds[0], "hdf5")
    return Brought(kind, files[0].name, tuple(files), files[0].getvalue() if kind == "photos" else b"")


def _privacy() -> str:
    here = f"It stays in the memory of the {computers()}, never on a disk, and is gone {GONE}."
    return here + kept_too(f"up to {KEPT_MB} MB of a dataset")


def bring_folder() -> Brought | None:
    """Show the field for a folder with one folder of photos per class."""
    st.markdown(f"A folder with a folder of photos per class. {LIMITS} {_privacy()}")
    files = st.file_uploader(
        "Folder", accept_multiple_files="directory", key=file_field("bring.folder"), max_upload_size=25
    )
    if not files:
        return None
    contents = {file.name: file.getvalue() for file in files}
    return Brought("photos", files[0].name.strip("/").partition("/")[0], tuple(files), contents)


def bring_classes() -> Brought | None:
    """Show fields for the names of two classes, and for photos of each."""
    st.markdown(f"Name two classes, and choose photos of each. {LIMITS} {_privacy()}")
    names = ["", ""]
    files: list[list[UploadedFile]] = [[], []]
    for label, column in zip((1, 0), st.columns(2), strict=True):
        names[label] = column.text_input(
            f"Class {label}" + (", which the neuron looks for" if label else ""),
            placeholder="cat" if label else "dog",
            max_chars=60,
            key=f"explore.upload_name_{label}",
            persist_state="session",
        )
        files[label] = column.file_uploader(
            f"Photos of class {label}",
            PHOTO_TYPES,
            accept_multiple_files=True,
            key=file_field(f"bring.class_{label}"),
            max_upload_size=25,
        )
    if not all(names) or not all(files):
        return None
    contents = {
        f"{label}/{number}-{file.name}": file.getvalue()
        for label, some in enumerate(files)
        for number, file in enumerate(some)
    }
    return Brought("photos", " and ".join(reversed(names)), (*files[0], *files[1]), contents, (names[0], names[1]))


def look(brought: Brought) -> listing.Contents:
    """Return the contents of the files, computed once. Raises UploadError."""
    ids = (brought.kind, *(file.file_id for file in brought.files))
    contents = looked_at.of(*ids)
    if contents is None:
        try:
            if brought.kind == "photos":
                contents = archive.look(brought.photos)
            elif brought.kind == "npz":
                contents = npz.look(brought.files[0].getvalue())
            else:
                contents = hdf5.look(*(file.getvalue() for file in brought.files))
        except UploadError as error:
            contents = str(error)
        looked_at.remember(contents, *ids)
        refusal.clear()  # an old report no longer applies
    if isinstance(contents, str):
        raise UploadError(contents)
    return contents


def describe(contents: listing.Contents, *, named: bool) -> None:
    """Return the contents of the files in a line; without the classes if the visitor has named them."""
    if contents.classes and not named:
        listed = ", ".join(
            f"{as_text(short(name))} ({number:,})" for name, number in list(contents.classes.items())[:12]
        )
        more = f" and {len(contents.classes) - 12} more" if len(contents.classes) > 12 else ""
        st.markdown(f"**Found:** {count(len(contents.classes), 'class', 'classes')}: {listed}{more}.")
    if contents.skipped:
        st.caption(f"Left out: {left_out(contents.skipped)}.")


def wish(brought: Brought, contents: listing.Contents) -> Wishes | None:
    """Show choices of classes, size and division; return None unless there are two classes."""
    wishes = Wishes() if brought.class_names is None else Wishes(zero="0", one="1")
    if len(contents.classes) > 2:
        wishes = choose_classes(wishes, list(contents.classes))
    if brought.kind != "hdf5":
        wishes = choose_size(wishes, as_they_are=brought.kind == "npz" or contents.image_shape is not None)
    if not contents.divided:
        wishes = choose_division(wishes)
    return wishes if len(contents.classes) > 1 else None


def choose_classes(wishes: Wishes, names: list[str]) -> Wishes:
    """Show the choice of two of many classes, or one against the rest."""
    left, right = st.columns(2)
    one = left.selectbox(
        "Class 1, which the neuron looks for",
        names,
        format_func=as_plain,
        key="explore.upload_one",
        persist_state="session",
    )
    zero = right.selectbox(
        "Class 0",
        [REST, *(name for name in names if name != one)],
        format_func=lambda name: "all the others together" if name == REST else as_plain(name),
        key="explore.upload_zero",
        persist_state="session",
    )
    return replace(wishes, one=one, zero=zero or None)


def choose_size(wishes: Wishes, *, as_they_are: bool) -> Wishes:
    """Show the choice of the image size for the neuron."""
    first, second, third = st.columns(3)
    sizes = [AS_THEY_ARE, *SIZES] if as_they_are else list(SIZES)
    size = first.selectbox(
        "Size of the images",
        sizes,
        index=0 if as_they_are else SIZES.index(64),
        format_func=lambda side: "as they are" if side == AS_THEY_ARE else f"{side} × {side} pixels",
        key=f"explore.upload_size.{as_they_are}",
        persist_state="session",
        help="The neuron has one weight for each pixel and colour. Smaller images learn faster, and often as well.",
    )
    channels = second.selectbox(
        "Colours", COLOURS, format_func=COLOURS.__getitem__, key="explore.upload_colours", persist_state="session"
    )
    how = third.selectbox(
        "Photos that are not square",
        HOW,
        format_func=HOW.__getitem__,
        key="explore.upload_how",
        persist_state="session",
        disabled=size == AS_THEY_ARE,
    )
    return replace(wishes, size=size or None, channels=channels or None, how=how)


def choose_division(wishes: Wishes) -> Wishes:
    """Show the choice of the test set, unless the files have one."""
    first, second = st.columns(2)
    share = first.number_input(
        "Part kept for testing",
        0.05,
        0.95,
        0.2,
        0.05,
        key="explore.upload_share",
        persist_state="session",
    )
    seed = second.number_input(
        "Seed: the same seed, the same division", 0, 9999, 0, 1, key="explore.upload_seed", persist_state="session"
    )
    return replace(wishes, test_share=share, seed=int(seed))


def read(brought: Brought, wishes: Wishes) -> None:
    """Make the dataset the current one, or remember why not. Another click on the page ends it and keeps the files."""
    bar = st.progress(0.0, "Reading")
    st.button("Cancel", key="explore.upload_cancel")
    may_be_left()
    try:
        dataset, report, broken = make(brought, wishes, watch(bar.progress))
        data.bring(dataset)
    except LogregError as error:
        refusal.set(str(error))
    else:
        take(*brought.files)
        left_out_of.remember((report, broken), dataset)


def make(
    brought: Brought, wishes: Wishes, progress: archive.Progress
) -> tuple[Dataset, str, tuple[tuple[str, str], ...]]:
    """Return the dataset, the skipped files in words, and the broken photos. Raises UploadError or DatasetError."""
    name = short(" ".join(brought.name.split()), 40) or "Uploaded"
    share, seed = wishes.test_share, wishes.seed
    if brought.kind == "hdf5":
        contents = [file.getvalue() for file in brought.files]
        one, zero = wishes.one, wishes.zero
        return hdf5.load(*contents, name=name, test_share=share, seed=seed, zero=zero, one=one), "", ()
    asked: dict[str, Any] = {
        "height": wishes.size,
        "width": wishes.size,
        "channels": wishes.channels,
        "test_share": share,
        "seed": seed,
        "zero": wishes.zero,
        "one": wishes.one,
        "how": wishes.how,
        "name": name,
    }
    if brought.kind == "npz":
        return npz.load(brought.files[0].getvalue(), **asked), "", ()
    reading = archive.read(brought.photos, **asked, progress=progress)
    dataset = reading.dataset
    if brought.class_names is not None:
        dataset = replace(dataset, class_names=brought.class_names)
    return dataset, left_out(reading.skipped), reading.broken


def watch(show: Callable[[float, str], object]) -> archive.Progress:
    """Return a callback that shows the progress of reading from time to time."""
    seen = [0.0]

    def progress(done: int, total: int) -> None:
        if monotonic() - seen[0] > TICK:
            seen[0] = monotonic()
            show(done / total, f"Reading: {done:,} of {count(total, 'photo')}")

    return progress


def left_out(skipped: Mapping[str, int]) -> str:
    """``hidden files of the system (3), files that are no photos (1)``."""
    return ", ".join(f"{reason} ({number:,})" for reason, number in skipped.items())


def show_report() -> None:
    """Show which files are not in the current dataset, if the visitor uploaded it."""
    sentence, broken = left_out_of.of(data.dataset()) or ("", ())
    if sentence:
        st.caption(f"Left out of your files: {sentence}.")
    if broken:
        with st.expander(f"{count(len(broken), 'photo')} could not be read", icon=":material/broken_image:"):
            st.markdown("\n".join(f"- **{as_text(path)}**: {as_text(reason)}" for path, reason in broken))


def as_plain(name: str) -> str:
    """Return a class name as an option of a list, which shows text literally."""
    return short(name, 40)
