"""Pages of a study of one language, without drivers, second variable or bases of statistics."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fluent.syntax import ast as ftl
from fluent.syntax import parse

from planodds import constants
from planodds import probability as odds
from planodds.editions.reader import Edition
from planodds.forecasting.types import Forecast
from planodds.inputs import load_panel, load_plan
from planodds.inputs.scenarios.scenario_files import load_scenarios
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import DATA_ROOT
from planodds.notebook import tables as kept
from planodds.probability.questions.sensitivity import tabulate_sensitivity
from planodds.report.brief.brief import build_page, render_brief
from planodds.report.content import Page
from planodds.report.documents import BRIEF, divide_page
from planodds.report.formats.plain import iterate_text, plain_page
from planodds.report.html.controls import build_live
from planodds.report.html.notebook_pages import in_words_of
from planodds.report.text.words import LOCALES_DIR, Words
from planodds.report.theme import house_style
from tests.report.reading import excess_of_brief

_CODE = re.compile(r"[a-z]+_[a-z_]+")  # name of a figure's files
STATES = DATA_ROOT / "us_states"
# what only a study of counties with GDP, revenue, coal and census bases may speak of
FOREIGN = re.compile(
    r"Shanxi|coal|yuan|prefecture|GDP|revenue|count(?:y|ies)\b|provinc|census|[\u3400-\u9fff]", re.I
)
# messages about the committed record, about drivers and about a second variable
_ELSEWHERE = re.compile(
    r"^(?:planning|cli)-|record|holdout|ablation|^label-(?:term|regime|panel)-|revenue|coal"
    r"|place-\d+-gdp|rank-30-given|gdp-across|^common-other-language$"
)


@pytest.fixture
def in_states(monkeypatch):
    monkeypatch.setenv("PLANODDS_DATA", str(STATES))


def draw(panel, *, draws: int = 60) -> Forecast:
    """Random walks with a common shock, as a forecast of the panel."""
    generator = np.random.default_rng(3)
    years = tuple(range(panel.information.county_to + 1, panel.study.horizon + 1))
    shape = (len(panel.units), draws, len(years))
    common = generator.normal(0.035, 0.02, shape[1:])
    growth = common + generator.normal(0.0, 0.02, shape)
    levels = np.log(panel.gdp[:, -1])[:, None, None] + growth.cumsum(axis=2)
    return Forecast(
        information=panel.information,
        scenario=constants.BASELINE,
        variant="",
        evidence=constants.POSTERIOR,
        units=panel.units,
        years=years,
        log_gdp=levels.astype(np.float32),
        log_revenue=np.full(shape, np.nan, np.float32),
        benchmark=np.zeros((len(panel.units), draws, 0), np.float32),
        common=common[:, None, :],
        posterior_draw_index=np.arange(draws) // 2,
        ess=float(draws),
        seed=3,
        benchmark_years=(),
        series=tuple(driver.name for driver in panel.study.common),
    )


@pytest.fixture(scope="module")
def states_edition(tmp_path_factory) -> Edition:
    """Tables of a drawn forecast, as the notebooks save them."""
    panel, plan = load_panel(STATES), load_plan(STATES)
    forecast = draw(panel)
    results = odds.compute_odds(forecast, panel, plan)
    made = {
        "results": results,
        "quantiles": odds.summarise_quantiles(forecast, panel, plan),
        "rank_distribution": odds.rank_distribution(forecast, panel),
        "first_passage": odds.first_passage(forecast, panel, plan),
        "thresholds": odds.threshold_curves(forecast, panel, plan),
        "required_growth_for_probability": odds.growth_for_probability(forecast, panel, plan),
        "even_path": odds.most_likely_path_to_even_odds(forecast, panel, plan),
        "counties": odds.rank_summary_of_units(forecast, panel),
        "sensitivity": tabulate_sensitivity(
            [("as_modelled", "", results), ("anchor", "0.040", results)], plan
        ),
        "facts": odds.published_facts(panel, plan),
        "history": kept.tabulate_history(panel),
        "required": odds.required_growth(panel, plan),
        "base_rates": odds.base_rates(panel, plan),
        "data_quality": kept.tabulate_quality(STATES, panel),
        "conditioning": pd.DataFrame(
            [
                {
                    "information": "latest",
                    "scenario": "baseline",
                    "variant": "",
                    "status": "accepted",
                    "tail_probability": float("nan"),
                    "message_zh": "",
                    "message_en": "",
                }
            ]
        ),
        "sources_used": kept.tabulate_sources(STATES),
    }
    folder = tmp_path_factory.mktemp("states") / "2009-0123abcd"
    (folder / "tables").mkdir(parents=True)
    for name, table in made.items():
        table.insert(0, "edition", folder.name)
        target = folder if name in ("results", "quantiles") else folder / "tables"
        table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n")
    manifest = {"edition": folder.name, "information": ["latest"], "scenarios": ["baseline"]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Edition(folder, STATES)


@pytest.fixture(scope="module")
def states_page(states_edition) -> Page:
    """Brief of the states in English; building it draws its figures into the edition's folder."""
    with pytest.MonkeyPatch.context() as patch, house_style():
        patch.setenv("PLANODDS_DATA", str(STATES))
        return build_page(states_edition, Words.load("en"))


