"""Photos from outside as a dataset: folders in all their shapes, the way back, and archives that were made to harm."""

from __future__ import annotations

import csv
import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data as photos

from logreg_core import ArchiveError, Cancelled, Dataset, Split, split_dataset
from logreg_core.sources import archive, faces, hdf5, listing, table
from logreg_core.untrusted.photo import fit, open_photo
from tests.files import encoded, one_colour, zipped

HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "../x",
    "[x](javascript:alert(1))",
    "a/b\\c",
    "=1+1",
    "'=1+1",
    "@SUM(A1)",
    "-cat",
    'say "cat", please',
    "Kätzchen 猫 🐈",
    "Ka\u0308tzchen",
    "..",
    ".",
    "CON",
)


RED, BLUE, GREEN = (one_colour(colour) for colour in ("red", "blue", "green"))


def folders(**counts: int) -> dict[str, bytes]:
    """So many different photos in the folder of each class."""
    return {
        f"{name}/{number}.png": one_colour((50 * place, number, 7))
        for place, (name, count) in enumerate(counts.items())
        for number in range(count)
    }


def load(data: listing.Photos, **options: Any) -> Dataset:
    asked = {"height": 6, "width": 8, "channels": 3, "test_share": 0.25, "seed": 0, **options}
    return archive.read(data, **asked).dataset


def refusal(data: listing.Photos, **options: Any) -> str:
    """The sentence with which an archive is refused."""
    with pytest.raises(ArchiveError) as caught:
        load(data, **options)
    message = str(caught.value)
    assert message[0].isupper() or message[0] in "'0123456789" or message.startswith(table.NAME)
    assert message.endswith(".")
    assert len(message) < 500
    assert message.isprintable()
    return message


def colours(split: Split, label: int) -> set[tuple[int, ...]]:
    return {tuple(image[0, 0].tolist()) for image in split.images[split.labels == label]}


# Folders in all their shapes


@pytest.mark.parametrize(
    "place",
    ["{}", "my photos/{}", "a/b/{}", "train/{}", "Pets\\{}"],
    ids=["plain", "inside", "deep", "train", "windows"],
)
def test_each_folder_is_a_class_wherever_it_lies(place: str) -> None:
    files = {place.format(path): content for path, content in folders(cat=4, dog=6).items()}
    for given in (zipped(files), files):
        dataset = load(given)
        assert dataset.class_names == ("cat", "dog")
        assert (len(dataset.train), len(dataset.test)) == (7, 3)
        assert colours(dataset.train, 0) | colours(dataset.test, 0) == {(0, number, 7) for number in range(4)}
        assert colours(dataset.train, 1) | colours(dataset.test, 1) == {(50, number, 7) for number in range(6)}


@pytest.mark.parametrize("test", ["test", "Test", "validation"])
@pytest.mark.parametrize("root", ["", "root/"])
def test_folders_for_training_and_test_are_taken_as_they_are(test: str, root: str) -> None:
    files = {
        f"{root}train/cat/1.png": RED,
        f"{root}train/dog/deeper/1.png": BLUE,
        f"{root}{test}/cat/1.png": GREEN,
        f"{root}{test}/7.png": GREEN,
    }
    reading = archive.read(zipped(files))
    assert archive.look(zipped(files)).divided
    assert colours(reading.dataset.train, 0) == {(255, 0, 0)}
    assert colours(reading.dataset.train, 1) == {(0, 0, 255)}
    assert colours(reading.dataset.test, 0) == {(0, 128, 0)}
    assert dict(reading.skipped) == {listing.WITHOUT_CLASS: 1}


def test_what_is_no_photo_is_skipped_and_counted_and_a_broken_photo_is_listed() -> None:
    files = {
        **folders(cat=3, dog=3),
        "__MACOSX/cat/._1.png": b"x",
        "cat/.DS_Store": b"x",
        "cat/Thumbs.db": b"x",
        "dog/readme.txt": b"x",
        "dog/film.mp4": b"x" * 100,
        "labels.csv": b"not,ours\n1,2\n",
        "loose.png": RED,
        "cat/broken.jpg": b"\xff\xd8\xff" + b"x" * 50,
        "dog/page.png": b"<html></html>",
        "dog/empty.png": b"",
    }
    reading = archive.read(zipped(files), height=6, width=8)
    assert dict(reading.skipped) == {listing.SYSTEM_FILES: 3, listing.OTHER_FILES: 3, listing.WITHOUT_CLASS: 1}
    assert [path for path, _ in reading.broken] == ["cat/broken.jpg", "dog/empty.png", "dog/page.png"]
    assert "damaged" in reading.broken[0][1]
    assert len(reading.dataset.train) + len(reading.dataset.test) == 6


