"""A job on a page: how far it is while it runs, and what came of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import jobs, markup
from dashboards.look import LOOKS, counted

STAGES = {
    "parse": "Reading the files",
    "read": "Collecting papers",
    "look up": "Looking up what was read before",
    "extract": "Reading papers",
    "compare": "Comparing with the graph",
    "assemble": "Joining names and claims",
    "write": "Writing the graph",
}
EVERY = 0.7
"""Seconds between two looks at a job."""


@st.fragment(run_every=EVERY)
def follow(job: jobs.Job) -> None:
    """The stage of a running job with a bar and a way to end it; draws the whole page anew at its end."""
    if not job.running:
        st.rerun(scope="app")
    words, share = where(job.state)
    st.progress(share, text=words)
    if st.button("Stop", key="mg-job-stop", icon=":material/stop:"):
        job.stop()
        st.rerun(scope="app")
    if job.what == "add":
        st.html('<p class="mg-note">Until it is done the old graph answers; you may go on looking at it.</p>')


def where(state: dict[str, Any]) -> tuple[str, float]:
    """The stage in words with its numbers, and the share that is done of it."""
    words = STAGES.get(str(state.get("stage")), "Starting: the model takes some seconds to load")
    done, total = int(state.get("done") or 0), state.get("total")
    if not total or state.get("stage") in ("assemble", "write"):
        return words, 0.0
    return f"{words}: {done:,} of {int(total):,}", min(1.0, done / int(total))


def outcome(job: jobs.Job) -> None:
    """What a job that wrote the graph came to, in words."""
    report = job.state.get("report")
    if report is None:
        what = "Stopped. The graph is as it was." if job.stopped else job.failure
        st.html(markup.state(what, "" if job.stopped else "The graph is as it was."))
        details(job)
        return
    added = int(report["added"])
    done = f"{counted(added, 'paper')} added." if added > 0 else "The graph is built anew."
    if report["unchanged"]:
        done = "Nothing changed: the graph held all of it already."
    applied = ", ".join(f"{count:,} {action}" for action, count in report["applied"].items())
    then = f"It holds {counted(report['papers'], 'paper')} now."
    st.html(markup.state(done, f"{then} Corrections applied: {applied}." if applied else then))
    numbers = [(label, report["entities"].get(label, 0), LOOKS[label].plural.lower()) for label in report["entities"]]
    st.html(markup.figures([*numbers, ("", sum(report["claims"].values()), "claims")]))
    for heading, lines in (
        ("Names that changed", report["changed"]),
        ("To know", report["warnings"]),
        ("Not used", [f"{e['field'] or ''} {e['message']}" for e in report["skipped"]]),
    ):
        if lines:
            rows = "".join(f"<li>{markup.isolated(line)}</li>" for line in lines)
            st.html(markup.heading(heading, f"{len(lines):,}") + f'<ul class="mg-papers">{rows}</ul>')


def details(job: jobs.Job) -> None:
    """What a job that failed said last."""
    if job.complaints and not job.stopped:
        with st.expander("What it said last"):
            st.code("\n".join(job.complaints), language=None, wrap_lines=True)
