"""What the page's controls say, in both languages."""

from __future__ import annotations

from planodds.report.content import say


def build_words(year: int, lang: str) -> dict[str, str]:
    """All that the controls say; braces are filled in by the script.

    Parameters
    ----------
    year : int
        Last year with every county's published GDP.
    lang : str
    """
    texts = {
        "variable": ("指标", "Show"),
        "scenario": ("情景", "Scenario"),
        "year": ("年份", "Year"),
        "help": (
            "指向或轻触图上任一年份，或用左右方向键，读出数值。",
            "Point at, touch or arrow through the years to read the values.",
        ),
        "chart": ("预测图，用左右方向键逐年读数", "Fan chart; arrow keys read it year by year"),
        "place": ("第 30 位", "30th place"),
        "basis": ("新口径", "new basis"),
        "move": ("移动目标", "Move the target"),
        "at_level": (
            "{year} 年{label}达到 {c}的可能性：{p}（{word}）",
            "Odds that {label} reaches {c} in {year}: {p} ({word})",
        ),
        "at_place": (
            "{year} 年进入{c}的可能性：{p}（{word}）",
            "Odds of the {c} in {year}: {p} ({word})",
        ),
        "own": ("规划目标", "the plan's own"),
        "back": ("回到规划目标", "Back to the plan's target"),
        "none": ("该情景条件过远，不予计算。", "This scenario's conditions are too far: no odds."),
        "find": ("查找县（市、区），加入比较", "Find a county and add it"),
        "hint": ("输入名称，如：文水", "Type a name, e.g. Wenshui"),
        "found": ("找到 {n} 个", "{n} found"),
        "nothing": ("没有这个名称", "No county of that name"),
        "add": ("加入", "Add"),
        "remove": ("移除{name}", "Remove {name}"),
        "reset": ("恢复默认", "Reset"),
        "county": ("县（市、区）", "County"),
        "now": (f"{year} 年位次", f"Rank {year}"),
        "then": ("{year} 年位次：中位（八成区间）", "Rank {year}: median (80%)"),
        "lead": ("本县居前", "We lead"),
        "home": ("本县", "this county"),
        "scale": (
            "点为中位，线为八成区间；左为第 1 位，右为第 {n} 位",
            "Dot: median, line: 80% interval; left is 1st, right is place {n}",
        ),
        "caption": (
            "自选各县位次与本县居前的可能性（基准情景）",
            "Chosen counties: rank, and odds that this county leads (baseline)",
        ),
        "dropped": ("已移除{name}", "{name} removed"),
        "added": ("已加入{name}", "{name} added"),
    }
    return {key: say(lang, zh=zh, en=en) for key, (zh, en) in texts.items()}
