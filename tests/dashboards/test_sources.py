"""Links to where a paper can be read: from its ids and addresses, and never to anything else."""

from __future__ import annotations

import pytest

from dashboards import markup
from dashboards.sources import addresses
from kg.lookup import PaperRef, newest_papers, paper_view
from kg.stores import GraphStore


def test_ids_and_addresses_become_named_links() -> None:
    """Each place comes once, under the name that people know, the paper's own address first."""
    paper = PaperRef(
        id="arxiv:2102.09844",
        title="t",
        url="https://openreview.net/forum?id=abc",
        ids=("doi:10.1000/a(b)<c", "pmid:123", "p:0123"),
        urls=("https://arxiv.org/pdf/2102.09844v3", "https://www.example.org/paper", "https://doi.org/10.1000/other"),
    )
    assert addresses(paper) == {
        "OpenReview": "https://openreview.net/forum?id=abc",
        "arXiv": "https://arxiv.org/abs/2102.09844",
        "DOI": "https://doi.org/10.1000/a(b)%3Cc",
        "PubMed": "https://pubmed.ncbi.nlm.nih.gov/123/",
        "example.org": "https://www.example.org/paper",
    }


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)//doi.org", "data:text/html,x", "//host/x", "http://[", "ftp://a/b"],
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    """What is no address of http or https gives no link, in lists and in lines."""
    paper = PaperRef(id="p", title="t", url=url, urls=(url,), ids=(url,))
    assert addresses(paper) == {}
    assert 'target="_blank"' not in markup.papers([paper]) + markup.paper_line(paper)


def test_addresses_are_text_in_html() -> None:
    """Quotes and tags in an address stay inside of the link's attribute."""
    shown = markup.sources(PaperRef(id="p", title="t", url='https://x.org/"><script>'))
    assert shown == (
        '<a href="https://x.org/&quot;&gt;&lt;script&gt;" target="_blank" rel="noopener noreferrer">x.org</a>'
    )


def test_a_paper_of_the_graph_tells_where_it_can_be_read(golden_store: GraphStore) -> None:
    """Lists and pages get a paper's other ids and addresses from the store, empty where it has none."""
    rows = golden_store.query("MATCH (p:Paper) RETURN p.id AS id, p.ids AS ids, p.urls AS urls").dicts()
    expected = {row["id"]: (tuple(row["ids"] or ()), tuple(row["urls"] or ())) for row in rows}
    listed = {p.id: (p.ids, p.urls) for p in newest_papers(golden_store, len(rows))}
    assert listed == expected
    assert {id: (v.ids, v.urls) for id in expected if (v := paper_view(golden_store, id).paper)} == expected
