"""The house as ARCHITECTURE.md draws it: packages, directions of imports, sizes."""

from __future__ import annotations

import re

from tests import source

ORDER = (
    "constants", "errors", "execution", "inputs", "forecasting", "probability", "evaluation",
    "editions", "report", "batch", "notebook", "api", "cli",
)  # fmt: skip
DEEPEST = 12
MOST_FILES = 15


def package_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def longest_chain(graph):
    best = {}

    def follow(module):
        if module not in best:
            best[module] = ()  # a cycle would end here; another test finds it
            chains = [follow(target) for target in sorted(graph[module])]
            best[module] = (module, *max(chains, key=len, default=()))
        return best[module]

    return max((follow(module) for module in graph), key=len)


def find_cycle(graph):
    done, path = set(), []

    def visit(module):
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        path.append(module)
        for target in sorted(graph[module]):
            if cycle := visit(target):
                return cycle
        path.pop()
        done.add(module)
        return []

    return next((cycle for module in graph if (cycle := visit(module))), [])


def test_every_package_has_its_place_in_the_order():
    found = {package_of(module) for module in source.modules()} - {"", "__main__"}
    assert found == set(ORDER)


def test_no_import_runs_back_even_inside_functions():
    rank = {name: position for position, name in enumerate(ORDER)}
    back = [
        f"{module} -> {target}"
        for module, targets in source.imports(inside_functions=True).items()
        for target in targets
        if package_of(module) in rank and package_of(target) in rank
        if rank[package_of(target)] > rank[package_of(module)]
    ]
    assert back == []


def test_no_module_imports_itself_by_a_detour():
    assert find_cycle(source.imports()) == []


def test_chains_of_imports_are_short():
    chain = longest_chain(source.imports())
    assert len(chain) <= DEEPEST, " > ".join(chain)


def test_no_folder_holds_more_files_than_fit_on_a_page():
    folders = [folder for folder in source.PACKAGE.rglob("*") if folder.is_dir()]
    crowded = {
        str(folder.relative_to(source.ROOT)): count
        for folder in (source.PACKAGE, *folders)
        if (count := len(list(folder.glob("*.py")))) > MOST_FILES
    }
    assert crowded == {}


def test_architecture_describes_each_package_in_one_line():
    text = (source.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^ +([a-z_/]+)/ +\S", text, re.MULTILINE))
    packages = {
        path.parent.relative_to(source.PACKAGE).as_posix()
        for path in source.PACKAGE.rglob("__init__.py")
    } - {"."}
    assert described == packages


def test_every_module_that_architecture_names_exists():
    text = (source.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`(model/planodds/[\w/]+\.(?:py|ftl|css|js|html|typ))`", text)
    assert len(named) > 10
    assert [path for path in named if not (source.ROOT / path).is_file()] == []
