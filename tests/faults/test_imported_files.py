"""Files for `planodds import` and `planodds init` that nobody would call a table."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
import xlsxwriter

from planodds.errors import InputError
from planodds.inputs.importing.file_reader import read_grids

CELL = b'<row r="1"><c r="A1"><v>1</v></c></row>'
FAR_CELL = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FAR_RANGE = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'


def sheet(path, cells=CELL, after=b"", times=1):
    """Write a workbook whose only sheet has these cells, repeated."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet().write(0, 0, 1)
    with (
        zipfile.ZipFile(stream) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                head, _, tail = content.partition(b"<sheetData>")
                end = tail.partition(b"</sheetData>")[2]
                content = head + b"<sheetData>" + cells * times + b"</sheetData>" + after + end
            target.writestr(name, content)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: sheet(path, CELL + FAR_CELL), "1,048,576 rows and 16,384 columns"),
        (lambda path: sheet(path, after=FAR_RANGE), "1,048,576 rows and 16,384 columns"),
        (lambda path: sheet(path, CELL.replace(b"A1", b"ZZZZZZ4")), "outside of any sheet"),
        (lambda path: sheet(path, CELL.replace(b"A1", b"A99999999999")), "outside of any sheet"),
        (lambda path: sheet(path, FAR_CELL.replace(b"XFD", b"xfd")), "1,048,576 rows"),
        (lambda path: sheet(path, FAR_CELL.replace(b'"', b"'")), "1,048,576 rows"),
        (lambda path: path.write_text("a,b\n" * 1_600_000), "1,600,000 lines"),
        (lambda path: path.symlink_to("/dev/zero"), "a device or a pipe"),
        (os.mkfifo, "a device or a pipe"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_text("a,b\n" + "x" * 200_000), "field larger than field limit"),
        (lambda path: path.write_text("," * 6000 + "\n" + "a\n" * 1000), "6,001 columns"),
        (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(300)), "damaged or not a workbook"),
    ],
    ids=[
        "far cell",
        "far range",
        "far column",
        "far row",
        "small letters",
        "single quotes",
        "lines",
        "device",
        "pipe",
        "folder",
        "long cell",
        "wide",
        "no archive",
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, make, says):
    path = tmp_path / "table.xlsx"
    make(path)
    with pytest.raises(InputError) as caught:
        read_grids(path)
    assert says in str(caught.value)
    assert caught.value.where
    assert caught.value.remedy


def test_an_archive_of_gigabytes_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("planodds.inputs.importing.file_reader._MAX_UNFOLDED", 2_000_000)
    path = tmp_path / "table.xlsx"
    sheet(path, times=100_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(InputError, match="MB when unpacked"):
        read_grids(path)


def test_an_archive_that_states_a_false_size_is_not_unpacked(tmp_path):
    path = tmp_path / "table.xlsx"
    sheet(path, times=50_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(InputError, match="damaged or not a workbook"):
        read_grids(path)


def test_a_workbook_of_many_sheets_or_cells_is_refused(tmp_path, monkeypatch):
    reader = "planodds.inputs.importing.file_reader"
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for _ in range(3):
            workbook.add_worksheet().write(9, 9, 1)
    assert len(read_grids(path)) == 3
    monkeypatch.setattr(f"{reader}._MAX_SHEETS", 2)
    with pytest.raises(InputError, match="3 sheets"):
        read_grids(path)
    monkeypatch.setattr(f"{reader}._MAX_SHEETS", 3)
    monkeypatch.setattr(f"{reader}._MAX_CELLS", 250)
    with pytest.raises(InputError, match="10 rows and 10 columns") as caught:
        read_grids(path)
    assert caught.value.where == "table.xlsx sheet3.xml"
