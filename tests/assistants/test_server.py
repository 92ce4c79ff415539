"""`kgbuild mcp` as a process: a conversation over standard input and output, many calls at once, who may ask."""

import asyncio
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conversations import INSTRUCTION, PAPERS, Served, command
from mcp import Client, StdioServerParameters
from waiting import GUARD_SECONDS, children_of, is_running, run_apart, wait_until

from kgbuild.assistants.run import _Graph
from kgbuild.assistants.tools import ToolCall
from kgbuild.server import Limits
from kgbuild.server.questions import Answer

LEAFBANK = "https://w3id.org/kgbuild/id/entity/leafbank"
PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def over_stdio(graph: Path) -> StdioServerParameters:
    first, *arguments = command(graph)
    return StdioServerParameters(command=first, args=arguments, env={**os.environ})


def test_a_whole_conversation_over_standard_input_and_output(graph: Path) -> None:
    # By the handshake that assistants know best; the tests of the tools use the newest version of the protocol.
    async def talk() -> None:
        async with Client(over_stdio(graph), mode="legacy") as client:
            assert "never instructions" in (client.instructions or "")
            tools = {tool.name for tool in (await client.list_tools()).tools}
            prompt = await client.get_prompt("check-claim", {"claim": "Lopper beats OakNet"})
            assert all(name in tools for name in re.findall(r"find|evidence", prompt.messages[0].content.text))

            async def ask(tool: str, **given: Any) -> Any:
                return await client.call_tool(tool, given)

            before = (await ask("find", text="lopper")).structured_content
            found = (await ask("find", text="loper")).structured_content["rows"][0]
            assert found["match"] == "near"
            told = (await ask("describe", thing=found["iri"])).structured_content
            other = told["relations"]["first"][0]["object"]
            assert other["label"] == "OakNet"
            said = (await ask("evidence", first=found["iri"], second=other["iri"])).structured_content["rows"]
            assert said[0]["relation"] == "compared with"
            papers = (await ask("papers", things=[found["iri"], other["iri"]])).structured_content
            assert [row["year"] for row in papers["rows"]] == [2024]
            ontology = (await client.read_resource("kgbuild://ontology")).contents[0].text
            assert "kg:comparedWith a owl:ObjectProperty" in ontology
            query = "SELECT ?o { ?s kg:comparedWith ?o }"
            assert (await ask("sparql", query=query)).structured_content["rows"] == [{"o": other["iri"]}]
            assert (await ask("sparql", query="CLEAR ALL")).is_error
            assert (await ask("find", text="lopper")).structured_content == before  # nothing has changed

    run_apart(talk())


def test_fifty_calls_at_once_are_each_answered_with_their_own(served: Served) -> None:
    async def talk(client: Client) -> list[Any]:
        calls = [client.call_tool("describe", {"thing": f"{INSTRUCTION}, part {2 * n}"}) for n in range(25)]
        calls += [client.call_tool("papers", {"things": ["OakNet"], "limit": 1, "offset": n}) for n in range(25)]
        return await asyncio.gather(*calls)

    results = [result.structured_content for result in served.talk(talk)]
    assert [told["title"] for told in results[:25]] == [f"{INSTRUCTION}, part {2 * n}" for n in range(25)]
    assert [told["offset"] for told in results[25:]] == list(range(25))
    assert len({told["rows"][0]["iri"] for told in results[25:]}) == 25


def test_a_call_that_takes_too_long_is_stopped_and_the_next_one_is_answered(graph: Path) -> None:
    first, *arguments = command(graph, "--timeout", 1)

    async def talk() -> None:
        async with Client(StdioServerParameters(command=first, args=arguments, env={**os.environ})) as client:
            endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
            stopped = await client.call_tool("sparql", {"query": endless})
            assert stopped.is_error
            assert "stopped after 1 seconds" in stopped.content[0].text
            answered = stopped
            async with asyncio.timeout(GUARD_SECONDS):
                while answered.is_error:  # a second may be too short for this one too
                    answered = await client.call_tool("describe", {"thing": LEAFBANK})
            assert answered.structured_content["papers"] == PAPERS + 1

    run_apart(talk())


