"""Edit: change what the neuron learns from, take changes back, and save the result."""

import re
from collections.abc import Callable

import streamlit as st

from logreg_core import Dataset, LogregError
from logreg_core.edits import Edits
from logreg_core.sources import archive, hdf5, listing
from pages.shared import frame, state
from pages.shared.browse import browse
from pages.shared.bursts import say_how_many_are_cut
from pages.shared.words import as_text, count, percent

OTHER = {"train": "test", "test": "training"}


def change(make: Callable[[], Edits]) -> None:
    """Take the changed dataset in hand, or remember why it is none."""
    try:
        changed = make()
        if changed.history != state.edits().history:
            state.edit(changed)
    except LogregError as error:
        state.refuse_edit(str(error))


def show_state(dataset: Dataset, edits: Edits) -> None:
    """What the parts hold now, what was done so far, and the way back."""
    for title, split in (("Training", dataset.train), ("Test", dataset.test)):
        st.markdown(
            f"**{title}:** {count(len(split), 'image')}, :red[■] {split.count(1):,} {as_text(dataset.class_names[1])},"
            f" :blue[■] {split.count(0):,} {as_text(dataset.class_names[0])}"
        )
    say_how_many_are_cut(dataset)
    if news := state.take_edit_news():  # what follows may be out of sight
        st.toast(as_text(news))
    if edits.history:
        with st.container(height=180 if len(edits.history) > 5 else "content"):
            st.markdown("\n".join(f"{n}. {as_text(said)}" for n, said in enumerate(edits.history, 1)))
    else:
        st.caption(f"Nothing is changed yet. {as_text(dataset.name)} itself stays as it is, whatever you do here.")
    out = len(edits.left_out())
    with st.container(horizontal=True):
        st.button("Undo", on_click=state.undo_edit, disabled=not state.can_undo(), icon=":material/undo:")
        st.button("Undo all", on_click=state.undo_all_edits, disabled=not edits.history)
        st.button(
            f"Bring {count(out, 'image')} back" if out else "Bring images back",
            on_click=change,
            args=(edits.restore,),
            disabled=not out,
        )
    if state.edit_refusal():
        st.error(as_text(state.edit_refusal()) + " Nothing was changed.")
    st.caption(f"Fingerprint of this dataset: `{dataset.digest[:12]}`")
    with st.expander("Why a fingerprint?"):
        st.markdown(
            "It is made of every pixel, label and name. Two datasets with the same one teach exactly the same, so a"
            " result can be traced back to the data that it came from. That is also why a model is let go of when"
            " the data changes: it learned from something else."
        )


def change_images(dataset: Dataset, edits: Edits) -> None:
    """Pick images, and move them to the other part or leave them out."""
    st.header("Single images")
    look = browse(
        dataset,
        lambda split, shown: state.picked_images(),
        key=state.EDIT_GALLERY,
        hint="Click the images that you want to change.",
    )
    picked = state.picked_images()
    if look.clicked is not None:
        state.pick_images(picked ^ {look.clicked})
        st.rerun()
    if dataset.bursts is not None:
        st.caption(
            "These pictures were taken in bursts, and those of a burst are nearly the same. Move single ones, and the"
            " test asks what was taught."
        )
    what = count(len(picked), "image") if picked else "images"
    with st.container(horizontal=True):
        st.button(
            f"Move {what} to {OTHER[look.part]}",
            on_click=change,
            args=(lambda: edits.move(look.part, picked),),
            disabled=not picked,
            icon=":material/swap_horiz:",
        )
        st.button(
            f"Leave {what} out",
            on_click=change,
            args=(lambda: edits.leave_out(look.part, picked),),
            disabled=not picked,
            icon=":material/visibility_off:",
        )
        st.button("Pick none", on_click=state.pick_images, args=(frozenset(),), disabled=not picked)
    with st.expander("When is it fair to move or leave out an image?"):
        st.markdown(
            "Leave out what is broken, mislabelled, or there twice: the same picture for training and for testing makes"
            " the test too easy. Do not leave out test images because the neuron gets them wrong: the score then only"
            " says how well you chose."
        )


