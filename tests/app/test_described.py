"""A picture has its `alt` on a Streamlit too whose `st.image` has no such argument."""

import base64
import re
from io import BytesIO

from PIL import Image
from streamlit.testing.v1 import AppTest


def test_a_picture_by_html_has_its_alt_and_caption_and_nothing_in_it_is_html() -> None:
    def script() -> None:
        import numpy as np

        from pages.shared.described import image_by_html

        image_by_html(np.full((2, 3, 3), 90, np.uint8), alt="grey", width="stretch")
        image_by_html("data:image/png;base64,AA==", alt='A "<b>cat</b>"', width=64, caption="cat")

    app = AppTest.from_function(script).run()
    assert not app.exception
    grey, shown = app.get("html")
    encoded = re.search(r"base64,([^\"]+)", grey.proto.body)
    assert encoded is not None
    assert Image.open(BytesIO(base64.b64decode(encoded[1]))).size == (3, 2)
    assert 'alt="A &quot;&lt;b&gt;cat&lt;/b&gt;&quot;"' in shown.proto.body
    assert "width: 64px" in shown.proto.body
    assert [each.value for each in app.caption] == ["cat"]
