"""The places of work: JupyterLab at the project, and the documentation."""
