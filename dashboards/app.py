"""The dashboard: ``streamlit run dashboards/app.py``, or ``kg explore``."""

from dashboards.shell import run

run()
