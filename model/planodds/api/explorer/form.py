"""A scenario as a form in JupyterLab, made from the model of its file; saved as that file."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from planodds import constants
from planodds.api.data import data_folder, load_scenario
from planodds.errors import PlanoddsError
from planodds.inputs.scenario_workbook import CHANGES, SHEET_MODELS, allowed_words, read_list
from planodds.inputs.scenarios.references import check_references
from planodds.inputs.scenarios.render_yaml import key_position
from planodds.inputs.scenarios.scenario import Scenario
from planodds.inputs.scenarios.scenario_files import store_scenario
from planodds.inputs.study import load_study
from planodds.inputs.tables.yaml_reader import Location, YamlLocation, validate
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_LISTS = frozenset(("ahead", "year", "value"))
_NUMBERS = frozenset(("sd", "low", "mode", "high", "threshold"))
_PER_LINE = 3
_WIDE = widgets.Layout(width="98%")
_TEXTS = ("label", "narrative")


@dataclass(frozen=True)
class FormLocation(YamlLocation):
    """A field of a form; its text is ``form conditions 2 value``, counted from 1."""

    def __str__(self) -> str:
        parts = [str(part + 1 if isinstance(part, int) else part) for part in self.location]
        return " ".join(["form", *parts])


def edit_scenario(name: str, study: str = constants.DEFAULT_STUDY, *, lang: str = "en") -> Form:
    """Show a scenario as a form; saving checks it and writes its file.

    Parameters
    ----------
    name : str
        A scenario on file.
    study : str
        Name or folder of the study.
    lang : {"zh", "en"}
        Language of the explanations.

    Returns
    -------
    Form
        JupyterLab displays it.

    Raises
    ------
    UsageError
        There is no such study or scenario.

    Examples
    --------
    >>> from planodds.api.explorer.form import edit_scenario
    >>> form = edit_scenario("coal_slump")
    >>> form.rows["conditions"][0]["value"].value
    '-0.25, -0.1'
    """
    folder = data_folder(study)
    return Form(load_scenario(name, study=study), folder, Words.load(lang))


class Form:
    """Fields of one scenario, of each of its assumptions, and a button that saves.

    Parameters
    ----------
    scenario : Scenario
        With what it inherits.
    data_dir : Path
        Folder of its study.
    words : Words

    Attributes
    ----------
    fields : dict of str to Widget
        Name, references, and label and narrative in each language.
    rows : dict of str to list
        Fields of each assumption by kind of assumption; ``changes`` has one more, empty one.
    message : HTML
        What was saved, or the fault with its field.
    """

    def __init__(self, scenario: Scenario, data_dir: Path, words: Words) -> None:
        self._scenario, self._data_dir, self._words = scenario, data_dir, words
        self._study = load_study(data_dir)
        self.fields = self._text_fields()
        self.rows: dict[str, list[dict[str, widgets.Widget]]] = {
            sheet: [self._row(sheet, item) for item in getattr(scenario, sheet)]
            for sheet in SHEET_MODELS
        }
        self.rows[CHANGES].append(self._row(CHANGES, None))
        self.message = widgets.HTML()
        self.view = widgets.VBox()
        self._lay_out()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.view)

    def add(self, sheet: str) -> None:
        """Add an empty assumption.

        Parameters
        ----------
        sheet : str
            conditions, tilts, own_growth or measures.
        """
        self.rows[sheet].append(self._row(sheet, None))
        self._lay_out()

    def save(self) -> None:
        """Check every field and write the file; the message says what was done or what is wrong."""
        try:
            scenario = self.read()
            paths = store_scenario(scenario, self._data_dir, where="form changes")
        except PlanoddsError as error:
            self.message.value = f"<pre>{escape(str(error))}</pre>"
            return
        saved = self._words("explore-saved", file=paths[-1].name)
        self.message.value = f"<p>{escape(saved)}</p>"

    def read(self) -> Scenario:
        """Return the scenario that the fields state.

        Returns
        -------
        Scenario

        Raises
        ------
        InputError
            A field breaks a rule; the message names it.
        """
        content: dict[str, Any] = {
            "name": self.fields["name"].value,
            "references": read_list(self.fields["references"].value),
            "readings": self._scenario.readings,
            "ledger": self._scenario.ledger,
        }
        for key in _TEXTS:
            content[key] = {
                lang: self.fields[f"{key}.{lang}"].value for lang in constants.LANGUAGES
            }
        for sheet, rows in self.rows.items():
            entries = [_entry(row) for row in rows]
            content[sheet] = [entry for entry in entries if entry]

        def locate(location: Location) -> FormLocation:
            return FormLocation(self._data_dir, location)

        scenario = validate(Scenario, content, locate)
        check_references(scenario, locate, self._data_dir)
        return scenario

    def _text_fields(self) -> dict[str, widgets.Widget]:
        given = self._scenario
        fields: dict[str, widgets.Widget] = {"name": widgets.Text(given.name)}
        for lang in constants.LANGUAGES:
            fields[f"label.{lang}"] = widgets.Text(given.label[lang], layout=_WIDE)
        for lang in constants.LANGUAGES:
            fields[f"narrative.{lang}"] = widgets.Textarea(
                given.narrative[lang], layout=_WIDE, rows=4
            )
        fields["references"] = widgets.Text(", ".join(given.references), layout=_WIDE)
        return fields

    def _row(self, sheet: str, item: object) -> dict[str, widgets.Widget]:
        """Return the fields of one assumption, filled or empty."""
        row = {}
        for key in sorted(SHEET_MODELS[sheet].model_fields, key=key_position):
            value = "" if item is None else _shown(getattr(item, key))
            words = allowed_words(sheet, key, self._study)
            row[key] = (
                widgets.Dropdown(options=["", *words], value=value, layout=_WIDE)
                if words
                else widgets.Text(value, layout=_WIDE)
            )
        return row

    def _lay_out(self) -> None:
        texts = [self._titled(key, widget) for key, widget in self.fields.items()]
        groups = [widgets.VBox(texts)]
        for sheet, rows in self.rows.items():
            groups.append(
                widgets.HTML(f"<h3>{escape(self._words.label('workbook-sheet', sheet))}</h3>")
            )
            groups += [self._grid(row) for row in rows]
            if sheet != CHANGES:
                groups.append(
                    self._button(self._words("explore-form-add"), lambda s=sheet: self.add(s))
                )
        save = self._button(self._words("explore-save"), self.save)
        self.view.children = [*groups, save, self.message]

    def _grid(self, row: dict[str, widgets.Widget]) -> widgets.Widget:
        layout = widgets.Layout(
            grid_template_columns=f"repeat({_PER_LINE}, 1fr)",
            border_left="3px solid #cfd4d9",
            padding="0 0 0 10px",
            margin="0 0 12px 0",
        )
        return widgets.GridBox([self._titled(*item) for item in row.items()], layout=layout)

    def _titled(self, key: str, widget: widgets.Widget) -> widgets.Widget:
        """Return a field below its name and explanation."""
        first, _, lang = key.partition(".")
        hint = escape(self._words.label("workbook", first))
        title = f"<b>{escape(first)}</b> {escape(lang)} <small>{hint}</small>"
        return widgets.VBox([widgets.HTML(title), widget])

    def _button(self, text: str, act: Any) -> widgets.Widget:  # noqa: ANN401
        button = widgets.Button(
            description=text, layout=widgets.Layout(width="max-content", align_self="flex-start")
        )
        button.on_click(lambda _: act())
        return button


def _shown(value: object) -> str:
    """Return a value as its field shows it."""
    if isinstance(value, tuple):
        return ", ".join(f"{item:g}" if isinstance(item, float) else str(item) for item in value)
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _entry(row: dict[str, widgets.Widget]) -> dict[str, Any]:
    """Return the filled fields of a row as the scenario's model takes them."""
    entry: dict[str, Any] = {}
    for key, widget in row.items():
        text = widget.value.strip()
        if not text:
            continue
        if key in _LISTS:
            entry[key] = [_number(part) for part in read_list(text)]
        else:
            entry[key] = _number(text) if key in _NUMBERS else text
    return entry


def _number(text: str) -> float | int | str:
    """Return a number, also of per cent; a text stays for the model to refuse.

    Examples
    --------
    >>> _number("2026"), _number("-25%"), _number("much")
    (2026, -0.25, 'much')
    """
    plain = text.removesuffix("%").strip()
    try:
        value = float(plain)
    except ValueError:
        return text
    if text.endswith("%"):
        return value / 100
    return int(value) if value.is_integer() and "." not in plain else value