def test_real_photos_in_all_shapes_become_images_of_one_size() -> None:
    shapes = {"astronaut": photos.astronaut(), "coffee": photos.coffee(), "rocket": photos.rocket()}
    shapes |= {"chelsea": photos.chelsea(), "camera": photos.camera(), "moon": photos.moon(), "coins": photos.coins()}
    kinds = ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PNG"]
    files = {}
    for place, ((name, pixels), kind) in enumerate(zip(shapes.items(), kinds, strict=True)):
        resized = Image.fromarray(pixels).resize((90 + 30 * place, 120))
        files[f"{'colour' if pixels.ndim == 3 else 'grey'}/{name}.{kind.lower()}"] = encoded(resized, kind)
    reading = archive.read(zipped(files), height=16, width=24, channels=3, test_share=0.3)
    assert not reading.broken
    assert not reading.skipped
    assert reading.dataset.image_shape == (16, 24, 3)
    made = {image.tobytes() for split in (reading.dataset.train, reading.dataset.test) for image in split.images}
    assert made == {fit(open_photo(content), 16, 24, 3).tobytes() for content in files.values()}
    assert load(files, channels=1).image_shape == (6, 8, 1)


def test_a_photo_on_its_side_comes_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = one_colour("red", (6, 8), "JPEG", exif=exif)
    reading = archive.read({**folders(cat=3, dog=3), "cat/turned.jpg": turned})
    assert reading.dataset.image_shape == (6, 8, 3), "all photos agree, once this one is upright"


def test_without_a_size_the_photos_must_agree_and_grey_ones_become_grey() -> None:
    grey = {f"{name}/{number}.png": one_colour((number,) * 3, (5, 4)) for name in ("a", "b") for number in range(3)}
    assert archive.read(grey).dataset.image_shape == (4, 5, 1)
    assert "5 x 4" in refusal({**grey, "a/large.png": RED}, height=None, width=None)


def test_more_than_two_classes_must_be_chosen_from() -> None:
    files = folders(cat=3, dog=4, horse=5)
    assert dict(archive.look(zipped(files)).classes) == {"cat": 3, "dog": 4, "horse": 5}
    assert "'cat', 'dog', 'horse'" in refusal(files)
    assert load(files, zero="horse", one="cat").class_names == ("horse", "cat")
    reading = archive.read(files, zero="horse", one="cat")
    assert dict(reading.skipped) == {archive.NOT_CHOSEN: 4}
    against_all = load(files, one="dog")
    assert against_all.class_names == ("not dog", "dog")
    assert against_all.train.count(0) + against_all.test.count(0) == 8
    assert "no class 'bird'" in refusal(files, one="bird")
    assert "different" in refusal(files, zero="cat", one="cat")


def test_class_1_is_the_one_that_is_looked_for() -> None:
    for names in (("non-cat", "cat"), ("no face", "face"), ("other", "car"), ("apple", "pear")):
        assert load(folders(**dict.fromkeys(reversed(names), 3))).class_names == names


def test_the_seed_and_the_share_divide() -> None:
    files = folders(cat=10, dog=10)
    assert load(files).digest == load(zipped(files)).digest
    assert load(files, seed=1).digest != load(files).digest
    assert len(load(files, test_share=0.5).test) == 10


def test_a_name_in_utf8_that_the_archive_does_not_announce_is_read_as_utf8() -> None:
    files = {f"{name}/{number}.png": RED for name in ("Kätzchen", "Hund") for number in range(3)}
    data = zipped(files)
    for flag_at in [at for at in range(len(data)) if data[at : at + 4] == b"PK\x01\x02"]:
        data = data[: flag_at + 8] + b"\0\0" + data[flag_at + 10 :]
    assert load(data).class_names == ("Hund", "Kätzchen")