def test_the_brief_of_the_states_speaks_of_states_only(states_edition, states_page, in_states):
    page = states_page
    with house_style():
        live = build_live(states_edition, Words.load("en"))
    assert {section.key for section in page.sections} >= {"effort", "reach", "rank", "targets"}
    assert excess_of_brief(divide_page(plain_page(page))[BRIEF]) == {}
    texts = [*iterate_text(plain_page(page)), *_strings(live)]
    assert not [text for text in texts if FOREIGN.search(text) and not _CODE.fullmatch(text)]
    told = " ".join(texts)
    assert not re.findall(r"(?:19|20)\d\d[a-z]+", told)  # a blank is missing
    for own in ("Ohio", "42,000 dollars", "income per head", "25th place", "other states"):
        assert own in told, own


def _strings(live: object) -> list[str]:
    """What the script shows: every text among the values of the controls' data."""
    if isinstance(live, str):
        return [live]
    values = live.values() if isinstance(live, dict) else live if isinstance(live, list) else ()
    return [text for value in values for text in _strings(value)]


def test_the_figures_of_the_states_have_their_own_words(states_edition, states_page, in_states):
    pictures = list((states_edition.folder / "figures").glob("*.svg"))
    assert pictures
    for path in pictures:
        assert ".zh." not in path.name
        shown = re.sub(r"<style.*?</style>|data:[^\"]*", "", path.read_text("utf-8"), flags=re.S)
        assert not FOREIGN.search(re.sub(r'\b(?:id|class|href)="[^"]*"', "", shown)), path.name


def test_sentences_of_the_states_name_nothing_that_they_lack(in_states):
    words = Words.load("en")
    for path in sorted((LOCALES_DIR / "en").glob("*.ftl")):
        for entry in parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ftl.Message) and not _ELSEWHERE.search(entry.id.name):
                text = words(entry.id.name, **_filled(entry))
                assert not FOREIGN.search(text), (entry.id.name, text)


def _filled(message: ftl.Message) -> dict[str, int]:
    """A number for every slot of a message."""
    return dict.fromkeys(_slots(message), 7)


def _slots(node: object) -> set[str]:
    if isinstance(node, ftl.VariableReference):
        return {node.id.name}
    if isinstance(node, ftl.BaseNode):
        return set().union(*(_slots(child) for child in vars(node).values()), set())
    return set().union(*map(_slots, node)) if isinstance(node, list) else set()


def test_a_study_reports_in_its_own_languages(in_states, monkeypatch):
    assert [words.lang for words in Words.load_all()] == ["en"]
    assert {lang: words.lang for lang, words in Words.by_column().items()} == {
        "zh": "en",
        "en": "en",
    }
    monkeypatch.delenv("PLANODDS_DATA")
    assert [words.lang for words in Words.load_all()] == ["zh", "en"]


def test_a_notebook_keeps_the_languages_and_takes_the_nouns_of_its_study():
    import nbformat

    notebook = nbformat.read(
        Path(constants.PROJECT_DIR) / "notebooks" / "01_data.ipynb", as_version=4
    )
    told = "\n".join(
        cell.source
        for cell in in_words_of(notebook, load_study(STATES)).cells
        if cell.cell_type == "markdown"
    )
    assert "What has been published of the state?" in told
    assert "Where does it stand in the nation?" in told
    assert not FOREIGN.search(told)


def test_labels_of_the_default_study_stand_in_its_file():
    words = Words.load("zh")
    assert words.label("roster", "all_117") == "全部 117 个县（市、区）"
    assert words.label("variable", "revenue") == "一般公共预算收入"
    assert words.label("series", "coal_price") == "煤炭价格"
    text = (LOCALES_DIR / "zh" / "label.ftl").read_text(encoding="utf-8")
    assert "label-roster-all-117" not in text


def test_a_brief_is_one_file_in_the_language_of_the_study(states_page, in_states):
    with house_style():
        text = render_brief(states_page)
    assert '<html lang="en">' in text
    assert len(load_scenarios(STATES)) == 1


def test_a_study_without_labels_is_shown_by_its_codes(tmp_path, monkeypatch):
    """A new study has no names yet; its pages must not fail for that."""
    study = tmp_path / "plain"
    shutil.copytree(STATES, study)
    text = (study / "study.yaml").read_text(encoding="utf-8")
    names = r"(?m)^    (?:label|short|measure|measure_short): .*\n"
    (study / "study.yaml").write_text(
        re.sub(names, "", text).replace("usd_per_person", "usd_per_soul"), encoding="utf-8"
    )
    monkeypatch.setenv("PLANODDS_DATA", str(study))
    words = Words.load("en")
    assert words.label("variable", "gdp") == "income per head"
    assert words.label("unit", "usd_per_soul") == "usd_per_soul"
