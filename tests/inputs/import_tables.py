"""Files as offices store them, built for the tests of the import."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xlsxwriter

from planodds.inputs import DATA_DIR
from planodds.inputs.crosswalk.timeline import Timeline
from planodds.inputs.importing.figures import Options
from planodds.inputs.importing.file_reader import read_grids
from planodds.inputs.importing.session import measures_of_panel, read_figures
from planodds.inputs.importing.unit_names import UnitNames
from planodds.inputs.importing.vocabulary import build_vocabulary
from planodds.inputs.tables.csv_tables import read_county_panel, read_units

MEASURES = measures_of_panel(read_county_panel(DATA_DIR))
UNITS = read_units(DATA_DIR)


def write_xlsx(path, cells, *, merged=(), sheet="Sheet1", others=None):
    """Write a workbook; `cells` are rows, `merged` are ranges whose first cell is filled."""
    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in {sheet: cells, **(others or {})}.items():
        page = workbook.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    page.write_string(row, column, value)
                elif value is not None:
                    page.write_number(row, column, value)
        if name == sheet:
            for area in merged:
                first = xlsxwriter.utility.xl_cell_to_rowcol(area.split(":")[0])
                value = rows[first[0]][first[1]]
                page.merge_range(area, value)
    workbook.close()
    return path


def write_csv(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def take(path, *, units=UNITS, measures=MEASURES, **options):
    """Return the figures of a file as (unit, year, indicator, value, cell) and the extraction."""
    timeline = Timeline(units, (), groups="", path=DATA_DIR)
    names = UnitNames(timeline, build_vocabulary(measures))
    extraction, _, _ = read_figures(
        read_grids(Path(path), sheet=options.get("sheet", "")), names, measures, Options(**options)
    )
    figures = [
        (f.code, f.year, f.indicator, float(f.value), f.cell.partition("!")[2])
        for f in extraction.figures
    ]
    return figures, extraction


def foreign_units():
    """Return units of another country, whose codes begin with a zero."""
    columns = ["code", "name_zh", "name_en", "group_zh", "group_en", "type"]
    return pd.DataFrame(
        [
            ("01001", "Autauga County", "Autauga County", "Alabama", "Alabama", "county"),
            ("01003", "Baldwin County", "Baldwin County", "Alabama", "Alabama", "county"),
            ("13003", "Atkinson County", "Atkinson County", "Georgia", "Georgia", "county"),
            ("13009", "Baldwin County", "Baldwin County", "Georgia", "Georgia", "county"),
        ],
        columns=columns,
    )