def test_progress_is_told_and_what_it_raises_ends_the_reading() -> None:
    seen: list[tuple[int, int]] = []
    archive.read(folders(cat=2, dog=2), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        archive.read(folders(cat=2, dog=2), progress=stop)


# The way back


def random_dataset(names: tuple[str, str], channels: int = 3, seed: int = 0) -> Dataset:
    images = np.random.default_rng(seed).integers(0, 256, (9, 5, 4, channels), dtype=np.uint8)
    return split_dataset("saved", names, images, np.arange(9) % 2, test_share=0.4, seed=seed)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_saved_dataset_comes_back_with_its_digest_whatever_its_classes_are_called(name: str) -> None:
    for dataset in (random_dataset((name, "cat")), random_dataset(("cat", name), channels=1)):
        back = archive.read(archive.save(dataset)).dataset
        assert back.digest == dataset.digest
        assert back.class_names == dataset.class_names
        assert hdf5.load(*hdf5.save(dataset)).digest == dataset.digest


def test_the_built_in_faces_and_all_grey_colour_images_come_back() -> None:
    dataset = faces.load()
    assert load(archive.save(dataset), height=None, width=None, channels=None).digest == dataset.digest
    grey = np.repeat(dataset.train.images[:6], 3, axis=3)
    labels = np.arange(6) % 2
    colour = Dataset("colour", ("a", "b"), Split(grey, labels), Split(grey[:1], labels[:1]))
    assert archive.read(archive.save(colour)).dataset.digest == colour.digest


def test_a_saved_dataset_is_a_zip_of_pngs_and_a_table_that_other_programs_read() -> None:
    dataset = random_dataset(("=HYPERLINK(1)", "../x"))
    data = archive.save(dataset)
    assert data == archive.save(dataset)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        rows = list(csv.DictReader(io.StringIO(file.read("labels.csv").decode("utf-8-sig"), newline="")))
        pictures = {row["file"]: np.array(Image.open(io.BytesIO(file.read(row["file"])))) for row in rows}
        assert sorted(file.namelist()) == sorted([*pictures, "labels.csv"])
    train = [row for row in rows if row["split"] == "train"]
    assert [int(row["label"]) for row in train] == dataset.train.labels.tolist()
    for row, image in zip(train, dataset.train.images, strict=True):
        np.testing.assert_array_equal(pictures[row["file"]], image)
        assert row["file"].startswith(f"train/{row['label']}-")
        assert ".." not in row["file"]
    assert {row["class"] for row in rows} == {"'=HYPERLINK(1)", "../x"}


def test_a_saved_dataset_can_be_resized_zipped_again_and_lose_photos() -> None:
    dataset = random_dataset(("b", "a"))
    data = archive.save(dataset)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        files = {f"my folder/{name}": file.read(name) for name in file.namelist()}
    assert archive.read(files).dataset.digest == dataset.digest
    assert load(data, height=2, width=2, channels=1).image_shape == (2, 2, 1)
    assert load(data, zero="a", one="b").class_names == ("a", "b")
    broken = next(path for path in files if path.endswith("00001.png") and "train" in path)
    reading = archive.read({**files, broken: b"broken", "my folder/new.png": RED})
    assert [path for path, _ in reading.broken] == [broken]
    assert dict(reading.skipped) == {listing.NOT_LISTED: 1}
    del files[broken]
    assert "not there" in refusal(files)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x.png,elsewhere,0,a,5,4,3", "like the others"),
        ("x.png,train,2,a,5,4,3", "like the others"),
        ("x.png,train,0,a", "like the others"),
        ("../../x.png,train,0,a,5,4,3", "not there"),
        ("a.png,train,0,a,5,4,3", "same in every line"),
        ("a.png,train,1,c,6,8,3", "two names"),
        ("a.png,train,1,a,6,8,3", "two classes"),
    ],
)
def test_a_table_that_was_damaged_by_hand_is_refused_by_line(line: str, said: str) -> None:
    start = ",".join(table.COLUMNS) + "\na.png,train,0,a,6,8,3\n"
    middle = "" if "two classes" in said else "a.png,test,1,b,6,8,3\n"
    assert said in refusal({"a.png": RED, "labels.csv": f"{start}{middle}{line}\n".encode()})


def test_a_table_of_too_large_images_is_refused_at_a_look_and_whatever_size_is_asked_for() -> None:
    lines = [",".join(table.COLUMNS), "a.png,train,0,a,9999,8,3", "a.png,test,1,b,9999,8,3"]
    files = {"a.png": RED, "labels.csv": "\n".join(lines).encode()}
    assert "must be from 1 to 512 pixels. Got 9999" in refusal(files, height=6, width=8, channels=3)
    with pytest.raises(ArchiveError, match="Got 9999"):
        archive.look(files)


