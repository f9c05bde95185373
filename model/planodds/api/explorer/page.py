"""The explorer as a page of widgets: controls on the left, the answers of two scenarios beside."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets
from IPython.display import Javascript, display

from planodds.api.explorer.controls import Controls, group
from planodds.api.explorer.panels import Panels
from planodds.api.explorer.state import Answer, Explorer
from planodds.api.forecasts import open_forecast
from planodds.editions import fit_cache
from planodds.errors import PlanoddsError
from planodds.report.text.study_words import LOCALES_DIR
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.api.explorer.choices import Choices
    from planodds.notebook.session import Session

_REST = 0.8  # seconds without a move after which all draws are used
_AREAS = ("common", "explore", "number", "text")  # catalogues of the page
_STYLE = Path(__file__).with_name("explorer.css")
_NAMES = Path(__file__).with_name("names.js")


def explore(run: Session) -> widgets.Widget:
    """Return the explorer of an edition: controls, and what follows from them.

    Parameters
    ----------
    run : Session
        From ``open_run``; its fit is used, nothing is fitted.

    Returns
    -------
    Widget
        JupyterLab and Voilà show it.
    """
    stored, posterior = run.forecast_at(run.information), run.posterior_at(run.information)
    explorer = Explorer(open_forecast(stored, run.panel, posterior), run.plan)
    style = _font_faces(explorer, run.languages, run.cache_dir / fit_cache.FONTS)
    display(Javascript(_NAMES.read_text(encoding="utf-8")))
    return Page(explorer, run.languages, for_decisions=not run.quick, style=style).view


def _font_faces(explorer: Explorer, languages: Sequence[str], cache_dir: Path) -> str:
    """Return the typeface of the pages with the characters that this one may show."""
    from planodds.report.fonts import font_face_css

    every = [
        (LOCALES_DIR / lang / f"{area}.ftl").read_text(encoding="utf-8")
        for lang in languages
        for area in _AREAS
    ]
    study, units = explorer.forecast.panel.study, explorer.forecast.panel.unit_table
    every += [
        study.model_dump_json(),
        *(item.label.zh + item.label.en for item in explorer.scenarios),
    ]
    every += [str(name) for lang in languages for name in units[f"name_{lang}"]]
    return font_face_css("".join(every), cache_dir=cache_dir, flavor="woff")


class Page:
    """Controls and answers, in one language at a time.

    Parameters
    ----------
    explorer : Explorer
    languages : sequence of str
        The first is shown; the others can be chosen.
    for_decisions : bool
        False for a short fit, which the page says.
    style : str
        CSS rules that precede those of the page.

    Attributes
    ----------
    view : Widget
    controls : Controls
    choices : Choices
        Where the controls stand.
    """

    def __init__(
        self,
        explorer: Explorer,
        languages: Sequence[str],
        *,
        for_decisions: bool = True,
        style: str = "",
    ) -> None:
        self.explorer, self.for_decisions = explorer, for_decisions
        self._style = style + _STYLE.read_text(encoding="utf-8")
        self.choices = explorer.start
        self._waiting: asyncio.TimerHandle | None = None
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._chances, self._figures = widgets.HTML(), widgets.HTML()
        self._language = widgets.ToggleButtons(
            options=[(Words.load(lang)("explore-language"), lang) for lang in languages]
        )
        self._language.observe(lambda change: self._speak(change["new"]), "value")
        self.view = widgets.VBox()
        self.view.add_class("po-explorer")
        self._speak(languages[0])

    def show(self, choices: Choices) -> None:
        """Show the first answer to choices, and that of all draws once nothing moves.

        Parameters
        ----------
        choices : Choices
        """
        self.choices = choices
        self._put(self.explorer.answer(choices), self.explorer.beside(choices), full=False)
        if self.explorer.is_preview:
            self._refine_later()

    def refine(self) -> None:
        """Show the answer of all draws."""
        answers = self._answer_fully(self.choices)
        if answers:
            self._put(*answers, full=True)

    def _speak(self, lang: str) -> None:
        """Write the whole page in a language; the controls stay where they are."""
        self.words = Words.load(lang)
        self.panels = Panels(self.explorer, self.words)
        self.controls = Controls(self.panels, self.choices, self.show)
        left = widgets.VBox([*self.controls.groups(), *self._reset_and_save()])
        left.add_class("po-controls")
        self._chances.add_class("po-answer")
        self._figures.add_class("po-answer")
        body = widgets.Box([left, self._chances, self._figures])
        body.add_class("po-body")
        self.view.children = (self._head(), body)
        self.show(self.choices)

    def _head(self) -> widgets.Widget:
        stamp = "" if self.for_decisions else self.words("text-provenance-not-for-decisions")
        mark = f'<p class="po-stamp">{escape(stamp)}</p>' if stamp else ""
        text = (
            f"<style>{self._style}</style>"
            f"<h1>{escape(self.words('explore-title'))}</h1>"
            f"<p>{escape(self.words('explore-intro'))}</p>{mark}"
        )
        several = [self._language] if len(self._language.options) > 1 else []
        head = widgets.Box([widgets.HTML(text), *several])
        head.add_class("po-head")
        return head

    def _reset_and_save(self) -> list[widgets.Widget]:
        reset = widgets.Button(description=self.words("explore-reset"))
        reset.on_click(lambda _: self._reset())
        name = widgets.Text(placeholder=self.words("explore-save-name"))
        save = widgets.Button(description=self.words("explore-save"))
        told = widgets.HTML()
        save.on_click(lambda _: self._save(name.value, told))
        for widget in (reset, name, save):
            widget.add_class("po-control")
        return [group(self.words("explore-group-save"), [name, save, told, reset])]

    def _reset(self) -> None:
        self.controls.stand_at(self.explorer.start)
        self.controls.beside.value = self.explorer.start.beside
        self.show(self.explorer.start)

    def _save(self, name: str, told: widgets.HTML) -> None:
        try:
            path = self.explorer.save(self.choices, name.strip())
        except PlanoddsError as error:
            told.value = f'<p class="po-refused">{escape(str(error))}</p>'
            return
        told.value = f"<p>{escape(self.words('explore-saved', file=path.name))}</p>"
        self.controls.list_scenarios()

    def _put(self, chosen: Answer, beside: Answer, *, full: bool) -> None:
        self._chances.value = self.panels.show_chances(chosen, beside)
        self._figures.value = self.panels.show_figures(chosen, beside, full=full)

    def _answer_fully(self, choices: Choices) -> tuple[Answer, Answer] | None:
        """Return the answers of all draws; None if the controls have moved in the meantime."""
        if choices != self.choices:
            return None
        explorer = self.explorer
        return explorer.answer(choices, full=True), explorer.beside(choices, full=True)

    def _refine_later(self) -> None:
        """Compute with all draws in a thread once nothing moves; outside a kernel do nothing."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = loop.call_later(_REST, self._start_refining, self.choices)

    def _start_refining(self, choices: Choices) -> None:
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._thread, self._answer_fully, choices)

        def finish(done: asyncio.Future[tuple[Answer, Answer] | None]) -> None:
            answers = done.result()
            if answers and choices == self.choices:
                self._put(*answers, full=True)

        work.add_done_callback(finish)
