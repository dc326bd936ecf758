"""Classifies pictures with the model: `python predict.py photo.jpg`. Needs only NumPy and Pillow, and model.npz.

A picture is prepared as in the app: upright, on white, in sRGB, cropped to the model's proportions around the centre,
averaged down to its size, flattened row by row and divided by 255.
"""

import io
import json
import math
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms


def open_upright(path: str, longest: int = 2048) -> Image.Image:
    """Return the picture as a person sees it, averaged down if a side exceeds ``longest`` pixels."""
    image: Image.Image = Image.open(path)
    if image.format == "JPEG":  # decode at full, half, quarter or eighth size
        scale = max(scale for scale in (1, 2, 4, 8) if scale <= max(1, math.ceil(max(image.size) / longest)))
        image.draft("", (max(1, image.width // scale), max(1, image.height // scale)))
    image.load()
    turn, profile, exif = None, image.info.get("icc_profile") or b"", Image.Exif()
    with suppress(Exception):  # EXIF may be absent or unreadable; then the picture is not rotated
        exif.load(image.info["exif"] if len(image.info["exif"]) <= 2**18 else b"")
        turn = Image.Transpose({2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}[int(exif[0x0112])])
    if image.mode.startswith("I"):  # 16 bits
        image = Image.fromarray(np.rint(np.asarray(image) / 257).astype(np.uint8))
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    image = image.convert("RGB").reduce(math.ceil(max(image.size) / longest))
    if profile[16:20] == b"RGB " and not any(word in profile for word in (b"A2B", b"D2B", b"sRGB")):
        image = ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB")) or image
    return image if turn is None else image.transpose(turn)


def probability(path: str, weights: np.ndarray, about: dict) -> float:
    """Return the probability of class 1 for the picture."""
    height, width, channels = about["image_shape"]
    image = open_upright(path).convert("L" if channels == 1 else "RGB")
    across = min(image.width, max(1, (2 * image.height * width + height) // (2 * height)))
    down = min(image.height, max(1, (2 * image.width * height + width) // (2 * width)))
    left, top = (image.width - across) // 2, (image.height - down) // 2
    narrow = image.crop((left, top, left + across, top + down)).resize((width, down), Image.Resampling.BOX)
    small = narrow.resize((width, height), Image.Resampling.BOX)  # along the rows, then down the columns
    z = float(np.asarray(small).ravel() / 255 @ weights[:, 0]) + about["bias"]
    return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))


if __name__ == "__main__":
    model = np.load(Path(__file__).with_name("model.npz"))
    about = json.loads(model["about"].tobytes())
    for path in sys.argv[1:] or sys.exit(__doc__):
        a = probability(path, model["weights"], about)
        answer = about["class_names"][a > about["threshold"]]
        sys.stdout.write(f"{path}: {answer} (probability of {about['class_names'][1]}: {a:.10f})\n")
