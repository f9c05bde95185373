"""Text on the number of independent tests of the track record, in Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def describe_independent_tests(n_eff: pd.DataFrame) -> dict[str, str]:
    """Describe the number of independent tests of the record, one sentence per language.

    Parameters
    ----------
    n_eff : DataFrame
        From ``count_independent_tests``.

    Returns
    -------
    dict of str to str
        ``zh`` and ``en``.
    """
    levels = n_eff[(n_eff["variable"] == "gdp") & (n_eff["stratum"] == "one_basis")]
    origins = levels.groupby("horizon")["origins"].max()
    first, last = origins.index.min(), origins.index.max()
    if origins.empty:
        return {
            "zh": "同一普查口径内尚无可检验的年份。",
            "en": "No year within one census basis can be tested yet.",
        }
    return {
        "zh": f"同一普查口径内，提前{first}年的预测只有{origins[first]}个起点可检验，"
        f"提前{last}年的只有{origins[last]}个；同一起点的117个单位同受全省走势影响，"
        "对共同部分只算一次检验。样本过少，不据此判定模型优劣。",
        "en": f"Within one census basis {origins[first]} origins test the forecasts "
        f"{first} year ahead and {origins[last]} those {last} years ahead; all units of "
        "one origin share the province's path and are one test of the common part. These "
        "are too few to judge by, so no pass or fail is given.",
    }
