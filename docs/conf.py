"""Settings of the documentation; `make docs` builds it, without a network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "model"), str(HERE / "_ext")]
os.environ.pop("PLANODDS_DATA", None)  # the reference shows the shipped study

import planodds  # noqa: E402 - the path comes first

project = "Planodds"
author = "The Planodds authors"
copyright = author
release = version = planodds.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "numpydoc",
    "planodds_reference",
    "planodds_math",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
numpydoc_show_class_members = False
autodoc_typehints = "none"  # numpydoc sections have the types
toc_object_entries = False  # the headings already name them
autodoc_member_order = "bysource"
suppress_warnings = ["myst.header"]  # sections of an included page may start below the first level

html_theme = "pydata_sphinx_theme"
html_title = "Planodds 胜算"
html_theme_options = {
    "show_toc_level": 2,
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_static_path = ["_static"]
html_css_files = ["planodds.css"]
html_show_sourcelink = False
html_copy_source = False
