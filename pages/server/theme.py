"""The theme, as every answer tells it to a browser."""

from __future__ import annotations

import logging
from functools import cache
from inspect import signature

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def remember_theme() -> None:
    """Let Streamlit look up the theme once: with each click of each visitor it would search all its options six times.

    Another theme in `.streamlit/config.toml` is seen after the next start. What is replaced is private to Streamlit: a
    version that does it otherwise is left alone, and says so in the log.
    """
    look_up = getattr(app_session, "_populate_theme_msg", None)
    if look_up is None or list(signature(look_up).parameters) != ["msg", "section"]:
        logging.getLogger(__name__).warning("This Streamlit looks up the theme otherwise: each click looks it up anew.")
        return

    @cache
    def theme(section: str) -> CustomThemeConfig:
        found = CustomThemeConfig()
        look_up(found, section)
        return found

    def tell(msg: CustomThemeConfig, section: str = "theme") -> None:
        if (known := theme(section)).ListFields():
            msg.MergeFrom(known)

    app_session._populate_theme_msg = tell
