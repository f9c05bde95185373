"""Protocol of the track record: panels, origins and what may be tuned, fixed before scoring.

Decision 0022 has the reasons. A panel that is not listed has not been used for tuning at all.
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType

US_STATES, US_COUNTIES = "us_states", "us_counties"
INDONESIA, SHANXI = "indonesia_districts", "shanxi"
ORIGINS = MappingProxyType(
    {
        US_STATES: tuple(range(1960, 2009, 3)),
        US_COUNTIES: (2008, 2011, 2014),
        INDONESIA: (2010, 2013, 2016, 2019),
    }
)
"""Origins by panel; every third year with eight levels up to it and five years after it."""
LAST_TUNING_ORIGIN = MappingProxyType({US_STATES: 1999, US_COUNTIES: 2011, INDONESIA: 2012})
"""Later origins were forecast once, with the model that tuning on the earlier ones had chosen."""
RANK_THRESHOLDS = MappingProxyType({US_STATES: 12, US_COUNTIES: 129, INDONESIA: 128})
"""The first quarter of the units."""
ONE_IN = MappingProxyType({US_COUNTIES: 6})
"""Of a panel with thousands of units one in so many is scored, drawn by ``is_sampled``."""


def is_sampled(code: str, one_in: int) -> bool:
    """Return whether a unit is in the sample of one in so many.

    The SHA-256 of the code decides, so that the sample depends on no order and no seed.

    Parameters
    ----------
    code : str
        Code of the unit.
    one_in : int
        1 takes every unit.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_sampled("01001", 1), is_sampled("01001", 6)
    (True, False)
    """
    return int(hashlib.sha256(code.encode()).hexdigest()[:8], 16) % one_in == 0
