"""Where a paper can be read: its ids and addresses as links with names that people know."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from kg.lookup import PaperRef
from schemas.ids import arxiv_id, doi_of

_HOSTS = {
    "arxiv.org": "arXiv",
    "alphaxiv.org": "alphaXiv",
    "openreview.net": "OpenReview",
    "aclanthology.org": "ACL Anthology",
    "proceedings.mlr.press": "PMLR",
    "papers.nips.cc": "NeurIPS",
    "proceedings.neurips.cc": "NeurIPS",
    "openaccess.thecvf.com": "CVF",
    "dl.acm.org": "ACM",
    "ieeexplore.ieee.org": "IEEE",
    "pubmed.ncbi.nlm.nih.gov": "PubMed",
    "ncbi.nlm.nih.gov": "PubMed",
    "semanticscholar.org": "Semantic Scholar",
    "openalex.org": "OpenAlex",
    "biorxiv.org": "bioRxiv",
    "medrxiv.org": "medRxiv",
    "github.com": "GitHub",
    "link.springer.com": "Springer",
    "nature.com": "Nature",
}
"""What the sites call themselves, by host without ``www.``."""


def addresses(paper: PaperRef) -> dict[str, str]:
    """Where ``paper`` can be read, name of the place to its address there; only http and https, its own first."""
    found: dict[str, str] = {}
    for given in (paper.url, paper.id, *paper.ids, *paper.urls):
        if given and (place := _place(given.strip())):
            found.setdefault(*place)
    return found


def _place(given: str) -> tuple[str, str] | None:
    # Addresses of arXiv and of DOI resolvers are told by what they name, so that one place has one address.
    if number := arxiv_id(given):
        return "arXiv", f"https://arxiv.org/abs/{quote(number.removeprefix('arxiv:'), safe='/.')}"
    if doi := doi_of(given):
        return "DOI", f"https://doi.org/{quote(doi, safe='/:;()._-')}"
    if given.startswith("pmid:") and given[5:].isdecimal():
        return "PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{given[5:]}/"
    try:
        parts = urlsplit(given)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return (_HOSTS.get(host, host), given) if host and parts.scheme.lower() in ("http", "https") else None
