"""Can this be trusted: the track record, the quality of the data, what the model leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Block, DefinitionList, Figure, Paragraph, Section, Table
from planodds.report.figures.save_pair import draw_figure
from planodds.report.figures.track_record import build_coverage, plot_coverage
from planodds.report.text.formatting import format_number
from planodds.report.text.labels import information_label
from planodds.report.text.track_record import (
    RecordTables,
    describe_coverage,
    describe_home_coverage,
    describe_lowest_bin,
    describe_other_panels,
    describe_reliability,
    describe_sample_size,
    describe_skill,
    describe_untuned_origins,
    describe_worst_bin,
    gather_record,
    has_record,
    headline,
)

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words


def build_track_record_section(edition: Edition, words: Words, *, folder: Path) -> Section:
    """Build the section on the record, on the data and on what is not known.

    Parameters
    ----------
    edition : Edition
    words : Words
    folder : Path
        Folder of the saved figures.

    Returns
    -------
    Section
    """
    blocks: list[Block] = []
    record: tuple[Block, ...] = ()
    if has_record(edition):
        shown = gather_record(edition)
        figure = _draw_record(shown, words, folder=folder)
        blocks += [*(Paragraph(text) for text in _record_words(shown, words)), figure]
        record = _short_record(shown, figure, words)
    if edition.has("data_quality"):
        blocks += [Paragraph(_data_words(edition, words)), _quality_table(edition, words)]
    if edition.has("diagnostics"):
        blocks.append(_diagnostics_table(edition, words))
    limits = DefinitionList(tuple(_limits(edition, words)))
    blocks.append(limits)
    return Section(
        "trust",
        words("brief-record-label"),
        _heading(edition, words),
        tuple(blocks),
        brief=(*record, limits),
    )


def _short_record(shown: RecordTables, figure: Figure, words: Words) -> tuple[Block, ...]:
    """What was said and happened, in the lowest bin and in the worst, at home and elsewhere."""
    told = (
        describe_lowest_bin(shown, words),
        describe_worst_bin(shown, words),
        describe_home_coverage(shown, words),
        describe_other_panels(shown, words),
    )
    shorter = replace(figure, note=words("brief-record-note", sample_size="").strip())
    return Paragraph(words("common-sentence-gap").join(filter(None, told))), shorter


def _heading(edition: Edition, words: Words) -> str:
    if not has_record(edition):
        return words("brief-record-no-record")
    return headline(gather_record(edition), words)


def _record_words(shown: RecordTables, words: Words) -> list[str]:
    """What was said and happened, what the bands held, whom it beats, and where it does not."""
    told = (
        tell(shown, words)
        for tell in (
            describe_reliability,
            describe_coverage,
            describe_home_coverage,
            describe_other_panels,
            describe_lowest_bin,
            describe_worst_bin,
            describe_skill,
            describe_untuned_origins,
        )
    )
    return [text for text in told if text]


def _draw_record(shown: RecordTables, words: Words, *, folder: Path) -> Figure:
    """What the bands held, by part and horizon, on the states and in Shanxi."""
    table = build_coverage(shown.coverage, engine=shown.engine)
    note = words("brief-record-note", sample_size=describe_sample_size(shown, words))
    return draw_figure(
        lambda *, ax, compact: plot_coverage(table, ax=ax, words=words),
        table,
        folder=folder,
        name="record",
        words=words,
        title=words("brief-record-figure-title"),
        note=note,
        alt=headline(shown, words),
        wide=(7.2, 2.7),
        phone=(3.42, 6.6),
        grid={"columns": 3, "sharey": True},
        phone_grid={"rows": 3},
    )


def _data_words(edition: Edition, words: Words) -> str:
    """Where the panel comes from and how it was checked, with the cells that were touched."""
    table = edition.table("data_quality")
    flags = {
        flag: int(table[flag].sum())
        for flag in ("ok", "corrected", "doubtful", "derived", "excluded")
    }
    cells = int(table["units"].sum())
    touched = words(
        "brief-record-flags",
        corrected=flags["corrected"],
        doubtful=flags["doubtful"],
        excluded=flags["excluded"],
    )
    return words("brief-record-panel", cells=cells, touched=touched)


def _quality_table(edition: Edition, words: Words) -> Table:
    table = edition.table("data_quality")
    columns = (
        words("common-column-variable"),
        words("common-column-year"),
        words("common-column-units"),
        words("common-column-corrected"),
        words("common-column-doubtful"),
        words("common-column-left-out"),
        words("common-column-second-prints"),
    )
    short = {role: words.label("variable", role) for role in edition.study.roles}
    short[constants.REVENUE] = words("brief-record-revenue")
    rows = tuple(
        (
            short.get(r["variable"], r["variable"]),
            str(int(r["year"])),
            *(
                format_number(r[c])
                for c in ("units", "corrected", "doubtful", "excluded", "second_source")
            ),
        )
        for _, r in table.iterrows()
    )
    return Table(words("common-data-quality-caption"), columns, rows, words=(0,))


def _diagnostics_table(edition: Edition, words: Words) -> Table:
    """Convergence of every fit, the worst of its blocks."""
    table = edition.table("diagnostics")
    rows = []
    for (information, evidence), own in table.groupby(["information", "evidence"], sort=False):
        passed = (own["passed"].astype(str) == "True").all()
        rows.append(
            (
                f"{information_label(information, words)}\n{words.label('evidence', evidence)}",
                format_number(own["max_rhat"].max(), 3),
                format_number(own["min_ess_bulk"].min()),
                format_number(own["min_ess_tail"].min()),
                format_number(own["divergences"].sum()),
                words("common-passed") if passed else words("common-missed"),
            )
        )
    columns = (
        words("common-column-fit"),
        words("brief-record-column-max-r-hat"),
        words("common-column-bulk-ess"),
        words("common-column-tail-ess"),
        words("common-column-divergences"),
        words("common-column-gate"),
    )
    return Table(words("brief-record-caption"), columns, tuple(rows), words=(0, 5))


def _limits(edition: Edition, words: Words) -> list[tuple[str, str]]:
    """What the forecast does not know, whatever the numbers."""
    last, drivers = edition.county_to, edition.drivers_to
    last_name = edition.study.horizon
    return [
        (
            words("brief-record-unknown-term"),
            words("brief-record-unknown", last=last, drivers=drivers),
        ),
        (words("brief-record-omitted-term"), words("brief-record-omitted")),
        (words("brief-record-change-term"), words("brief-record-change", last_year=last_name)),
    ]
