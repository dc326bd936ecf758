"""The theme that answers tell is that of the options, although Streamlit looks it up once."""

import tomllib

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.server.theme import remember_theme
from tests.browser.server import ROOT


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    config.get_config_options(force_reparse=True)
    remember_theme()


@pytest.mark.parametrize("look_up", [None, lambda msg: None, lambda msg, section, base: None])
def test_a_streamlit_that_looks_it_up_otherwise_is_left_alone(
    look_up: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", look_up)
    remember_theme()
    assert app_session._populate_theme_msg is look_up
    assert "theme" in caplog.text


def test_it_is_that_of_the_file_each_time(told: None) -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for _ in range(2):
        message = CustomThemeConfig()
        app_session._populate_theme_msg(message)
        app_session._populate_theme_msg(message.dark, "theme.dark")
        app_session._populate_theme_msg(message.sidebar, "theme.sidebar")
        assert list(message.chart_categorical_colors) == theme["chartCategoricalColors"]
        assert message.dark.background_color == theme["dark"]["backgroundColor"]
        assert not message.HasField("sidebar"), "a sidebar without colours of its own has those of the page"
