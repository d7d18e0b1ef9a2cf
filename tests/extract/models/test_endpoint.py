"""Papers read by a language model on a server: the protocol, its failures, and what is done about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from extract.models import ModelOptions
from extract.models.endpoint import EndpointExtractor, endpoint_extractor
from extract.pipeline import load_extractor
from schemas import Paper
from schemas.errors import ModelError, RecordError, UsageError
from tests.extract.models.server import Asked, Said, completion, serving

EMPTY: dict[str, Any] = {"entities": [], "proposes": [], "relations": []}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("METHODGRAPH_LLM_KEY", "OPENAI_API_KEY", "METHODGRAPH_LLM_TIMEOUT", "METHODGRAPH_LLM_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("extract.models.chat._BACKOFF", 0.01)


def paper(n: int) -> Paper:
    """A paper on a method of its own."""
    return Paper(id=f"p{n}", title=f"Net{n}: a network", abstract=f"We propose Net{n} for molecular docking.")


def good(asked: Asked) -> dict[str, Any]:
    """What is right to say about such a paper."""
    name = asked.text.split(":")[0]
    sentence = asked.text.split("\n")[1]
    mention = {"text": name, "occurrence": None}
    return {
        "entities": [
            {"id": "a", "type": "Method", "mentions": [mention]},
            {"id": "b", "type": "Task", "mentions": [{"text": "molecular docking", "occurrence": 1}]},
        ],
        "proposes": [{"entity": "a", "evidence": sentence}],
        "relations": [{"type": "ADDRESSES", "head": "a", "tail": "b", "evidence": sentence, "outperforms": None}],
    }


def well(asked: Asked) -> Said:
    """A server that always answers right."""
    return Said(body=completion(good(asked)))


def extractor_of(model: str, **options: float) -> EndpointExtractor:
    """The extractor that ``--model`` gives."""
    return endpoint_extractor(model, ModelOptions(**options))  # type: ignore[arg-type]


def ways(*said: Callable[[Asked], Said] | Said) -> Callable[[Asked], Said]:
    """A server that answers one question after the other as told, and right from then on."""

    def answer(asked: Asked) -> Said:
        way = said[asked.number] if asked.number < len(said) else well
        return way if isinstance(way, Said) else way(asked)

    return answer


def test_papers_are_read_and_paid_for() -> None:
    """Each paper gives its extraction with offsets; tokens are counted, and cost what was said."""
    with serving(well) as server:
        extractor = load_extractor(server.model, ModelOptions(price_in=2.0, price_out=10.0))
        found = list(extractor.extract(paper(n) for n in range(3)))
        asked = server.asked[0]
    assert [x.id for x in found] == ["p0", "p1", "p2"]
    assert [(m.text, m.start) for m in found[1].mentions] == [("Net1", 0), ("Net1", 27), ("molecular docking", 36)]
    (relation,) = found[1].relations
    assert relation.evidence is not None
    assert found[1].text[relation.evidence.start : relation.evidence.end] == paper(1).abstract
    assert found[1].proposes == ("e1",)
    assert {x.extractor for x in found} == {extractor.name}
    assert asked.path == "/v1/chat/completions"
    assert asked.body["model"] == "small"
    assert asked.body["response_format"]["json_schema"]["strict"] is True
    assert "authorization" not in asked.headers
    assert extractor.usage is not None
    assert extractor.usage.as_json() == {
        "papers": 3,
        "failed": 0,
        "requests": 3,
        "asked_anew": 0,
        "tokens_in": 3000,
        "tokens_out": 300,
        "answers_without_tokens": 0,
        "price_in": 2.0,
        "price_out": 10.0,
        "cost": 0.009,
        "left_out": {},
    }
    assert extractor.usage.lines() == [
        "The model was asked 3 times about 3 papers. 3,000 tokens in, 300 out; cost 0.0090 at 2 and 10 a million."
    ]


def test_order_is_kept_and_few_are_asked_about_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first paper takes longest and comes first; never more questions are under way than was said."""
    monkeypatch.setenv("METHODGRAPH_LLM_CONCURRENCY", "3")
    slow = lambda asked: Said(body=completion(good(asked)), after=0.4 if "Net0" in asked.text else 0.05)  # noqa: E731
    with serving(slow) as server:
        found = list(extractor_of(server.model).extract(paper(n) for n in range(12)))
        assert server.most_at_once == 3
    assert [x.id for x in found] == [f"p{n}" for n in range(12)]


