"""A picture has its `alt` on a Streamlit too whose `st.image` has no such argument."""

from streamlit.testing.v1 import AppTest


def test_a_picture_by_html_has_its_alt_and_caption_and_nothing_in_it_is_html() -> None:
    def script() -> None:
        from pages.shared.described import image_by_html

        image_by_html("data:image/png;base64,AA==", alt='A "<b>cat</b>"', width=64, caption="cat")

    app = AppTest.from_function(script).run()
    assert not app.exception
    (shown,) = app.get("html")
    assert 'alt="A &quot;&lt;b&gt;cat&lt;/b&gt;&quot;"' in shown.proto.body
    assert "width: 64px" in shown.proto.body
    assert [each.value for each in app.caption] == ["cat"]
