"""Studies whose units change, made from the shipped panel: a merger, a new code, a split."""

from __future__ import annotations

import csv

HEADER = ("date", "year", "kind", "from_code", "to_code", "name_zh", "name_en", "type", "source_id")
WHOLE, FORMER = "149999", ("140221", "140222")  # a union and two real counties of Datong
SOURCE = {"source_id": "county_own_figure"}
DAY, YEAR = "2022-06-01", 2022


def read_rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return list(reader.fieldnames), list(reader)


def write_rows(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_rows(path, change):
    """Rewrite a CSV file: `change` takes its rows and returns the new ones."""
    header, rows = read_rows(path)
    write_rows(path, header, change(rows))


def write_crosswalk(data, *rows):
    """Write crosswalk.csv; each row is a tuple in the order of HEADER, the last cells optional."""
    write_rows(
        data / "crosswalk.csv",
        HEADER,
        [SOURCE | dict(zip(HEADER, row, strict=False)) for row in rows],
    )


def merge(data):
    """Merge two counties from 2022 on: their figures of later years are those of the union."""
    _, units = read_rows(data / "units.csv")
    names = {row["code"]: (row["name_zh"], row["name_en"]) for row in units}

    def unite(rows):
        first = next(row for row in rows if row["code"] == FORMER[0])
        union = {**first, "code": WHOLE, "name_zh": "双阳区", "name_en": "Shuangyang District"}
        union |= {"type": "district", "predecessor_code": "", "predecessor_zh": ""}
        return [row for row in rows if row["code"] not in FORMER] + [union]

    def add(rows):
        kept, sums = [], {}
        for row in rows:
            if row["code"] not in FORMER or int(row["year"]) < YEAR:
                kept.append(row)
            elif row["kind"] == "preferred" and row["unit"] in ("cny_1e8", "persons_1e4"):
                sums.setdefault((row["year"], row["indicator"]), []).append(row)
        for parts in sums.values():
            if len(parts) == 2:
                value = f"{sum(float(part['value']) for part in parts):.6f}"
                kept.append(parts[0] | {"code": WHOLE, "name_zh": "双阳区", "value": value})
        return kept

    edit_rows(data / "units.csv", unite)
    edit_rows(data / "panel.csv", add)
    write_crosswalk(
        data, *((DAY, "", "merged", code, WHOLE, *names[code], "county") for code in FORMER)
    )
    return data


def recode(data, code="140406", former="140481", year=2022):
    """Write the earlier figures of a unit under the code and name that it had before."""

    def rename(rows):
        return [
            row | {"code": former, "name_zh": "潞城市"}
            if row["code"] == code and int(row["year"]) < year
            else row
            for row in rows
        ]

    edit_rows(data / "panel.csv", rename)
    write_crosswalk(
        data, (f"{year}-01-01", "", "recoded", former, code, "潞城市", "", "county-level city")
    )
    return data


SMALL = """\
name: small
label: {en: Six districts}
languages: [en]
home: {unit: "1"}
nouns:
  unit: {en: district}
  units: {en: districts}
  region: {en: the region}
rosters:
  all: {label: {en: all}}
  rural: {label: {en: rural}, exclude: {type: [city]}}
variables:
  gdp: {indicator: gdp, unit: usd_1e6}
indicators:
  income: {unit: usd_per_person}
first_year: 2010
first_origin: 2013
horizon: 2025
report_years: [2020, 2025]
"""


def level(code, year):
    """Return the made-up figure of a unit: all differ, and ranks change over the years."""
    return round(20 * int(code) + 7 * ((int(code) * 5 + year) % 6) + (year - 2010) * 1.5, 1)


def write_small(folder, spans, *changes, units=(), skip=()):
    """Write a study of few units; `spans` are (code, first year, last year) of the figures."""
    folder.mkdir()
    (folder / "study.yaml").write_text(SMALL, encoding="utf-8")
    lines = [f"{code},Unit {code},{'city' if int(code) % 2 else 'land'}" for code in units]
    (folder / "units.csv").write_text(
        "\n".join(["code,name_en,type", *lines, ""]), encoding="utf-8"
    )
    rows = [
        f"{code},{year},{indicator},{level(code, year)}"
        for code, first, last in spans
        for year in range(first, last + 1)
        for indicator in ("gdp", "income")
        if (code, year) not in skip
    ]
    (folder / "panel.csv").write_text(
        "\n".join(["code,year,indicator,value", *rows, ""]), encoding="utf-8"
    )
    if changes:
        write_rows(
            folder / "crosswalk.csv", HEADER, [dict(zip(HEADER, c, strict=False)) for c in changes]
        )
    return folder
