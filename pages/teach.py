"""Teach: for whoever teaches with this app."""

import streamlit as st

from pages.parts.teach.receipts import show_receipts

st.title("Teach a class")
show_receipts()