def change_classes(dataset: Dataset, edits: Edits) -> None:
    """Other names, or the other class as the one that is looked for."""
    st.header("Classes")
    names = list(dataset.class_names)
    with st.form(state.RENAME_FORM, border=False, enter_to_submit=True):
        for label, column in zip((1, 0), st.columns(2), strict=True):
            names[label] = column.text_input(
                f"Name of class {label}", names[label], max_chars=60, key=state.name_field(label)
            )
        with st.container(horizontal=True):
            renamed = st.form_submit_button("Rename", icon=":material/edit:")
            swapped = st.form_submit_button("Swap class 0 and 1", icon=":material/swap_vert:")
    if renamed or swapped:
        change(edits.swap if swapped else lambda: edits.rename(*names))
        st.rerun()
    st.caption("Class 1 is the one that the neuron looks for: its answer is the probability of class 1.")


def change_parts(dataset: Dataset, edits: Edits) -> None:
    """Another division, or as many images of one class as of the other."""
    st.header("Training and test")
    first, second = st.columns(2)
    share = first.number_input(
        "Part kept for testing", 0.05, 0.95, 0.2, 0.05, key=state.EDIT_SHARE, persist_state="session"
    )
    seed = second.number_input(
        "Seed: the same seed, the same choice", 0, 9999, 0, 1, key=state.EDIT_SEED, persist_state="session"
    )
    with st.container(horizontal=True):
        divide = st.button("Divide anew", icon=":material/shuffle:")
        alike = all(split.count(0) == split.count(1) for split in (dataset.train, dataset.test))
        balance = st.button("Balance the classes", icon=":material/balance:", disabled=alike)
    if divide or balance:
        change(lambda: edits.redivide(test_share=share, seed=int(seed)) if divide else edits.balance(seed=int(seed)))
        st.rerun()
    shares = [percent(split.count(1) / len(split)) for split in (dataset.train, dataset.test)]
    st.caption(
        f"Now {shares[0]} of the training images and {shares[1]} of the test images are"
        f" {as_text(dataset.class_names[1])}. Balancing leaves images of the larger class out, so that both are alike."
    )


def save(dataset: Dataset) -> None:
    """The dataset as files that come back with the same fingerprint."""
    st.header("Save")
    st.markdown("Both ways keep every pixel, name and part: what you bring back on Explore has the same fingerprint.")
    if dataset.bursts is not None:
        st.caption(
            "The files do not say which pictures are of one burst. When you bring them back, a new division is made"
            " picture by picture, and no page can warn of it."
        )
    name = re.sub("[^A-Za-z0-9]+", "_", dataset.name).strip("_")[:40] or "dataset"
    with st.container(horizontal=True):
        st.download_button(
            "ZIP of PNGs and a table",
            lambda: archive.save(dataset),
            f"{name}.zip",
            "application/zip",
            on_click="ignore",
            icon=":material/download:",
            disabled=len(dataset.train) + len(dataset.test) > listing.MAX_PHOTOS,
            help=f"For at most {listing.MAX_PHOTOS:,} images: one folder for each part and class, and labels.csv.",
        )
        for part, title in enumerate(("training", "test")):
            st.download_button(
                f"HDF5, {title} images",
                lambda part=part: hdf5.save(dataset)[part],
                f"{('train', 'test')[part]}_{name}.h5",
                "application/x-hdf5",
                on_click="ignore",
                icon=":material/download:",
                help="The course's layout. Training and test images are a file each.",
            )


st.title("Change the data")
st.markdown(
    "Correct what is wrong, and see what it does to the neuron. Every change makes a new dataset and can be undone."
)
dataset = state.dataset()
edits = state.edits()
if state.classifier() is not None:
    st.caption("Your model is let go of with the first change, because it learned from other data.")
show_state(dataset, edits)
change_images(dataset, edits)
change_classes(dataset, edits)
change_parts(dataset, edits)
save(dataset)
frame.onward("train.py", "Train a neuron on it")