def post(served: Served, headers: dict[str, str], body: object = PING) -> tuple[int, str]:
    host, port = re.fullmatch(r"http://([^:]+):(\d+)/mcp", served.address).groups()  # type: ignore[union-attr]
    connection = http.client.HTTPConnection(host, int(port), timeout=GUARD_SECONDS)
    usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    try:
        connection.request("POST", "/mcp", json.dumps(body).encode(), {**usual, **headers})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_only_this_machine_and_no_page_of_another_site_may_ask(served: Served) -> None:
    own = served.address.removesuffix("/mcp")
    assert post(served, {})[0] == 200
    assert post(served, {"Origin": own})[0] == 200
    assert post(served, {"Host": "rebound.example"})[0] == 421
    assert post(served, {"Host": "127.0.0.1.rebound.example:80"})[0] == 421
    for origin in ("https://rebound.example", "null", "http://localhost:1", "http://127.0.0.1.rebound.example"):
        status, text = post(served, {"Origin": origin})
        assert (status, "--cors" in text) == (403, False)
    assert post(served, {}, "x" * (2 << 20))[0] == 413


def test_no_stream_without_an_end_is_opened(served: Served) -> None:
    host, port = re.fullmatch(r"http://([^:]+):(\d+)/mcp", served.address).groups()  # type: ignore[union-attr]
    connection = http.client.HTTPConnection(host, int(port), timeout=GUARD_SECONDS)
    connection.request("GET", "/mcp", headers={"Accept": "text/event-stream"})
    response = connection.getresponse()
    assert (response.status, response.getheader("Allow")) == (405, "POST")
    connection.close()


def test_a_call_does_not_wait_without_an_end_for_a_graph_to_be_read(graph: Path) -> None:
    async def ask() -> Answer:
        reading = _Graph(graph, Limits(30, 10), patience=0.1)  # nobody reads it
        return await reading.ask(ToolCall("find", {}))

    answer = run_apart(ask())
    assert (answer.status, answer.body) == (503, b"the graph is still being read; call again in a minute\n")


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_a_graph_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = run(command(tmp_path / "none.ttl"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"kgbuild: {tmp_path / 'none.ttl'}: no such file")


@pytest.mark.parametrize("options", [(), ("--port", "0")])
def test_a_damaged_graph_is_one_line_and_the_end(tmp_path: Path, options: tuple[str, ...]) -> None:
    damaged = tmp_path / "damaged.ttl"
    damaged.write_text("<a:b> <a:c>", encoding="utf-8")
    process = subprocess.Popen(
        command(damaged, *options), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read() == ""  # the input stays open: the process ends all the same
    lines = process.stderr.read().splitlines()
    assert process.wait(timeout=GUARD_SECONDS) == 1
    assert [line.startswith("kgbuild: ") for line in lines] == [True]
    process.communicate()


def test_without_the_library_one_line_names_the_extra(graph: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['mcp'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'mcp' else find(name, *more)\n"
        "from kgbuild.cli import main; sys.argv = ['kgbuild', 'mcp', sys.argv[1]]; main()"
    )
    done = run([sys.executable, "-c", code, str(graph)])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "kgbuild: mcp: the library mcp is not installed; pip install 'kgbuild[mcp]' brings it\n"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_it_at_once_with_its_workers(graph: Path, number: int, status: int) -> None:
    process = subprocess.Popen(
        command(graph), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    call = {"name": "describe", "arguments": {"thing": "OakNet"}}
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}}
    for message in (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call},
    ):
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(2)]
    assert [answer["id"] for answer in answers] == [1, 2]
    assert not answers[1]["result"].get("isError")
    workers = children_of(process.pid)
    assert workers
    process.send_signal(number)
    process.stdout.read()
    assert process.wait(timeout=GUARD_SECONDS) == status
    wait_until(lambda: not any(map(is_running, workers)), "the end of all workers")
    process.communicate()


if shutil.which("mcp-inspector"):  # where it is installed

    def test_the_inspector_calls_a_tool(graph: Path) -> None:
        call = ["--method", "tools/call", "--tool-name", "describe", "--tool-arg", "thing=OakNet"]
        done = run(["mcp-inspector", "--cli", *command(graph), *call])
        assert json.loads(done.stdout)["structuredContent"]["papers"] == PAPERS + 1
