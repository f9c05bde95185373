"""Next year's table of a study that `planodds init` wrote: decimal commas and own words."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from planodds.errors import InputError
from planodds.inputs import load_panel
from planodds.inputs.importing.figures import Options
from planodds.inputs.importing.session import append_import, prepare_import
from planodds.inputs.new_study.columns import Choices
from planodds.inputs.new_study.create import create_study
from planodds.inputs.validation import check_inputs
from tests.inputs.import_tables import write_csv

GROUPS = {"Oberland": ("Oberland", "Altdorf", "Bergen", "Celle"),
          "Unterland": ("Dachau", "Emden", "Fulda", "Unterland"),
          "Mitte": ("Gera", "Hof", "Ilmenau", "Jena")}  # fmt: skip
UNITS = [(f"0{k + 11}", unit, group) for k, (unit, group) in enumerate(
    (unit, group) for group, units in GROUPS.items() for unit in units)]  # fmt: skip
HEADER = "Schlüssel;Kreis;Bezirk;Jahr;BIP (Mio. EUR)"


def figure(code, year):
    return 1000 + 37 * int(code) + (year - 2010) * (30 + int(code) % 7) + int(code) % 10 / 10


def german(value):
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def rows(years):
    return [
        f"{code};{unit};{group};{year};{german(figure(code, year))}"
        for code, unit, group in UNITS
        for year in years
    ]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("abroad")
    path = write_csv(folder / "bip.csv", "\n".join([HEADER, *rows(range(2008, 2023))]))
    create_study(path, folder / "study", Choices())
    return folder / "study"


@pytest.fixture
def study(written, tmp_path):
    return shutil.copytree(written, tmp_path / "study")


def prepare(study, text, **options):
    return prepare_import(write_csv(study.parent / "next.csv", text), study, Options(**options))


def figures(report):
    return {change.figure.code: float(change.figure.value) for change in report.changes}


EXPECTED = {code: figure(code, 2023) for code, _, _ in UNITS}


def test_next_years_table_of_another_country_is_appended_and_the_check_is_green(study):
    report = prepare(study, "\n".join([HEADER, *rows([2023])]))
    assert figures(report) == EXPECTED
    before = (study / "panel.csv").read_text(encoding="utf-8").splitlines()
    assert append_import(report, study, source="office", day=date(2026, 11, 2)) == len(UNITS)
    after = (study / "panel.csv").read_text(encoding="utf-8").splitlines()
    assert after[0] == f"{before[0]},source_id,note,recorded"
    assert after[1 : len(before)] == [f"{line},,," for line in before[1:]]
    assert after[-1].startswith("022,2023,") and ",office,imported from next.csv" in after[-1]
    assert [r.text for r in check_inputs(study) if r.level == "error"] == []
    panel = load_panel(study)
    assert panel.years[-1] == 2023 and panel.gdp[0, -1] == EXPECTED["011"]
    assert load_panel(study, as_of=date(2026, 11, 1)).years[-1] == 2022


def test_a_source_is_named_even_without_a_list_of_sources(study):
    report = prepare(study, "\n".join([HEADER, *rows([2023])]))
    with pytest.raises(InputError, match="no source is named"):
        append_import(report, study, source="", day=date(2026, 11, 2))


def test_a_title_and_years_as_columns_need_only_the_unit_of_measure(study):
    lines = ["Kreise im Vergleich;;", "Kreis;2022;2023"]
    lines += [f"{u};{german(figure(c, 2022))};{german(figure(c, 2023))}" for c, u, _ in UNITS]
    with pytest.raises(InputError, match="no measurement unit is stated for bip"):
        prepare(study, "\n".join(lines))
    report = prepare(study, "\n".join(lines), unit_of_measure="Mio. EUR")
    assert figures(report) == EXPECTED
    assert [c.status for c in report.changes] == ["unchanged", "new"] * len(UNITS)


def test_an_unknown_heading_of_figures_must_be_named(study):
    text = "\n".join(["Kreis;Jahr;Wertschöpfung", *(f"{u};2023;1.234,5" for _, u, _ in UNITS)])
    with pytest.raises(InputError) as caught:
        prepare(study, text, unit_of_measure="Mio. EUR")
    assert "Wertschöpfung" in caught.value.what and "--indicator" in caught.value.remedy
    report = prepare(study, text, unit_of_measure="Mio. EUR", indicator="bip")
    assert set(figures(report).values()) == {1234.5}


@pytest.mark.parametrize("suffix", ["", " Bezirk"])
def test_a_group_that_is_named_like_one_of_its_units(study, suffix):
    lines = ["BIP 2023 (Mio. EUR);", "Kreis;BIP"]
    for group, members in GROUPS.items():
        own = [(code, unit) for code, unit, _ in UNITS if unit in members]
        lines.append(f"{group}{suffix};{german(sum(EXPECTED[code] for code, _ in own))}")
        lines += [f"{unit};{german(EXPECTED[code])}" for code, unit in own]
    report = prepare(study, "\n".join(lines))
    assert figures(report) == EXPECTED and report.concerns == ()
    wrong = "\n".join(lines).replace(german(EXPECTED["012"]), "1.999,0")
    (concern,) = prepare(study, wrong).concerns
    assert "Oberland" in concern.text


@pytest.mark.parametrize(
    ("cells", "options", "expected"),
    [
        (["1.234,5", "987,25"], {}, [1234.5, 987.25]),
        (["1\u202f234,5", "987,25"], {}, [1234.5, 987.25]),
        (["1.234", "1.987"], {"decimal": "comma"}, [1234, 1987]),
        (["1.234", "1.987"], {}, [1.234, 1.987]),
        (["1,234", "1,987"], {}, [1234, 1987]),
        (["1.234.567", "987,25"], {}, [1234567, 987.25]),
    ],
)
def test_decimal_signs(study, cells, options, expected):
    lines = ["Kreis;Jahr;BIP (Mio. EUR)"]
    lines += [f"{UNITS[k][1]};2023;{cell}" for k, cell in enumerate(cells)]
    assert list(figures(prepare(study, "\n".join(lines), **options)).values()) == expected


@pytest.mark.parametrize("cells", [("987,25", "1000"), ("987,25", "876,5", "12.75")])
def test_a_single_or_contradicted_comma_is_refused_with_its_cell(study, cells):
    lines = ["Kreis;Jahr;BIP (Mio. EUR)"]
    lines += [f"{UNITS[k][1]};2023;{cell}" for k, cell in enumerate(cells)]
    with pytest.raises(InputError, match="'987,25' is not a number") as caught:
        prepare(study, "\n".join(lines))
    assert caught.value.where.endswith("!C2") and "--decimal comma" in caught.value.remedy
