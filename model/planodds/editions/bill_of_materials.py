"""Software bill of materials of an edition (CycloneDX, JSON), from the installed metadata."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, distributions
from typing import TYPE_CHECKING, Any

from planodds.execution.atomic import write_text_atomic

if TYPE_CHECKING:
    from pathlib import Path

BILL_FILE = "sbom.cdx.json"
UNKNOWN = "unknown"
_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")
_LONGEST = 60  # characters of a licence's name; longer texts are the licence itself


def package_licences() -> dict[str, tuple[str, str]]:
    """Return version and licence of every installed package.

    Returns
    -------
    dict of str to tuple of str
        Normalised name -> (version, licence), sorted by name; the licence is ``unknown`` where
        the package declares none.

    Examples
    --------
    >>> package_licences()["numpy"][1] != UNKNOWN
    True
    """
    found: dict[str, tuple[str, str]] = {}
    for item in distributions():
        if item.metadata["Name"]:  # of two copies on the path the first is the one imported
            name = normalise_name(item.metadata["Name"])
            found.setdefault(name, (item.version, _licence(item)))
    return dict(sorted(found.items()))


def normalise_name(name: str) -> str:
    """Return a package's name in its one normalised form (PEP 503).

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Examples
    --------
    >>> normalise_name("Fluent_Runtime")
    'fluent-runtime'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def build_bill() -> dict[str, Any]:
    """Build the bill of materials of the environment.

    Returns
    -------
    dict
        JSON values of CycloneDX 1.5: one component per installed package, with its version, its
        package URL and its licence. Without times, so that equal environments have equal bills.
    """
    components = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"license": {"name": licence}}],
        }
        for name, (version, licence) in package_licences().items()
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "planodds"}},
        "components": components,
    }


def write_bill(folder: Path) -> Path:
    """Write the bill of materials into an edition.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Path
        Of the file.
    """
    text = json.dumps(build_bill(), ensure_ascii=False, indent=1)
    return write_text_atomic(folder / BILL_FILE, text + "\n")


def _licence(package: Distribution) -> str:
    """Return the declared licence: expression, classifiers, short text, or title of its file."""
    metadata = package.metadata
    expression = metadata.get("License-Expression")
    if expression:
        return str(expression)
    matches = map(_CLASSIFIER.fullmatch, metadata.get_all("Classifier") or [])
    names = [match[1] for match in matches if match]
    text = str(metadata.get("License") or "").strip()
    if names:
        return "; ".join(names)
    text = text or _read_licence_file(package)
    return text.splitlines()[0][:_LONGEST] if text else UNKNOWN


def _read_licence_file(package: Distribution) -> str:
    """Return the text of the first licence file that the metadata name; empty without one."""
    named = package.metadata.get("License-File")
    return (package.read_text(f"licenses/{named}") or "").strip() if named else ""
