"""What a watch says of itself: read where it can be, refused where it cannot be believed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.limited import cost, costs_little
from support.watches import BAND, FENIX, FORERUNNER, device_xml

from fitexport.errors import WatchError
from fitexport.watch.device import MAX_BYTES, Device, Folders, read_device

XML = device_xml(FORERUNNER).decode()
READ = Device(
    model="Forerunner 935",
    part_number="006-B2691-00",
    software="13.26",
    unit="3948201746",
    workouts=Folders(into="GARMIN/NEWFILES", kept="GARMIN/WORKOUTS"),
    schedules=Folders(into="GARMIN/NEWFILES", kept="GARMIN/SCHEDULE"),
)


def file(path: str, direction: str, extension: str = "FIT") -> str:
    return (
        f"<File><Location><Path>{path}</Path><FileExtension>{extension}</FileExtension></Location>"
        f"<TransferDirection>{direction}</TransferDirection></File>"
    )


def with_types(*types: str) -> bytes:
    return f"<Device><MassStorageMode>{''.join(types)}</MassStorageMode></Device>".encode()


def takes(*files: str, name: str = "FIT_TYPE_5") -> bytes:
    """A device with one type of data."""
    return with_types(f"<DataType><Name>{name}</Name>{''.join(files)}</DataType>")


def into(path: str) -> bytes:
    """A device that takes workouts there."""
    return takes(file(path, "InputToUnit"))


def refused(why: str) -> str:
    return (
        f"GarminDevice.xml is not valid: {why}\n"
        "  nothing was written; is this a Garmin watch? restart it, or give its drive with --at"
    )


# --- what is read -----------------------------------------------------------------------


def test_a_forerunner_is_read() -> None:
    assert read_device(device_xml(FORERUNNER)) == READ
    assert READ.title == "Forerunner 935 (software 13.26)"


def test_a_fenix_spells_its_folders_with_capitals() -> None:
    assert read_device(device_xml(FENIX)) == Device(
        model="fenix 6X Pro Solar",
        part_number="006-B3291-00",
        software="28.02",
        unit="3402915577",
        workouts=Folders(into="Garmin/NewFiles", kept="Garmin/Workouts"),
        schedules=Folders(into="Garmin/NewFiles", kept="Garmin/Schedule"),
    )


def test_a_band_accepts_no_workouts() -> None:
    assert read_device(device_xml(BAND)) == Device(
        model="vivosmart HR", part_number="006-B2348-00", software="4.30", unit="3911000042"
    )


def test_a_watch_whose_device_fit_says_so_accepts_none_either() -> None:
    assert READ.without_workouts() == Device(
        model="Forerunner 935", part_number="006-B2691-00", software="13.26", unit="3948201746"
    )


def test_no_namespace_is_needed() -> None:
    plain = re.sub(r'xmlns[:\w]*="[^"]*"|xsi:\w+="[^"]*"', "", XML)
    assert "xsi" not in plain
    assert "http" not in plain
    assert read_device(plain.encode()) == READ


@pytest.mark.parametrize("case", [str.lower, str.upper], ids=["lower", "upper"])
def test_the_case_of_the_words_does_not_matter(case: Callable[[str], str]) -> None:
    recased = re.sub(r"(</?)(\w+)", lambda tag: tag[1] + case(tag[2]), XML)
    for word in ("InputToUnit", "OutputFromUnit", "FIT_TYPE_5", "FIT_TYPE_7"):
        recased = recased.replace(word, case(word))
    assert recased != XML
    assert read_device(recased.encode()) == READ


def test_lines_blanks_and_comments_do_not_matter() -> None:
    laid_out = XML.replace("><", ">\n  <!-- x -->\n  <").replace(
        "<Path>GARMIN/NEWFILES</Path>", "<Path>\n GARMIN/NEW<!-- y -->FILES\t</Path>"
    )
    assert read_device(laid_out.encode()) == READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = XML.replace("UTF-8", name).replace("Forerunner", "Forérunner")
    assert read_device(text.encode(encoding)).model == "Forérunner 935"


@pytest.mark.parametrize(
    ("data", "device", "title"),
    [
        (b"<Device/>", Device(), "a watch without a name"),
        (b"<Device><Model/><Id/></Device>", Device(), "a watch without a name"),
        (
            b"<Device><Model><SoftwareVersion>310</SoftwareVersion></Model></Device>",
            Device(software="3.10"),
            "a watch without a name (software 3.10)",
        ),
        (
            b"<Device><Model><Description> fenix \n 3 </Description></Model><Id>7</Id></Device>",
            Device(model="fenix 3", unit="7"),
            "fenix 3",
        ),
        (b"<Device><Description>not here</Description></Device>", Device(), None),
        (b"<Device><Model/><Model><PartNumber>1</PartNumber></Model></Device>", Device(), None),
    ],
    ids=["nothing", "empty", "no name", "no software", "description elsewhere", "second model"],
)
def test_missing_elements_are_empty(data: bytes, device: Device, title: str | None) -> None:
    assert read_device(data) == device
    assert title is None or device.title == title


@pytest.mark.parametrize(
    ("data", "folders"),
    [
        (takes(file("G/IN", "InputToUnit")), Folders("G/IN", None)),
        (takes(file("G/OUT", "OutputFromUnit")), None),
        (takes(file("G/BOTH", "InputOutput")), Folders("G/BOTH", "G/BOTH")),
        (
            takes(file("G/OUT", "OutputFromUnit"), file("G/BOTH", "InputOutput")),
            Folders("G/BOTH", "G/OUT"),
        ),
        (
            takes(file("G/IN", "InputToUnit"), file("G/IN2", "InputToUnit")),
            Folders("G/IN", None),
        ),
        (takes(file("G/IN", "Sideways")), None),
        (takes(), None),
        (takes("<File/>"), None),
        (takes(file("G/IN", "InputToUnit"), name=""), None),
        (takes(file("G/IN", "InputToUnit"), name="FIT_TYPE_55"), None),
        (takes(file("G\\IN\\", "InputToUnit")), Folders("G/IN", None)),
        (takes(file("G/IN/", "InputToUnit")), Folders("G/IN", None)),
        (takes(file("G/New Files", "InputToUnit")), Folders("G/New Files", None)),
        (takes(file("G/..New", "InputToUnit")), Folders("G/..New", None)),
    ],
    ids=[
        "in",
        "out only",
        "both ways",
        "out, then both ways",
        "two in",
        "another direction",
        "no file",
        "an empty file",
        "no name",
        "a longer name",
        "backslashes",
        "slash at the end",
        "a blank",
        "dots that are a name",
    ],
)
def test_the_folders_of_workouts_depend_on_the_direction(
    data: bytes, folders: Folders | None
) -> None:
    assert read_device(data).workouts == folders


def test_other_file_types_are_skipped() -> None:
    files = (
        file("G/MAPS", "InputToUnit", "IMG"),
        file("../X", "OutputFromUnit", "GPX"),
        file("G/IN", "InputToUnit", "fit"),
        file("G/OUT", "OutputFromUnit", ""),
    )
    assert read_device(takes(*files)).workouts == Folders("G/IN", "G/OUT")


def test_schedules_without_workouts_are_read_as_such() -> None:
    device = read_device(takes(file("G/IN", "InputToUnit"), name="FIT_TYPE_7"))
    assert (device.workouts, device.schedules) == (None, Folders("G/IN", None))


def test_folders_outside_the_drive_mode_do_not_count() -> None:
    types = f"<DataType><Name>FIT_TYPE_5</Name>{file('G/IN', 'InputToUnit')}</DataType>"
    assert read_device(f"<Device>{types}<Mode>{types}</Mode></Device>".encode()) == Device()


def test_other_data_types_are_ignored() -> None:
    """A path that leads anywhere is of no concern where nothing is read or written by it."""
    types = f"<DataType><Name>FIT_TYPE_4</Name>{file('../../etc', 'InputOutput')}</DataType>"
    assert read_device(with_types(types)) == Device()


# --- what is refused --------------------------------------------------------------------

_ENTITIES = "it declares entities, which no watch does"
REFUSED = {
    "nothing": (b"", "not XML: no element found: line 1, column 0"),
    "no XML": (b"GARMIN", "not XML: syntax error: line 1, column 0"),
    "a workout": (
        b"\x0e\x10\xa6\x52",
        "not XML: not well-formed (invalid token): line 1, column 0",
    ),
    "cut off": (XML[:700].encode(), "not XML: unclosed token: line 1, column 694"),
    "more than one": (
        b"<Device/><Device/>",
        "not XML: junk after document element: line 1, column 9",
    ),
    "another root": (
        b"<gpx><Device/></gpx>",
        "it begins with <gpx>, not <Device>",
    ),
    "a long root": (
        b'<x xmlns="http://' + b"y" * 100 + b'"/>',
        f"it begins with <{{http://{'y' * 32}>, not <Device>",
    ),
    "too large": (XML.encode() + b" " * MAX_BYTES, "larger than 512 kB"),
    "a bare doctype": (b"<!DOCTYPE Device><Device/>", _ENTITIES),
    "a doctype elsewhere": (
        b'<!DOCTYPE Device SYSTEM "file:///etc/passwd"><Device/>',
        _ENTITIES,
    ),
    "an entity": (
        b'<!DOCTYPE Device [<!ENTITY a "b">]><Device><Id>&a;</Id></Device>',
        _ENTITIES,
    ),
    "an entity of a file": (
        b'<!DOCTYPE Device [<!ENTITY a SYSTEM "file:///etc/passwd">]><Device>&a;</Device>',
        _ENTITIES,
    ),
    "a parameter entity": (
        b'<!DOCTYPE Device [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x.dtd"> %a;]><Device/>',
        _ENTITIES,
    ),
    "a billion laughs": (
        b'<!DOCTYPE Device [<!ENTITY l0 "lol">'
        + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
        + b"]><Device><Id>&l9;</Id></Device>",
        _ENTITIES,
    ),
    "an entity never declared": (
        b"<Device><Id>&a;</Id></Device>",
        "not XML: undefined entity: line 1, column 12",
    ),
    "an unknown encoding": (
        b'<?xml version="1.0" encoding="klingon"?><Device/>',
        "not XML: unknown encoding: klingon",
    ),
    "an encoding that steers the terminal": (
        b'<?xml version="1.0" encoding="\x1b[2J"?><Device/>',
        "not XML: not well-formed (invalid token): line 1, column 30",
    ),
    "a wide encoding": (
        b'<?xml version="1.0" encoding="shift_jis"?><Device/>',
        "not XML: multi-byte encodings are not supported",
    ),
    "no text of its encoding": (
        b"<Device><Id>\xff</Id></Device>",
        "not XML: not well-formed (invalid token): line 1, column 12",
    ),
    "a raw control character": (
        b"<Device><Id>\x1b[2J</Id></Device>",
        "not XML: not well-formed (invalid token): line 1, column 12",
    ),
    "a written control character": (
        b"<Device><Id>&#27;[2J</Id></Device>",
        "not XML: reference to invalid character number: line 1, column 12",
    ),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_an_invalid_description_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(WatchError) as caught:
        read_device(data)
    assert str(caught.value) == refused(why)


def test_a_file_of_the_largest_size_is_read() -> None:
    data = XML.encode()
    assert read_device(data + b" " * (MAX_BYTES - len(data))) == READ


@pytest.mark.slow
def test_elements_within_elements_do_not_exhaust_the_stack() -> None:
    with pytest.raises(WatchError) as caught:
        read_device(b"<Device>" + b"<a>" * 100_000)
    assert str(caught.value) == refused("not XML: no element found: line 1, column 300008")
    deep = b"<Device>" + b"<a>" * 74_000 + b"</a>" * 74_000 + b"</Device>"
    assert len(deep) < MAX_BYTES
    assert read_device(deep) == Device()


@pytest.mark.parametrize(
    "data",
    [
        with_types("<DataType><File/></DataType>" * 18_000),
        takes(*["<File/>"] * 70_000),
        b"<Device>" + b"<Model/>" * 65_000 + b"</Device>",
        b"<Device " + b" ".join(b'a%d=""' % n for n in range(48_000)) + b"/>",
        b"<Device><Id>" + b" 9" * 260_000 + b"</Id></Device>",
        into("a/" * 260_000),
    ],
    ids=["types", "files", "models", "attributes", "words", "a path"],
)
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_as_much_as_fits_costs_little(data: bytes, tmp_path: Path) -> None:
    assert MAX_BYTES * 0.8 < len(data) <= MAX_BYTES
    _read_or_refused(data)
    (tmp_path / "drive" / "GARMIN").mkdir(parents=True)
    (tmp_path / "drive" / "GARMIN" / "GarminDevice.xml").write_bytes(data)
    found = cost("watch", "find", "--at", "drive", folder=tmp_path)
    costs_little(found)
    assert found.exit_code in (0, 6)


PATHS = {
    "up": "../x",
    "up from within": "GARMIN/../../x",
    "up by backslashes": "GARMIN\\..\\x",
    "up at the end": "GARMIN/..",
    "here": ".",
    "above": "..",
    "a dot within": "GARMIN/./x",
    "dots": "GARMIN/...",
    "dots and blanks": "GARMIN/. .",
    "a blank": "GARMIN/ /x",
    "the root of the computer": "/etc",
    "the root alone": "/",
    "a drive": "C:\\x",
    "a drive's own folder": "C:x",
    "another computer": "\\\\server\\x",
    "an empty part": "a//b",
    "nothing": "",
    "a wildcard": "GARMIN/*",
    "a pipe": "GARMIN|x",
    "too deep": "/".join("abcdefghi"),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_folder_outside_the_watch_is_refused(path: str) -> None:
    for direction in ("InputToUnit", "OutputFromUnit", "InputOutput"):
        for name in ("FIT_TYPE_5", "FIT_TYPE_7"):
            with pytest.raises(WatchError) as caught:
                read_device(takes(file(path, direction), name=name))
            assert str(caught.value) == refused(f'it names a folder outside the watch: "{path}"')


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("GARMIN/NEW\u009b2JFILES", "GARMIN/NEWU+009B2JFILES"),
        ("GARMIN/NEW\u0085FILES", "GARMIN/NEWU+0085FILES"),
        ("GARMIN/\u202eSELIFWEN", "GARMIN/U+202ESELIFWEN"),
        ("GARMIN/NEW&#9;FILES", "GARMIN/NEWU+0009FILES"),
        ("GARMIN/NEW&#10;FILES", "GARMIN/NEWU+000AFILES"),
    ],
    ids=["escape", "next line", "right to left", "tab", "line break"],
)
def test_a_folder_with_control_characters_is_refused_not_renamed(path: str, shown: str) -> None:
    with pytest.raises(WatchError) as caught:
        read_device(into(path))
    assert str(caught.value) == refused(f'it names a folder outside the watch: "{shown}"')


def test_a_very_long_folder_is_refused_not_shortened() -> None:
    assert read_device(into("x" * 200)).workouts == Folders("x" * 200, None)
    with pytest.raises(WatchError) as caught:
        read_device(into("x" * 201))
    assert str(caught.value) == refused(f'it names a folder outside the watch: "{"x" * 80}"')


def test_control_characters_in_names_are_made_visible() -> None:
    data = (
        "<Device><Model><PartNumber>\u009b31m</PartNumber><SoftwareVersion>1\u200e</SoftwareVersion>"
        "<Description>\u202efenix\u009b2J</Description></Model><Id>7\u2066</Id></Device>"
    )
    assert read_device(data.encode()) == Device(
        model="U+202EfenixU+009B2J", part_number="U+009B31m", software="1U+200E", unit="7U+2066"
    )


def test_long_names_are_shortened() -> None:
    data = f"<Device><Model><Description>{'x' * 9000}</Description></Model></Device>"
    assert read_device(data.encode()).model == "x" * 80


# --- anything ---------------------------------------------------------------------------

_FIXTURES = [device_xml(kind) for kind in (FORERUNNER, FENIX, BAND)]
_PIECES = [
    b"<",
    b">",
    b"</",
    b"..",
    b"/",
    b"\\",
    b"\0",
    b"&#x9b;",
    b"&lt;",
    b"<!DOCTYPE a>",
    b"\xff",
]


def _read_or_refused(data: bytes) -> None:
    """A Device whose folders are on the watch, or a WatchError; nothing else."""
    device, message = Device(), ""
    try:
        device = read_device(data)
    except WatchError as error:
        message = str(error)
    assert not message or message.startswith("GarminDevice.xml is not valid: ")
    shown = (device.title, device.part_number, device.unit, *message.split("\n"))
    assert all(text.isprintable() for text in shown)
    for path in (*(device.workouts or ()), *(device.schedules or ())):
        if path is not None:
            _assert_below(path)


def _assert_below(path: str) -> None:
    for kind, root in ((PurePosixPath, "/media/u/GARMIN"), (PureWindowsPath, "E:\\")):
        joined = kind(root) / path
        assert joined.is_relative_to(root)
        assert joined != kind(root)
        assert ".." not in joined.parts
        assert len(joined.relative_to(root).parts) == path.count("/") + 1


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read_or_refused(data)
    _read_or_refused(b"<Device>" + data + b"</Device>")


@given(
    st.sampled_from(_FIXTURES),
    st.lists(
        st.tuples(
            st.integers(0, 3000),
            st.integers(0, 12),
            st.one_of(st.sampled_from(_PIECES), st.binary(max_size=6)),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_any_mutation_of_a_real_one_is_read_or_refused(
    data: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for at, length, new in changes:
        at %= len(data) + 1
        data = data[:at] + new + data[at + length :]
    _read_or_refused(data)


@given(st.text(max_size=30) | st.text("./\\ :aC\u0085\u202e~", max_size=30))
def test_any_folder_is_below_the_root_or_refused(path: str) -> None:
    escaped = path.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    _read_or_refused(into(escaped))
