"""The documentation builds without a warning, and what it shows works."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import planodds as po
from planodds.cli.workbench import docs as command
from planodds.errors import UsageError
from tests.waiting import GUARD, LONG_GUARD

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([DOCS / "tutorial.md", *DOCS.glob("howto/*.md"), *DOCS.glob("zh/*.md")])
FENCE = re.compile(
    r"^(<!-- (?:run|skip) -->\n)?```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
FILE = re.compile(
    r"^```{code-block} yaml\n:caption: ([^\n]+)\n\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
INLINE = re.compile(r"(?<!import )\bplanodds ([a-z][a-z-]+)")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "model"), "OMP_NUM_THREADS": "1"}


def blocks(page: Path, language: str) -> list[tuple[bool, str]]:
    """List the code blocks of a page, each with whether it is to be run."""
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    return [("run" in mark, code) for mark, kind, code in found if kind == language]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("docs") / "html"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"),
            *("-d", str(out.parent / "doctrees"), str(DOCS), str(out)),
        ],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=LONG_GUARD,
    )
    assert done.returncode == 0, done.stderr
    return out


def text_of(page: Path) -> str:
    return re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))


def test_every_public_name_and_command_is_in_the_reference(built):
    import typer

    from planodds.cli.app import app

    names = (built / "reference/api.html").read_text(encoding="utf-8")
    assert [name for name in po.__all__ if f'id="planodds.{name}"' not in names] == []
    assert "with_conditions" in names
    commands = typer.main.get_command(app).commands
    text = text_of(built / "reference/commands.html")
    assert [name for name in commands if f"planodds {name}" not in text] == []
    options = {
        option
        for item in commands.values()
        for parameter in item.params
        if parameter.param_type_name == "option"
        for option in parameter.opts
    }
    assert len(options) > 30
    assert [option for option in options if option not in text] == []


# A summary of one line, every parameter and what is returned: codes of numpydoc's validation.
HELD = {"GL08", "PR01", "PR02", "PR03", "RT01", "SS01", "SS03", "SS06"}
HELD_OF_CLASSES = HELD - {"PR01"}  # their fields stand under Attributes


def test_every_public_name_passes_the_validation_of_numpydoc():
    import inspect

    from numpydoc.validate import validate

    failed = {}
    for name in po.__all__:
        found = getattr(po, name)
        held = HELD_OF_CLASSES if inspect.isclass(found) else HELD
        methods = [
            key
            for key, value in (vars(found).items() if inspect.isclass(found) else ())
            if inspect.isfunction(value) and not key.startswith(("_", "model_"))
        ]
        home = f"{found.__module__}.{name}"
        for path, codes in ((home, held), *((f"{home}.{key}", HELD) for key in methods)):
            missing = [text for code, text in validate(path)["errors"] if code in codes]
            if missing:
                failed[path] = missing
    assert failed == {}


def test_every_prior_and_every_decision_has_its_place(built):
    from planodds.inputs import DATA_DIR
    from planodds.inputs.priors import load_priors

    text = text_of(built / "explanation/parameters.html")
    assert [name for name in load_priors(DATA_DIR, "latest") if name not in text] == []
    pages = {path.stem for path in (built / "decisions").glob("0*.html")}
    assert pages == {path.stem for path in (DOCS / "decisions").glob("0*.md")}


def test_nothing_is_fetched_from_elsewhere_and_no_path_of_this_machine_shown(built):
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=.https?:", text), page
        assert str(ROOT) not in text, page
    assert "<math" in (built / "explanation/model.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_commands_and_names_in_the_guides_exist(page):
    import typer

    from planodds.cli.app import app

    text = page.read_text(encoding="utf-8")
    known = set(typer.main.get_command(app).commands)
    assert set(INLINE.findall(text)) <= known
    for _, code in blocks(page, "python"):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "po":
                assert node.attr in po.__all__, node.attr
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "forecast":
                assert hasattr(po.Forecast, node.attr), node.attr


def test_the_tutorial_runs_as_it_is_written(tmp_path):
    """From the table to the brief in both languages, with the fits of a quick edition."""
    page = DOCS / "tutorial.md"
    (tmp_path / "counties.csv").write_bytes((DOCS / "examples/counties.csv").read_bytes())
    program = f"{sys.executable} -m planodds"
    lines = [code for run, code in blocks(page, "sh") if run]
    assert len(lines) == 3
    (_, variable), (_, years), (path, content) = FILE.findall(page.read_text(encoding="utf-8"))
    answers = []
    for code in lines:
        if "check" in code:
            (tmp_path / path).write_text(content, encoding="utf-8")
            study = tmp_path / "mine/study.yaml"
            text = study.read_text(encoding="utf-8")
            for key, line in (("  gdp", variable), ("report_years", years)):
                text, count = re.subn(rf"(?m)^{key}: .*\n", line, text)
                assert count == 1
            study.write_text(text, encoding="utf-8")
        code = code.replace("planodds ", f"{program} ")
        done = subprocess.run(
            ["sh", "-ec", code],
            cwd=tmp_path,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=LONG_GUARD,
        )
        assert done.returncode == 0, done.stderr
        answers.append(done.stdout)
    assert "all is well" in answers[1]
    assert "heshun.yaml: 2 targets, 2 of them computable" in answers[1]
    (edition,) = (tmp_path / "results").glob("2024-*-quick")
    assert edition.name in answers[2]
    for lang, unit, name in (("zh", "150 亿元", "和顺县"), ("en", "15 bn yuan", "Heshun County")):
        text = text_of(edition / f"brief.{lang}.html")
        assert unit in text and name in text
        assert (edition / f"results.{lang}.xlsx").is_file()


def test_examples_that_need_no_fit_run(tmp_path):
    found = [code for page in PAGES for run, code in blocks(page, "python") if run]
    assert found
    for code in found:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=GUARD,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["117 2020", "200.0", "(-0.3,)", "baseline"]


def test_the_scenario_of_the_guide_is_valid(data_copy):
    from planodds.inputs import load_scenario

    ((path, content),) = FILE.findall(
        (DOCS / "howto/add-a-scenario.md").read_text(encoding="utf-8")
    )
    (data_copy / path).write_text(content, encoding="utf-8")
    assert load_scenario(data_copy / path).conditions[0].values == (-0.20, 0.0)


def test_the_command_opens_the_built_copy_or_says_how_to_build_it(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(command.webbrowser, "open", opened.append)
    monkeypatch.setattr(command, "BUILT", tmp_path / "index.html")
    with pytest.raises(UsageError, match="make docs"):
        command.open_docs(browser=True)
    command.BUILT.touch()
    assert command.open_docs(browser=False) == command.BUILT.as_uri()
    assert opened == []
    command.open_docs(browser=True)
    assert opened == [command.BUILT.as_uri()]
