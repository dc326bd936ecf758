"""Many: the neuron's answers for many photos at once."""

from dataclasses import replace

import streamlit as st

from logreg_core.settings import THRESHOLD
from pages.parts.many.photo_table import (
    MAX_BYTES,
    look_unlike,
    read_photos,
    rows_are_of_another_size,
    show_table,
    table_as_csv,
)
from pages.shared import frame
from pages.shared.controls import choose_threshold
from pages.shared.download import download
from pages.shared.privacy import offer_to_forget, show_privacy
from pages.shared.terms import term
from pages.shared.uploads import file_field
from pages.visit import settings
from pages.visit.rows import MAX_PHOTOS, photo_rows

st.title("Many pictures at once")
model = frame.need_model()
classifier = replace(model, threshold=settings.setting(THRESHOLD))
if rows_are_of_another_size(classifier):
    photo_rows.clear()
    st.info("The current model reads pictures of another size, so the table is empty. Bring the photos again.")
st.markdown(
    f"Bring up to {MAX_PHOTOS} photos, and at most {MAX_BYTES // 2**20} MB at a time. Each is cropped to its centre"
    " and brought to the model's size. A file that cannot be read becomes a row that says why."
)
show_privacy("the photos of the table", "The table keeps the names of the files too.")
single, folder = st.columns(2, gap="medium")
files = [
    *single.file_uploader("Photos", accept_multiple_files=True, key=file_field("many"), max_upload_size=25),
    *folder.file_uploader(
        "A folder of photos", accept_multiple_files="directory", key=file_field("folder"), max_upload_size=25
    ),
]
if files:
    read_photos(files, classifier)
    st.rerun()

rows = photo_rows.get()
if rows:
    unlike = look_unlike(classifier)
    show_table(rows, classifier, unlike)
    choose_threshold(classifier.class_names[1])
    download("Download as CSV", lambda: table_as_csv(rows, classifier, unlike), "photos.csv")
    with st.expander("What to look for"):
        st.markdown(
            f"Sort by {term('probability')}. The photos at both ends are the ones that the neuron is surest of: what"
            " do they have"
            " in common, and is it what the classes are about? The ones near 50 % are those where it has no opinion."
            f" A photo of neither class gets an answer too. Where its pixels are {term('novelty', 'farther')} from all"
            " training images than"
            " is usual among these, the table says so; that says nothing about what it shows."
        )
offer_to_forget()
frame.onward("keep.py", "Keep your model")
