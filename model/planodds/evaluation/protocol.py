"""Protocol of the track record: panels, origins and what may be tuned, fixed before scoring.

Decision 0022 has the reasons. A panel that is not listed has not been used for tuning at all.
"""

from __future__ import annotations

from types import MappingProxyType

US_STATES, INDONESIA, SHANXI = "us_states", "indonesia_districts", "shanxi"
ORIGINS = MappingProxyType(
    {US_STATES: tuple(range(1960, 2009, 3)), INDONESIA: (2010, 2013, 2016, 2019)}
)
"""Origins by panel; every third year with eight levels up to it and five years after it."""
LAST_TUNING_ORIGIN = MappingProxyType({US_STATES: 1999, INDONESIA: 2012})
"""Later origins were forecast once, with the model that tuning on the earlier ones had chosen."""
RANK_THRESHOLDS = MappingProxyType({US_STATES: 12, INDONESIA: 128})
"""The first quarter of the units."""
