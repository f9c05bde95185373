"""Names and docstrings: the field's terms, plain present-day English, numpydoc sections."""

from __future__ import annotations

import ast
import re

from tests import source

# Words that puzzled readers who had not seen the project, each with the word to use instead.
BANNED = {
    "give": "return", "gives": "returns", "tell": "describe", "tells": "describes",
    "told": "reported", "say": "format or describe", "says": "formats", "said": "forecast",
    "held": "coverage", "hold": "cover", "kept": "stored", "made": "result", "bed": "design",
    "beds": "designs", "book": "workbook", "place": "rank, position or path",
    "places": "ranks, positions or paths", "seen": "observed", "known": "data or observed",
    "own": "unit or idiosyncratic", "law": "distribution", "laws": "distributions",
    "bar": "criterion", "bars": "criteria", "wanted": "requested", "middle": "center",
    "wide": "wide_format", "lack": "shortfall", "lean": "gain", "near": "lower or upper",
    "far": "lower or upper", "aside": "temporary or staging", "span": "window_years",
    "rows": "the noun: scores, odds, cells", "world": "draw or dataset", "worlds": "draws",
    "rival": "benchmark", "rivals": "benchmarks", "pin": "condition", "pins": "conditions",
}  # fmt: skip

# Exceptions, each with its reason.
ALLOWED: dict[str, str] = {
    "planodds.inputs.scenarios.scenario:Scenario.own_growth": "a key of users' scenario files",
    "planodds.report.content:Table.rows": "the rows of a table as it is shown",
    "planodds.report.content:Headline.rows": "the rows of the first screen's table",
    "planodds.report.text.row_records:group_rows": "rows of a table, by their year",
    "planodds.editions.layout:high_error_rows": "rows of a table, not their content",
    "planodds.inputs.tables.csv_reader:raise_for_rows": "rows of a file, named in the error",
    "planodds.execution.result_store:ResultStore.set_aside": "to set aside: a damaged entry",
    "planodds.report.text.track_record:RecordTables.skill_rows": "rows of the table of skill",
}

# Names that still have to change, one package at a time; nothing may be added.
PENDING: set[str] = set()

ARCHAIC = 0  # docstrings with an archaic word; may only fall

# First words of a docstring that are not a verb in the imperative or a noun of today.
ARCHAIC_OPENINGS = {
    "Give", "Tell", "Say", "Let", "Lay", "Hold", "Keep", "Bear", "Have", "Do", "Told", "Said",
    "Kept", "Held", "Whether", "How", "What", "Where", "When", "Who", "Why", "That", "If", "Of",
    "Put", "Mend", "Hang",
}  # fmt: skip
ARCHAIC_WORDS = re.compile(
    r"\b(anew|nought|aloud|hang on|bears?|stands? for|said|told|mended?|aside|whilst|thereof|"
    r"aught|naught|upon|ere|oft|heretofore|unspoilt)\b",
    re.IGNORECASE,
)


def words_of(name: str) -> list[str]:
    """Split a name into its lower-case words."""
    return [
        word for word in re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().split("_") if word
    ]


def test_modules_and_public_names_use_the_fields_terms():
    names = [(module, module.replace(".", "_")) for module in source.modules()]
    names += [(item.title, item.name.rpartition(".")[2]) for item in source.public_definitions()]
    found = [
        f"{title}: {word} -> {BANNED[word]}"
        for title, name in names
        for word in words_of(name)
        if word in BANNED and title not in ALLOWED.keys() | PENDING
    ]
    assert found == []


def test_every_exception_is_still_needed():
    titles = {item.title for item in source.public_definitions()}
    assert (ALLOWED.keys() | PENDING) - titles == set()


def documented() -> list[tuple[str, str]]:
    """Return title and docstring of all modules and public definitions that have one."""
    found = [(name, ast.get_docstring(tree)) for name, tree in source.modules().items()]
    found += [
        (item.title, ast.get_docstring(item.node))
        for item in source.public_definitions()
        if isinstance(item.node, ast.FunctionDef | ast.ClassDef)
    ]
    return [(title, text) for title, text in found if text]


def test_docstrings_begin_with_a_verb_or_a_noun_of_today():
    found = [
        f"{title}: {text.splitlines()[0]}"
        for title, text in documented()
        if re.split(r"\W", text.strip(), maxsplit=1)[0] in ARCHAIC_OPENINGS
    ]
    assert found == []


def test_archaic_words_in_docstrings_become_fewer():
    found = [
        f"{title}: {match.group()}"
        for title, text in documented()
        if (match := ARCHAIC_WORDS.search(text))
    ]
    assert len(found) <= ARCHAIC, found


def test_every_module_and_public_definition_is_documented():
    missing = [name for name, tree in source.modules().items() if not ast.get_docstring(tree)]
    missing += [
        item.title
        for item in source.public_definitions()
        if isinstance(item.node, ast.FunctionDef | ast.ClassDef)
        and not ast.get_docstring(item.node)
        and not any(part.startswith("_") for part in item.name.split("."))
    ]
    assert missing == []


def sections(text: str) -> dict[str, str]:
    """Split a numpydoc docstring into its sections."""
    parts = re.split(r"^([A-Z][A-Za-z ]+)\n-{3,}\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def described_parameters(text: str) -> list[str]:
    """Return the parameters that a docstring describes, in its order."""
    lines = re.findall(r"^(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: :.*)?$", text, re.MULTILINE)
    return [name.strip("* ") for line in lines for name in line.split(",")]


def undescribed() -> dict[str, tuple[int, int]]:
    """Count per package the functions with parameters, or a result, that are not described."""
    counts: dict[str, list[int]] = {}
    for item in source.functions():
        parts = sections(ast.get_docstring(item.node) or "")
        package = ".".join(item.module.split(".")[:2])
        found = counts.setdefault(package, [0, 0])
        missing = set(source.parameters(item.node)) - set(
            described_parameters(parts.get("Parameters", ""))
        )
        found[0] += bool(missing) and package != "planodds.cli"
        found[1] += bool(
            not source.is_property(item.node)
            and source.parameters(item.node)
            and item.node.returns is not None
            and ast.unparse(item.node.returns) not in ("None", "NoReturn")
            and not {"Returns", "Yields"} & parts.keys()
        )
    return {package: (found[0], found[1]) for package, found in counts.items() if any(found)}


def test_every_public_function_describes_its_parameters_and_its_result():
    assert undescribed() == {}


def test_no_docstring_describes_a_parameter_that_does_not_exist():
    found = []
    for item in source.functions():
        described = described_parameters(
            sections(ast.get_docstring(item.node) or "").get("Parameters", "")
        )
        extra = {item.node.args.vararg, item.node.args.kwarg} - {None}
        names = {*source.parameters(item.node), *(argument.arg for argument in extra)}
        if set(described) - names:
            found.append(f"{item.title}: {', '.join(sorted(set(described) - names))}")
    assert found == []
