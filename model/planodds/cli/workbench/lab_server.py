"""JupyterLab whose printed address can be opened although the start page has a query of its own.

Run as ``python -m planodds.cli.workbench.lab_server`` with the options of JupyterLab.
"""

from __future__ import annotations

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp


def join_queries(address: str) -> str:
    """Return an address with one query where Jupyter has appended its token as a second one.

    Parameters
    ----------
    address : str

    Returns
    -------
    str

    Examples
    --------
    >>> join_queries("http://localhost:8888/lab?path=/?token=1")
    'http://localhost:8888/lab?path=/&token=1'
    >>> join_queries("http://localhost:8888/lab?token=1")
    'http://localhost:8888/lab?token=1'
    """
    head, mark, query = address.partition("?")
    return head + mark + query.replace("?", "&")


class AddressedServer(ServerApp):
    """Server that prints addresses with one query."""

    @property
    def public_url(self) -> str:
        """Address for users of other machines."""
        return join_queries(super().public_url)

    @property
    def local_url(self) -> str:
        """Address on this machine."""
        return join_queries(super().local_url)


class ProjectLab(LabApp):
    """JupyterLab on that server."""

    serverapp_class = AddressedServer


if __name__ == "__main__":
    ProjectLab.launch_instance()
