"""Where a page's numbers come from: the foot of every page, and the stamp above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report.content import say

if TYPE_CHECKING:
    from collections.abc import Mapping

STAMP = {"zh": "不得用于决策 NOT FOR DECISIONS", "en": "NOT FOR DECISIONS"}
_SHOWN_VERSIONS = ("planodds", "pymc", "nutpie", "numpy", "pandas", "matplotlib")


def stamp_of(manifest: Mapping[str, object], lang: str) -> str:
    """The warning that a page bears if its run was quick, incomplete or missed the gate."""
    if manifest.get("for_decisions"):
        return ""
    reason = ""
    if manifest.get("quick"):
        reason = say(lang, zh="：快速试算，抽样不足", en=": quick run with too few draws")
    elif not manifest.get("gate", {}).get("passed", False):
        reason = say(lang, zh="：未通过收敛检验", en=": the convergence gate was missed")
    elif not manifest.get("complete", True):
        reason = say(lang, zh="：运行不完整", en=": the run is not complete")
    return STAMP[lang] + reason


def describe_provenance(manifest: Mapping[str, object], lang: str) -> tuple[tuple[str, str], ...]:
    """Commit, hashes, seed, versions and gate, as pairs of term and text."""
    gate = manifest.get("gate", {})
    settings = manifest.get("settings") or {}
    versions = manifest.get("versions") or {}
    entries = [
        (say(lang, zh="版次", en="Edition"), str(manifest.get("edition", ""))),
        (say(lang, zh="生成时间", en="Made at"), str(manifest.get("made_at", ""))),
        (say(lang, zh="代码提交", en="Commit"), _commit(manifest, lang)),
        (say(lang, zh="模型源码", en="Model source"), _short(manifest.get("source_hash"))),
        (
            say(lang, zh="数据摘要", en="Data hashes"),
            "  ".join(
                f"{name} {_short(value)}"
                for name, value in (manifest.get("data_hashes") or {}).items()
            ),
        ),
        (say(lang, zh="随机种子", en="Seed"), str(manifest.get("seed", ""))),
        (
            say(lang, zh="抽样设置", en="Draws"),
            ", ".join(
                f"{name} {value}"
                for name, value in {**settings, "paths": manifest.get("paths")}.items()
                if name != "seed"
            ),
        ),
        (
            say(lang, zh="软件版本", en="Versions"),
            ", ".join(f"{name} {versions[name]}" for name in _SHOWN_VERSIONS if name in versions),
        ),
        (
            say(lang, zh="收敛检验", en="Gate"),
            say(lang, zh="通过", en="passed")
            if gate.get("passed")
            else say(lang, zh="未通过：", en="missed: ") + ", ".join(gate.get("missed", [])),
        ),
    ]
    return tuple((term, text) for term, text in entries if text)


def _commit(manifest: Mapping[str, object], lang: str) -> str:
    commit = manifest.get("commit")
    if not commit:
        return say(lang, zh="不在版本库内", en="outside a repository")
    changed = say(lang, zh="（有未提交的改动）", en=" (with uncommitted changes)")
    return str(commit)[:12] + (changed if manifest.get("dirty") else "")


def _short(value: object) -> str:
    return str(value or "")[:12]
