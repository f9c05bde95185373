"""The controls of the explorer, made for one study: labelled sliders and lists."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from planodds.api.explorer.scope import MAX_UNIT_GROWTH
from planodds.constants import RANK
from planodds.report.text.formatting import format_percent
from planodds.report.text.phrases import localise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planodds.api.explorer.choices import Choices
    from planodds.api.explorer.panels import Panels
    from planodds.api.explorer.scope import Range

    Change = Callable[[Choices], None]

_DIGITS = 6  # growth as it was set, without the last digits of binary fractions
_MOST_SPAN = 5  # years: further ahead a path of equal growth says little
_MOST_SD, _SD_STEP = 0.10, 0.005  # log points
_PER_CENT = 100


class Controls:
    """All controls of one page in one language.

    Parameters
    ----------
    panels : Panels
        Names of targets and scenarios.
    choices : Choices
        Where the controls stand.
    changed : callable
        Takes the new choices after a control has moved.
    """

    def __init__(self, panels: Panels, choices: Choices, changed: Change) -> None:
        self.panels, self.words, self.explorer = panels, panels.words, panels.explorer
        self.choices, self._changed = choices, changed
        self._labels: list[Callable[[], None]] = []
        self._quiet = False
        self.drivers = {name: self._driver(name) for name in self.explorer.drivers}
        self.thresholds = {
            name: self._threshold(name) for name in self.explorer.thresholds(choices.unit)
        }
        self.place = widgets.VBox(self._place())
        self.assumptions = widgets.VBox(self._assumptions())
        self.targets = widgets.VBox([box for _, box in self.thresholds.values()])
        self.beside = self._beside()

    def groups(self) -> list[widgets.Widget]:
        """Return the controls with their headings, in the order of the page.

        Returns
        -------
        list of Widget
        """
        titled = (
            (self.words("explore-group-place"), self.place),
            (self.words("explore-group-assumptions"), self.assumptions),
            (self.words("explore-group-targets"), self.targets),
            (self.words("explore-group-beside"), self.beside),
        )
        return [group(title, [box]) for title, box in titled]

    def stand_at(self, choices: Choices) -> None:
        """Move every control to where choices say, without an answer for each.

        Parameters
        ----------
        choices : Choices
        """
        self.choices, self._quiet = choices, True
        growth, levels = dict(choices.growth), dict(choices.thresholds)
        for name, (slider, _) in self.drivers.items():
            start = self.explorer.drivers[name].start
            slider.value = round(_PER_CENT * growth.get(name, start), _DIGITS)
        for name, reach in self.explorer.thresholds(choices.unit).items():
            _set_range(self.thresholds[name][0], reach, levels[name])
        self.unit_growth.value, self.assumed_years.value = (
            _PER_CENT * choices.unit_growth,
            choices.assumed_years,
        )
        self.sd.value, self.year.value = choices.sd, choices.year
        self.unit.value = choices.unit
        self._quiet = False
        self._relabel()

    def list_scenarios(self) -> None:
        """List the scenarios on file again, after one was saved."""
        self._quiet = True
        self.beside.options, self.beside.value = self._scenarios(), self.choices.beside
        self._quiet = False

    def _scenarios(self) -> list[tuple[str, str]]:
        return [(localise(item.label, self.words), item.name) for item in self.explorer.scenarios]

    def _set(self, choices: Choices) -> None:
        if self._quiet or choices == self.choices:
            return
        self.choices = choices
        self._relabel()
        self._changed(choices)

    def _relabel(self) -> None:
        for label in self._labels:
            label()

    def _place(self) -> list[widgets.Widget]:
        """Return the lists of units and the year."""
        table = self.explorer.forecast.panel.unit_table
        names = table.loc[list(self.explorer.forecast.paths.units), f"name_{self.words.lang}"]
        options = sorted((str(name), str(code)) for code, name in names.items())
        self.unit = widgets.Dropdown(options=options, value=self.choices.unit)
        self.unit.observe(self._unit_moved, "value")
        years = self.explorer.forecast.paths.years
        self.year = _slider(years[0], years[-1], 1, self.choices.year)
        self.year.observe(self._moved(lambda value: {"year": int(value)}), "value")
        return [
            self._labelled(lambda: self.words("explore-unit"), self.unit),
            self._labelled(lambda: self.words("explore-year", year=self.choices.year), self.year),
        ]

    def _unit_moved(self, change: dict[str, str]) -> None:
        if self._quiet:
            return
        choices = self.explorer.choose_unit(self.choices, change["new"])
        self.stand_at(choices)
        self._changed(choices)

    def _assumptions(self) -> list[widgets.Widget]:
        """Return the controls of drivers, where the study has any, and of own effort."""
        self.assumed_years = _slider(1, _MOST_SPAN, 1, self.choices.assumed_years)
        self.sd = _slider(_SD_STEP, _MOST_SD, _SD_STEP, self.choices.sd)
        self.unit_growth = _slider(
            0, _PER_CENT * MAX_UNIT_GROWTH, 0.5, _PER_CENT * self.choices.unit_growth
        )
        self.assumed_years.observe(
            self._moved(lambda value: {"assumed_years": int(value)}), "value"
        )
        self.sd.observe(self._moved(lambda value: {"sd": round(value, _DIGITS)}), "value")
        self.unit_growth.observe(
            self._moved(lambda value: {"unit_growth": round(value / _PER_CENT, _DIGITS)}), "value"
        )
        span = self._labelled(
            lambda: self.words("explore-assumed-years", years=self.choices.assumed_years),
            self.assumed_years,
        )
        sd = self._labelled(
            lambda: self.words("explore-sd", sd=format_percent(self.choices.sd, digits=1)), self.sd
        )
        own = self._labelled(
            lambda: self.words(
                "explore-own-growth",
                growth=format_percent(self.choices.unit_growth, digits=1, signed=True),
            ),
            self.unit_growth,
        )
        drivers = [box for _, box in self.drivers.values()]
        return [*drivers, *([span, sd] if drivers else []), own]

    def _moved(self, read: Callable[[Any], dict[str, Any]]) -> Callable[[dict[str, Any]], None]:
        """Return what to do when a control has moved: change the fields that it stands for."""
        return lambda change: self._set(replace(self.choices, **read(change["new"])))

    def _driver(self, name: str) -> tuple[widgets.FloatSlider, widgets.Widget]:
        """Return the control of a driver; it says that nothing is assumed until it is moved."""
        reach, year = self.explorer.drivers[name], self.explorer.first_years[name]
        final = self.explorer.forecast.paths.years[-1]
        stated = dict(self.choices.growth).get(name, reach.start)
        low, high, step = (_PER_CENT * value for value in (reach.low, reach.high, reach.step))
        slider = _slider(low, high, step, _PER_CENT * stated)

        def move(change: dict[str, float]) -> None:
            growth = round(change["new"] / _PER_CENT, _DIGITS)
            untouched = name not in dict(self.choices.growth) and growth == reach.start
            if not untouched:  # a browser returns the value that it was given, rounded
                self._set(self.choices.with_growth(name, growth))

        slider.observe(move, "value")

        def label() -> str:
            growth = dict(self.choices.growth).get(name)
            shown = format_percent(reach.start if growth is None else growth, digits=1, signed=True)
            series = self.words.label_or_code("series", name)
            if growth is None:
                return self.words("explore-driver-open", series=series, year=year, growth=shown)
            return self.words(
                "explore-driver",
                series=series,
                growth=shown,
                count=self.choices.assumed_years,
                first=year,
                last=min(year + self.choices.assumed_years - 1, final),
            )

        return slider, self._labelled(label, slider)

    def _threshold(self, name: str) -> tuple[widgets.FloatSlider, widgets.Widget]:
        reach = self.explorer.thresholds(self.choices.unit)[name]
        slider = _slider(reach.low, reach.high, reach.step, reach.start)
        slider.value = dict(self.choices.thresholds)[name]
        slider.observe(
            lambda change: self._set(
                self.choices.with_threshold(name, round(float(change["new"]), _DIGITS))
            ),
            "value",
        )
        target = self.explorer.plan.target(name)

        def label() -> str:
            return self.panels.goal(target, dict(self.choices.thresholds)[name])

        if target.kind == RANK:
            slider.step = 1
        return slider, self._labelled(label, slider)

    def _beside(self) -> widgets.Dropdown:
        listed = widgets.Dropdown(options=self._scenarios(), value=self.choices.beside)
        listed.add_class("po-control")
        listed.observe(self._moved(lambda name: {"beside": name}), "value")
        return listed

    def _labelled(self, text: Callable[[], str], control: widgets.Widget) -> widgets.Widget:
        """Return a control below its label, which is written again whenever a control moves."""
        label = _html("")

        def write() -> None:
            label.value = f'<span class="po-label">{escape(text())}</span>'

        self._labels.append(write)
        write()
        control.layout.width = "auto"
        box = widgets.VBox([label, control])
        box.add_class("po-control")
        return box


def group(title: str, controls: Sequence[widgets.Widget]) -> widgets.Widget:
    """Return controls below their heading.

    Parameters
    ----------
    title : str
    controls : sequence of Widget

    Returns
    -------
    Widget
    """
    box = widgets.VBox([_html(f"<h3>{escape(title)}</h3>"), *controls])
    box.add_class("po-group")
    return box


def _html(text: str) -> widgets.HTML:
    return widgets.HTML(text)


def _slider(low: float, high: float, step: float, value: float) -> widgets.FloatSlider:
    low, high, step, value = (round(number, _DIGITS) for number in (low, high, step, value))
    start = min(max(value, low), high)
    return widgets.FloatSlider(value=start, min=low, max=high, step=step, readout=False)


def _set_range(slider: widgets.FloatSlider, reach: Range, value: float) -> None:
    """Change range and position of a slider at once, so that its ends never cross in between."""
    with slider.hold_trait_notifications():
        slider.min, slider.max = reach.low, reach.high
        slider.step, slider.value = reach.step, value
