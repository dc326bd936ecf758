"""The theme, as every answer tells it to a browser."""

from __future__ import annotations

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def remember_theme() -> None:
    """Let Streamlit look up the theme once: with each click of each visitor it would search all its options six times.

    Another theme in `.streamlit/config.toml` is seen after the next start.
    """
    look_up = app_session._populate_theme_msg

    @cache
    def theme(section: str) -> CustomThemeConfig:
        found = CustomThemeConfig()
        look_up(found, section)
        return found

    def tell(msg: CustomThemeConfig, section: str = "theme") -> None:
        if (known := theme(section)).ListFields():
            msg.MergeFrom(known)

    app_session._populate_theme_msg = tell