def test_too_many_requests_wait_as_long_as_the_server_says() -> None:
    """After 429 with Retry-After, and after 503, the question is asked again, not before its time."""
    with serving(ways(Said(429, {"error": "slow down"}, {"Retry-After": "1"}), Said(503, b"busy"))) as server:
        (found,) = extractor_of(server.model).extract([paper(0)])
        times = [asked.at for asked in server.asked]
    assert found.mentions
    assert len(times) == 3
    assert times[1] - times[0] >= 1.0


def test_broken_json_is_asked_for_once_more() -> None:
    """What was wrong is told; both answers are paid for."""
    with serving(ways(Said(body=completion('{"entities": [')))) as server:
        extractor = extractor_of(server.model)
        (found,) = extractor.extract([paper(0)])
        assert server.asked[1].again
        told = server.asked[1].body["messages"]
    assert [m["role"] for m in told] == ["system", "user", "assistant", "user"]
    assert told[2]["content"] == '{"entities": ['
    assert "the answer is not JSON" in told[3]["content"]
    assert found.relations
    assert (extractor.usage.requests, extractor.usage.anew, extractor.usage.tokens_in) == (2, 1, 2000)


def test_invented_evidence_goes_and_the_rest_stays() -> None:
    """A model that insists on a sentence of its own loses the relation, keeps the rest, and it is counted."""

    def inventing(asked: Asked) -> Said:
        answer = good(asked)
        answer["relations"][0]["evidence"] = "Net0 solves docking."
        return Said(body=completion(answer))

    with serving(inventing) as server:
        extractor = extractor_of(server.model)
        (found,) = extractor.extract([paper(0)])
        assert len(server.asked) == 2
        assert "'Net0 solves docking.' is not in the text" in server.asked[1].body["messages"][3]["content"]
    assert (len(found.entities), found.relations, found.proposes) == (2, (), ("e1",))
    assert extractor.usage.left_out == {"evidence that is not in the text": 1}
    assert extractor.usage.lines()[1] == ("Left out of the model's answers: 1 × evidence that is not in the text.")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (Said(body=completion("no")), r"not JSON.*asked twice"),
        (Said(body=completion({"found": []})), "list `entities`"),
        (Said(body={"choices": []}), "not JSON"),
        (Said(body=completion(EMPTY, finish_reason="length")), "cut at the server's limit"),
        (Said(body=completion(EMPTY, finish_reason="content_filter")), "filter"),
        (Said(body=completion("", refusal="I cannot\nhelp")), "refuses: I cannot help"),
        (Said(body=b"<html>"), "no completion: <html>"),
        (Said(body={"error": {"message": "overloaded"}}), "overloaded"),
        (Said(400, {"error": {"message": "context too long"}}), "says 400: context too long"),
        (Said(500, {"detail": "boom"}), "says 500: boom"),
    ],
    ids=["prose", "schema", "empty", "cut", "filtered", "refused", "html", "error in 200", "400", "500"],
)
def test_a_paper_without_an_answer_is_an_error_of_its_own(said: Said, message: str) -> None:
    """The paper is named by the caller; the extractor goes on behind it and does not ask about it again."""
    with serving(lambda asked: said if "Net1" in asked.text else well(asked)) as server:
        extractor = extractor_of(server.model)
        stream = extractor.extract(paper(n) for n in range(3))
        assert next(stream).id == "p0"
        with pytest.raises(RecordError, match=message):
            next(stream)
        questions = len(server.asked)
        with pytest.raises(RecordError, match=message):
            next(extractor.extract([paper(1)]))
        assert [x.id for x in extractor.extract([paper(2)])] == ["p2"]
        assert len(server.asked) == max(questions, 3 if "twice" not in message else 4)
    assert (extractor.usage.papers, extractor.usage.failed) == (2, 1)