# Archives that were made to harm


class Entry:
    """One entry of a handmade archive, with every promise open to a lie."""

    def __init__(self, name: bytes, content: bytes = RED, **lies: Any) -> None:
        self.name, self.content = name, content
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
        method = lies.get("method", 8)
        self.packed = deflater.compress(content) + deflater.flush() if method == 8 else content
        self.fields = {
            "flags": 0,
            "method": method,
            "crc": zlib.crc32(content),
            "packed": len(self.packed),
            "size": len(content),
            "mode": 0,
            "offset": None,
            **lies,
        }


def handmade(*entries: Entry, **lies: Any) -> bytes:
    """An archive of these entries; ``lies`` go into the record at its end."""
    body, directory = b"", b""
    for entry in entries:
        f = entry.fields
        offset = len(body) if f["offset"] is None else f["offset"]
        head = struct.pack(
            "<5H3L2H", 20, f["flags"], f["method"], 0, 33, f["crc"], f["packed"], f["size"], len(entry.name), 0
        )
        body += b"PK\x03\x04" + head + entry.name + entry.packed
        directory += b"PK\x01\x02" + struct.pack("<H", 0x0314) + head
        directory += struct.pack("<3H2L", 0, 0, 0, f["mode"] << 16, offset) + entry.name
    end = {"count": len(entries), "size": len(directory), "offset": len(body), "before": b"", "after": b"", **lies}
    record = struct.pack("<4H2LH", 0, 0, end["count"], end["count"], end["size"], end["offset"], 0)
    return body + directory + end["before"] + b"PK\x05\x06" + record + end["after"]


GOOD = [Entry(f"{name}/{number}.png".encode()) for name in ("cat", "dog") for number in range(3)]
ZEROS = b"\0" * 30_000_000


def test_the_handmade_archive_is_in_order() -> None:
    assert load(handmade(*GOOD)).class_names == ("cat", "dog")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "empty"),
        (lambda: b"Rar!\x1a\x07" + b"x" * 50, "another way than ZIP"),
        (lambda: b"\x89HDF\r\n\x1a\n", "not a ZIP"),
        (lambda: handmade(), "at least two classes"),
        (lambda: handmade(*GOOD)[:-30], "damaged"),
        (lambda: handmade(*GOOD) + b"more", "damaged"),
        (lambda: handmade(*GOOD, count=5), "damaged"),
        (lambda: handmade(*GOOD, count=65535), "entries"),
        (lambda: handmade(*GOOD, offset=3), "damaged"),
        (lambda: handmade(*GOOD, size=2**31), "damaged"),
        (lambda: handmade(*GOOD, before=b"PK\x06\x07" + b"\0" * 16), "damaged"),
        (lambda: handmade(*GOOD, Entry(b"../../etc/cron.d/x.png")), "outside"),
        (lambda: handmade(*GOOD, Entry(b"cat/../../x.png")), "outside"),
        (lambda: handmade(*GOOD, Entry(b"..\\x.png")), "outside"),
        (lambda: handmade(*GOOD, Entry(b"/etc/passwd.png")), "outside"),
        (lambda: handmade(*GOOD, Entry(b"C:\\x.png")), "outside"),
        (lambda: handmade(*GOOD, Entry(b"cat/x.png\0.txt")), "outside"),
        (lambda: handmade(*GOOD, Entry(b"")), "outside"),
        (lambda: handmade(*GOOD, Entry(b"cat/link.png", b"/etc/passwd", mode=0o120777)), "link"),
        (lambda: handmade(*GOOD, Entry(b"cat/pipe.png", b"", mode=0o010777)), "link"),
        (lambda: handmade(*GOOD, Entry(b"cat/x.png", flags=1)), "encrypted"),
        (lambda: handmade(*GOOD, Entry(b"cat/x.png", method=12)), "few programs"),
        (lambda: handmade(*GOOD, Entry(b"cat/x.zip")), "archive within"),
        (lambda: handmade(*GOOD, Entry(b"cat/0.png")), "two entries"),
        (lambda: handmade(*GOOD, Entry(b"cat/bomb.png", ZEROS)), "times its size"),
        (lambda: handmade(*GOOD, Entry(b"cat/large.png", size=2**32 - 2)), "MB are accepted"),
        (lambda: handmade(*[Entry(b"%d.png" % n, b"x" * 999, size=2**27, packed=2**21) for n in range(9)]), "MB"),
        (lambda: handmade(*GOOD, Entry(b"cat/again.png", offset=0)), "on top of each other"),
        (lambda: handmade(*GOOD, Entry(b"cat/long.png", packed=2**20)), "on top of each other"),
        (lambda: handmade(*GOOD, Entry(b"cat/far.png", offset=2**31)), "damaged"),
        (lambda: handmade(*GOOD, Entry(b"cat/odd.png", offset=7)), "damaged"),
    ],
)
def test_a_hostile_archive_is_refused_before_anything_is_inflated(
    make: Callable[[], bytes], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inflate(*_: object) -> bytes:
        raise AssertionError("nothing may be inflated")

    data = make()
    monkeypatch.setattr(listing.zipped, "inflate", inflate)
    assert said in refusal(data)


def test_a_directory_of_a_million_entries_is_not_even_looked_at() -> None:
    entry = b"PK\x01\x02" + b"\0" * 42
    data = b"PK\x03\x04" + entry * 1_000_000
    data += b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 9, 9, len(data) - 4, 4, 0)
    tracemalloc.start()
    try:
        assert "directory of 46,000,000 bytes" in refusal(data)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "lie",
    [
        {"size": 100},
        {"size": len(RED) + 1},
        {"crc": 1},
        {"content": ZEROS, "size": 900_000},
        {"method": 0, "size": 5},
        {"content": b"\xff" * 40, "method": 0, "fields_method": 8},
    ],
    ids=lambda lie: "-".join(lie),
)
def test_an_entry_that_lies_about_its_data_is_a_broken_photo_and_no_byte_more_is_inflated(lie: dict[str, Any]) -> None:
    content, method = lie.pop("content", RED), lie.pop("fields_method", None)
    entry = Entry(b"cat/liar.png", content, **lie)
    if method is not None:
        entry.fields["method"] = method
    data = handmade(*GOOD, entry)
    tracemalloc.start()
    try:
        reading = archive.read(data, height=4, width=4)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
    ((path, reason),) = reading.broken
    assert path == "cat/liar.png"
    assert "damaged" in reason


