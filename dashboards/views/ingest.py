"""Ingest: more papers for the graph, looked at before they are added; only where editing is allowed."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from dashboards import access, editing, jobs, markup, progress
from dashboards.look import LOOKS, counted, shape
from dashboards.pieces import part
from dashboards.shell import View, explain
from kg.cli.adding import LISTED, formats
from schemas.errors import MethodGraphError

_LEAD = (
    "Give a listing of titles and abstracts, or any other format that is read. You see what it holds and what it would "
    "add before anything changes."
)
_PASTE = "A paper's title on one line, its abstract on the next. Or a line of JSON for each paper."
_ANY = "told by the content"


def render() -> None:
    """The page."""
    st.html(markup.title("Ingest", lead=_LEAD))
    if not editing.allowed():
        _read_only()
        return
    job = jobs.mine()
    if job is None:
        _give()
    elif job.running:
        _running(job)
    elif job.what == "add":
        progress.outcome(job)
        _again()
    else:
        _looked(job)


def _read_only() -> None:
    st.html(
        markup.state(
            "This dashboard only reads.",
            "Start it with editing allowed, or add papers on the command line:",
            f"{editing.START}\n{editing.rebuild_command().replace('--add', '--add papers.txt')}",
        )
    )
    try:
        access.meta()
    except MethodGraphError as error:
        st.html(explain(error))


def _give() -> None:
    by = st.segmented_control(
        "Papers from", ["Files", "Text"], default="Files", key="by", bind="query-params", required=True,
    )  # fmt: skip
    known = formats()
    files: list[tuple[str, bytes]] = []
    if by == "Text":
        text = st.text_area("Papers", key="ingest-text", height=260, placeholder=_PASTE, max_chars=2_000_000)
        if text.strip():
            content = text.encode("utf-8", "replace")
            files = [(f"pasted-{hashlib.sha256(content).hexdigest()[:8]}.txt", content)]
    else:
        given = st.file_uploader(
            "Files, plain or packed (.gz, .zst, .zip)", accept_multiple_files=True, key="ingest-files"
        )
        files = [(file.name, file.getvalue()) for file in given]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        format = st.selectbox(
            "Format", [_ANY, *known], key="format", bind="query-params", width=260,
            help="Leave it as it is unless a file is taken for what it is not.",
        )  # fmt: skip
        busy = jobs.other()
        if st.button("Look at them", type="primary", disabled=not files or busy is not None, key="ingest-look"):
            jobs.look(files, None if format == _ANY else format)
            st.rerun()
    if busy is not None:
        _busy(busy)
    with st.expander("What is read"):
        rows = "".join(
            f"<li><span><code>{markup.text(name)}</code></span><time>{markup.text(summary)}</time></li>"
            for name, summary in known.items()
        )
        st.html(f'<ul class="mg-papers mg-said">{rows}</ul>')


def _busy(job: jobs.Job) -> None:
    st.html(markup.state("Another session is adding papers.", "A graph has one writer at a time. Wait, or end it."))
    if st.button("End the other one", type="tertiary", icon=":material/stop:"):
        job.stop()
        st.rerun()


def _running(job: jobs.Job) -> None:
    progress.follow(job)
    if read := job.state.get("read"):
        _files(read)


def _looked(job: jobs.Job) -> None:
    if read := job.state.get("read"):
        _files(read)
    if job.stopped or job.failure:
        what = "Stopped. Nothing was changed." if job.stopped else job.failure
        st.html(markup.state(what, "" if job.stopped else "The graph is as it was."))
        progress.details(job)
        _again()
        return
    found = job.state["preview"]
    new = int(job.state["read"]["new"])
    _preview(found, new)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            f"Add {counted(new, 'paper')}", type="primary", icon=":material/add:", disabled=not new, key="ingest-add"
        ):
            if jobs.add(job) is None:
                st.toast("Another session is adding papers; try again when it is done.")
            st.rerun()
        _again("Discard")


def _again(words: str = "More papers") -> None:
    if st.button(words, key="ingest-again"):
        jobs.clear()
        st.rerun()


def _files(read: dict[str, Any]) -> None:
    rows = "".join(
        f"<li><span>{markup.isolated(f['file'])} <small>{markup.text(f['format'] or 'not read')}</small></span>"
        f"<time>{counted(f['papers'], 'paper')}</time></li>"
        for f in read["files"]
    )
    known = read["papers"] - read["new"]
    words = f"{counted(known, 'paper')} of them in the graph already" if known else ""
    st.html(markup.heading("Read", words) + f'<ul class="mg-papers mg-said">{rows}</ul>')
    if read["errors"]:
        st.html(errors(read["errors"], read["error_count"]))
    if read["listed"]:
        with st.expander(f"The {counted(read['papers'], 'paper')}", expanded=read["papers"] <= 5):
            lines = "".join(
                f"<li><span>{markup.named(p['title'])}</span><time>"
                f"{'there already' if p['known'] else markup.text(p['date'] or 'new')}</time></li>"
                for p in read["listed"]
            )
            st.html(f'<ul class="mg-papers">{lines}</ul>{_rest(len(read["listed"]), read["papers"])}')


def errors(found: list[dict[str, Any]], count: int) -> str:
    """Errors of the input as a table: file, line, field, what is wrong; HTML."""
    rows = "".join(
        f"<tr><td>{markup.isolated(e['file'] or '')}</td><td>{markup.text(e['line'] or '')}</td>"
        f"<td>{markup.text(e['field'] or '')}</td><td>{markup.isolated(e['message'])}</td></tr>"
        for e in found
    )
    head = "<tr><th>File</th><th>Line</th><th>Field</th><th>What is wrong</th></tr>"
    shown = markup.heading(counted(count, "error"), "the rest was read")
    return (
        f'{shown}<div class="mg-scroll"><table class="mg-table"><thead>{head}</thead>'
        f"<tbody>{rows}</tbody></table></div>{_rest(len(found), count)}"
    )


def _preview(found: dict[str, Any], new: int) -> None:
    st.html(
        markup.heading("Would be added", "names may still meet others when the whole graph is built")
        + markup.figures(
            [
                ("Paper", new, "new papers"),
                ("", found["new_entities"], "new names"),
                ("", found["known_entities"], "names it has"),
                ("", found["new_claims"], "new claims"),
                ("", found["known_claims"], "claims that gain support"),
            ]
        )
    )
    if again := found["again"]:
        st.html(
            markup.state(
                f"The {counted(again, 'paper')} of this graph will be read again.",
                "Another model, or a file of extractions, made it. For its own model, use kg build --add --model.",
            )
        )
    _changes(found)
    if found["skipped"]:
        st.html(errors(found["skipped"], len(found["skipped"])))


@part
def _changes(found: dict[str, Any]) -> None:
    with st.container(key="mg-split-ingest"):
        left, right = st.columns(2, gap="large")
    with left:
        entities = "".join(
            f'<span class="mg-chip mg-{markup.text(e["type"])}">{_named(e["name"], e["type"])}'
            f"<small>{'new' if not e['id'] else _called(e)}</small></span>"
            for e in found["entities"]
        )
        total = found["new_entities"] + found["known_entities"]
        st.html(markup.heading("Names", f"{total:,}") + entities + _rest(len(found["entities"]), total))
    with right:
        lines = "".join(
            f"<li><span>{markup.named(c['head'])} <em>{markup.text(c['words'])}</em> {markup.named(c['tail'])}"
            f"<small>{markup.named(c['sentence'])}</small></span>"
            f"<time>{'known' if c['known'] else 'new'}</time></li>"
            for c in found["claims"]
        )
        total = found["new_claims"] + found["known_claims"]
        st.html(
            markup.heading("Claims", f"{total:,}")
            + (f'<ul class="mg-papers mg-said">{lines}</ul>' if lines else markup.state("No claim was found.", ""))
            + _rest(len(found["claims"]), total)
        )


def _named(name: str, type: str) -> str:
    return f"{shape(type) if type in LOOKS else ''}{markup.isolated(name)}"


def _called(entity: dict[str, Any]) -> str:
    same = str(entity["called"]).casefold() == str(entity["name"]).casefold()
    return "known" if same else f"known as {markup.isolated(entity['called'])}"


def _rest(shown: int, total: int) -> str:
    return f'<p class="mg-note">and {total - shown:,} more (only {LISTED} are listed)</p>' if total > shown else ""


VIEW = View("Ingest", ":material/upload_file:", 80, render, needs_graph=False)
