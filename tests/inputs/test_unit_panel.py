"""User panels: what is accepted, and what is refused with file and row."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from planodds.errors import InputError, UsageError
from planodds.inputs.panels.county_panel import mean_growth
from planodds.inputs.panels.unit_panel import UnitPanel, load_unit_panel
from planodds.inputs.panels.unit_panel_study import panel_of_units
from planodds.inputs.priors import general_priors

UNITS, YEARS = 10, range(2001, 2011)


def write_panel(folder, *, units=UNITS, years=YEARS, edit=lambda rows: rows):
    rows = [
        [f"u{i:02d}", "north" if i % 2 else "south", str(year), str(100 + 3 * i + year - 2001)]
        for i in range(units)
        for year in years
    ]
    text = "\n".join(",".join(row) for row in [["unit", "group", "year", "value"], *edit(rows)])
    path = folder / "mine.csv"
    path.write_text(text + "\n", encoding="utf-8")
    return path


def change(place, column, text):
    def edit(rows):
        rows[place][column] = text
        return rows

    return edit


def test_a_panel_is_read_with_its_gaps(tmp_path):
    panel = load_unit_panel(write_panel(tmp_path, edit=change(3, 3, "")))
    assert panel.name == "mine" and panel.years == tuple(YEARS)
    assert panel.values.shape == (UNITS, len(YEARS))
    assert np.isnan(panel.values[0, 3]) and np.isfinite(panel.values).sum() == 99
    assert panel.groups[:2] == ("south", "north")
    assert not panel.values.flags.writeable


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (change(2, 3, "-4"), "value = '-4' "),
        (change(2, 3, "0"), "value = '0' "),
        (change(2, 3, "n.a."), "value = 'n.a.' "),
        (change(2, 3, "inf"), "value = 'inf' "),
        (change(2, 2, "01"), "year = '01' "),
        (change(2, 0, ""), "unit = '' "),
        (change(2, 1, ""), "group = '' "),
        (change(2, 2, "2002"), "u00 2002 appears twice"),
        (change(2, 1, "west"), "u00 is in group 'west', before in 'south'"),
    ],
)
def test_faults_are_reported_with_their_row(tmp_path, edit, message):
    with pytest.raises(InputError, match=message) as caught:
        load_unit_panel(write_panel(tmp_path, edit=edit))
    assert "mine.csv row 4" in str(caught.value)


@pytest.mark.parametrize(
    ("size", "message"), [({"units": 9}, "9 units"), ({"years": range(2001, 2008)}, "7 years")]
)
def test_too_small_a_panel_is_refused(tmp_path, size, message):
    with pytest.raises(InputError, match=message):
        load_unit_panel(write_panel(tmp_path, **size))


def test_a_missing_column_is_named_with_the_remedy(tmp_path):
    with pytest.raises(InputError, match="no column region.*--group-col"[:16]) as caught:
        load_unit_panel(write_panel(tmp_path), columns={"group": "region"})
    assert "--group-col" in str(caught.value)


def test_drivers_are_aligned_with_the_panels_years(tmp_path):
    file = tmp_path / "drivers.csv"
    file.write_text("year,series,value\n2003,oil,-2.5\n2004,oil,3\n", encoding="utf-8")
    oil = load_unit_panel(write_panel(tmp_path), file).drivers["oil"]
    assert oil.shape == (len(YEARS),) and np.isnan(oil[1]) and oil[2:4].tolist() == [-2.5, 3.0]
    file.write_text("year,series,value\n2003,oil,1\n2003,oil,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="oil 2003 appears twice"):
        load_unit_panel(write_panel(tmp_path), file)


def test_nothing_later_than_the_origin_remains(tmp_path):
    panel = load_unit_panel(write_panel(tmp_path))
    known = panel.truncate(2006, 4)
    assert known.years == (2003, 2004, 2005, 2006)
    np.testing.assert_array_equal(known.values, panel.values[:, 2:6])
    with pytest.raises(UsageError, match="origin 1999"):
        panel.truncate(1999)


def test_outcomes_beyond_the_panel_are_unknown(tmp_path):
    panel = load_unit_panel(write_panel(tmp_path))
    came = panel.outcomes(2008, 5)
    assert np.isfinite(came[:, :2]).all() and np.isnan(came[:, 2:]).all()
    np.testing.assert_allclose(came[:, 1], np.log(panel.values[:, -1]))


def test_mean_growth_uses_units_observed_at_both_ends():
    values = np.array([[1.0, 2.0, np.nan], [3.0, 3.0, 6.0]])
    np.testing.assert_allclose(mean_growth(values), [np.log(2.0) / 2, np.log(2.0)])


def test_a_unit_panel_becomes_a_panel_of_the_model(tmp_path):
    values = np.exp(np.random.default_rng(3).normal(0.05, 0.02, (4, 12)).cumsum(axis=1))
    values[1, 3] = np.nan
    oil = np.array([3.0, -1.0, 2.0, 0.5, 1.0, 4.0, 2.0, 3.0, 1.0, 0.0, -2.0, 1.0])
    units = UnitPanel(
        "small",
        ("a", "b", "c", "d"),
        ("g", "h", "g", "h"),
        tuple(range(2000, 2012)),
        values,
        drivers={"oil": oil},
    )
    panel = panel_of_units(units, horizon=3)
    np.testing.assert_allclose(panel.gdp, values)
    np.testing.assert_allclose(panel.growth_of("aggregate"), mean_growth(values))
    change = np.diff(oil)
    np.testing.assert_allclose(
        panel.growth_of("driver_0"), 0.03 * (change - change.mean()) / change.std()
    )
    assert panel.prefectures == ("g", "h") and panel.study.horizon == 2014
    priors = general_priors(panel)
    assert priors["common.aggregate_anchor"].mean == pytest.approx(np.mean(mean_growth(values)))


def test_a_panel_can_be_pickled(tmp_path):
    panel = load_unit_panel(write_panel(tmp_path))
    back = pickle.loads(pickle.dumps(panel))
    np.testing.assert_array_equal(back.values, panel.values)
    assert back.units == panel.units and dict(back.drivers) == {}