def test_a_photo_that_is_too_large_a_file_is_broken_and_is_not_read() -> None:
    noise = np.random.default_rng(0).integers(0, 256, 200_000, dtype=np.uint8).tobytes()
    data = handmade(*GOOD, Entry(b"cat/large.png", noise + b"\0" * 27_000_000))
    ((path, reason),) = archive.read(data, height=4, width=4).broken
    assert (path, "at most 25 MB" in reason) == ("cat/large.png", True)


def test_photos_that_take_too_long_are_refused_after_a_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(archive, "monotonic", lambda: next(clock))
    files = folders(cat=50, dog=50)
    assert "after 4 seconds 1 of them" in refusal(files)


def test_too_many_broken_photos_classes_photos_and_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    files = folders(cat=3, dog=3)
    assert "250 MB, and at most 64 MB" in refusal(folders(a=200, b=134), height=512, width=512)
    assert "from 1 to 512" in refusal(files, height=513)
    assert "1 channel" in refusal(files, channels=4)
    assert "None of the photos" in refusal({"a/1.png": b"x", "b/1.png": b"y"})
    wide = {f"{name}/{number}.png": one_colour("red", (600, 2)) for name in ("a", "b") for number in range(2)}
    assert "at most 512" in refusal(wide, height=None, width=None)
    monkeypatch.setattr(archive, "MAX_BROKEN", 2)
    assert "More than 2 photos" in refusal({**files, **{f"cat/{n}.jpg": b"x" for n in range(3)}})
    monkeypatch.setattr(listing, "MAX_PHOTOS", 5)
    assert "6 photos" in refusal(files)
    monkeypatch.setattr(listing, "MAX_CLASSES", 1)
    assert "2 folders" in refusal(folders(cat=1, dog=1))
    monkeypatch.setattr(archive, "MAX_APART", 1)
    monkeypatch.setattr(listing, "MAX_CLASSES", 9)
    assert "TIFF, AVIF or HEIC" in refusal({"a/1.heic": b"", "b/1.tif": b""})


def test_nothing_is_written_to_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    load(zipped({f"{path}": content for path, content in folders(cat=3, dog=3).items()}))
    assert not list(tmp_path.iterdir())