def test_a_slow_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question without an answer in time fails alone, and is not asked again."""
    monkeypatch.setenv("METHODGRAPH_LLM_TIMEOUT", "1")
    with serving(lambda asked: Said(body=completion(good(asked)), after=1.5)) as server:
        with pytest.raises(RecordError, match="no answer in 1 s"):
            next(extractor_of(server.model).extract([paper(0)]))
        assert len(server.asked) == 1


@pytest.mark.parametrize(("status", "message"), [(401, "METHODGRAPH_LLM_KEY"), (404, "no such model")])
def test_what_fails_for_all_papers_stops_the_run(status: int, message: str) -> None:
    """A key that is refused and a model that is unknown are errors of the model, asked about once a thread."""
    with serving(lambda asked: Said(status, {"error": {"message": "no such model"}})) as server:
        with pytest.raises(ModelError, match=message):
            list(extractor_of(server.model).extract(paper(n) for n in range(50)))
        assert len(server.asked) < 50


def test_a_server_that_only_fails_stops_the_run() -> None:
    """After five papers in a row the server is taken for broken."""
    with serving(lambda asked: Said(400, {"error": "boom"})) as server:
        extractor = extractor_of(server.model)
        for n in range(4):
            with pytest.raises(RecordError):
                next(extractor.extract([paper(n)]))
        with pytest.raises(ModelError, match="failed on 5 papers in a row"):
            next(extractor.extract([paper(4)]))


def test_nothing_at_the_address_is_an_error_of_the_model() -> None:
    """A port where nobody listens is said at once."""
    with serving(well) as server:
        model = server.model
    with pytest.raises(ModelError, match="nothing answers at"):
        list(extractor_of(model).extract([paper(0)]))


def test_options_that_a_server_does_not_take_are_left_out() -> None:
    """A server without JSON schemas, or with a fixed temperature, is asked without them from then on."""

    def picky(asked: Asked) -> Said:
        for option in ("temperature", "response_format"):
            if option in asked.body:
                return Said(400, {"error": {"message": f"Unsupported parameter: {option}"}})
        return Said(body=completion("```json\n" + json.dumps(good(asked)) + "\n```", tokens=None))

    with serving(picky) as server:
        extractor = extractor_of(server.model, price_in=1.0, price_out=1.0)
        first, second = (next(extractor.extract([paper(n)])) for n in range(2))
        assert first.relations
        assert second.relations
        assert len(server.asked) == 4
    assert (extractor.usage.uncounted, extractor.usage.cost) == (2, None)


def test_keys_go_where_they_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our variable's key is sent; OpenAI's own key is not sent to another server."""
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    with serving(well) as server:
        list(extractor_of(server.model).extract([paper(0)]))
        monkeypatch.setenv("METHODGRAPH_LLM_KEY", "ours")
        list(extractor_of(server.model).extract([paper(0)]))
        assert [a.headers.get("authorization") for a in server.asked] == [None, "Bearer ours"]


def test_the_name_tells_server_model_and_prompt() -> None:
    """The cache's key has host, path, model and a digest, and no query, which may hold a secret."""
    name = extractor_of("https://host:8000/openai/v1/?api-version=3#org/model:8b").name
    assert name.rpartition("+")[0] == "host:8000/openai/v1#org/model:8b"
    assert len(name.rpartition("+")[2]) == 8


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("http://localhost/v1", "#gpt-4o-mini"),
        ("http:///v1#m", "behind #"),
        ("http://user:secret@localhost/v1#m", "no key in the address"),
    ],
)
def test_an_address_that_is_not_whole_is_refused(model: str, message: str) -> None:
    """What is missing is said, and no secret repeated."""
    with pytest.raises(UsageError, match=message) as refused:
        load_extractor(model)
    assert "secret" not in str(refused.value)


def test_settings_that_are_no_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named."""
    monkeypatch.setenv("METHODGRAPH_LLM_CONCURRENCY", "many")
    with pytest.raises(UsageError, match="METHODGRAPH_LLM_CONCURRENCY is a number"):
        extractor_of("http://localhost/v1#m")


def test_labels_do_not_fit_a_server() -> None:
    """An option that would do nothing is refused."""
    with pytest.raises(UsageError, match="--label and --threshold"):
        load_extractor("http://localhost/v1#m", ModelOptions(threshold=0.5))
