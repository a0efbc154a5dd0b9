"""The server, driven by the SDK's own client: in memory, and on standard streams."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import ctrl_c
from support.agents import SETTINGS, call, reach
from support.command import error_of, run

from fitexport.agents import incoming
from fitexport.agents.reach import Reach
from fitexport.agents.tools import TOOLS
from fitexport.agents.vocabulary import PAGES, PROMPTS

if TYPE_CHECKING:
    from mcp import Client

pytestmark = pytest.mark.skipif(  # importing it takes each worker half a second
    not find_spec("mcp"), reason="mcp is not installed: pip install '.[mcp]'"
)
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
TEXT = "warm-up 10min; 3x (400m @ mile; jog 200m); cool-down 1km"


def _with_client(at: Reach, use: Callable[[Client], Awaitable[None]]) -> None:
    from mcp import Client

    from fitexport.agents.protocol import server_of

    async def talk() -> None:
        async with Client(server_of(at)) as client:
            await use(client)

    asyncio.run(talk())


def test_tools_are_listed_with_what_they_do_to_files(tmp_path: Path) -> None:
    async def use(client: Client) -> None:
        listed = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(listed) == set(TOOLS)
        for name, tool in listed.items():
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is not TOOLS[name].writes
            assert tool.annotations.open_world_hint is False
            assert tool.output_schema
            assert tool.title
        assert listed["write_weeks"].annotations.destructive_hint  # type: ignore[union-attr]
        assert not listed["make_change"].annotations.idempotent_hint  # type: ignore[union-attr]

    async def without(client: Client) -> None:
        for tool in (await client.list_tools()).tools:
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint

    _with_client(reach(SAMPLES, tmp_path), use)
    _with_client(reach(SAMPLES), without)


@pytest.mark.slow
def test_results_are_what_the_tools_give_and_the_client_finds_them_valid(tmp_path: Path) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("parse_session", {"text": TEXT}),
        ("compile_sessions", {"text": TEXT}),
        ("compile_weeks", {"settings": SETTINGS, "weeks": [3]}),
        ("show_paces", {}),
        ("show_plan", {"settings": SETTINGS}),
        ("show_week", {"settings": SETTINGS}),
        ("show_session", {"settings": SETTINGS, "session": "w3.2"}),
        ("show_today", {"settings": SETTINGS}),
        ("propose_change", {"settings": SETTINGS, "change": {"kind": "skip", "session": "w3.2"}}),
        ("check_files", {"path": "workouts"}),
        ("read_files", {"path": "week-03"}),
        ("find_fitness", {"path": "six-400s.tcx"}),
        ("review_run", {"path": "track-tuesday.fit"}),
        ("write_workouts", {"text": TEXT}),
        ("write_weeks", {"settings": SETTINGS, "weeks": [3]}),
        ("write_settings", {"settings": SETTINGS, "file": "mine.toml"}),
        ("make_change", {"file": "mine.toml", "change": {"kind": "skip", "session": "w3.2"}}),
        ("undo_change", {"file": "mine.toml"}),
    ]
    assert [name for name, _ in calls] == list(TOOLS)
    at = reach(SAMPLES, tmp_path)

    async def use(client: Client) -> None:
        for name, given in calls:
            result = await client.call_tool(name, given)  # raises for what its schema refuses
            assert not result.is_error, result.content
            assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]
            if not TOOLS[name].writes:
                assert result.structured_content == call(at, name, **given)

    _with_client(at, use)


def test_an_error_is_text_and_the_same_as_data() -> None:
    from fitexport.agents.protocol import PROBLEMS

    async def use(client: Client) -> None:
        result = await client.call_tool("parse_session", {"text": "6x 400m @ mlie"})
        assert result.is_error
        assert result.structured_content is None
        (content,) = result.content
        assert 'did you mean "mile"?' in content.text  # type: ignore[union-attr]
        assert "\n            ^\n" in content.text  # type: ignore[union-attr]
        assert result.meta is not None
        (problem,) = result.meta[PROBLEMS]
        assert problem["where"] == "line 1, column 11"
        for wrong in ({}, {"text": 5}, {"text": TEXT, "other": 1}):
            assert (await client.call_tool("parse_session", wrong)).is_error
        assert (await client.call_tool("write_weeks", {})).is_error

    _with_client(reach(), use)


def test_calls_at_once_are_answered_one_after_the_other() -> None:
    running, most = 0, 0

    def counted(at: Reach, args: Any) -> dict[str, Any]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return show(at, args)
        finally:
            running -= 1

    show = TOOLS["show_week"].call

    async def use(client: Client) -> None:
        results = await asyncio.gather(
            *(client.call_tool("show_week", {"week": 1 + n % 8}) for n in range(16))
        )
        weeks = [(result.structured_content or {})["week"] for result in results]
        assert weeks == [1 + n % 8 for n in range(16)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TOOLS, "show_week", TOOLS["show_week"]._replace(call=counted))
        _with_client(reach(), use)
    assert most == 1


def test_the_notation_and_its_words_can_be_read() -> None:
    from mcp import MCPError

    async def use(client: Client) -> None:
        listed = (await client.list_resources()).resources
        assert [str(each.uri) for each in listed] == list(PAGES)
        read = {
            uri: (await client.read_resource(uri)).contents[0].text  # type: ignore[union-attr]
            for uri in PAGES
        }
        assert read["fitexport://notation"] == (ROOT / "docs" / "notation.md").read_text("utf-8")
        words = json.loads(read["fitexport://words"])
        assert "warm-up" in words["steps"]
        assert "mile" in words["zones"]
        assert words["blocks"]["strength-a"][:2] == ["sets", "reps"]
        assert sum(map(len, read.values())) < 15_000
        with pytest.raises(MCPError, match="there is no such resource; there are fitexport://"):
            await client.read_resource("file:///etc/passwd")

    _with_client(reach(), use)


def test_what_the_user_says_stands_in_the_prompt_as_it_is() -> None:
    from mcp import MCPError

    async def use(client: Client) -> None:
        listed = (await client.list_prompts()).prompts
        assert [each.name for each in listed] == list(PROMPTS)
        made = await client.get_prompt("adapt_plan", {"what": "a {what} cold"})
        assert made.messages[0].content.text.startswith("This happened: a {what} cold\n")  # type: ignore[union-attr]
        with pytest.raises(MCPError, match="idea is missing"):
            await client.get_prompt("write_session", {})
        with pytest.raises(MCPError, match="there is no such prompt"):
            await client.get_prompt("other", {})

    _with_client(reach(), use)


def test_every_word_that_instructions_and_prompts_name_exists() -> None:
    from fitexport.agents.vocabulary import INSTRUCTIONS

    said = " ".join((INSTRUCTIONS, *(prompt.text for prompt in PROMPTS.values())))
    for name in ("parse_session", "propose_change", "make_change", "show_today"):
        assert name in said
        assert name in TOOLS
    assert "fitexport://notation" in PAGES


# --- on standard streams ----------------------------------------------------------------

_ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
_NOISY = """
import os, sys
from fitexport.agents.tools import TOOLS
show = TOOLS["show_paces"].call
def noisy(at, args):
    print("noise"); sys.stdout.flush(); os.write(1, b"more noise"); os.system("echo even more")
    return show(at, args)
TOOLS["show_paces"] = TOOLS["show_paces"]._replace(call=noisy)
from fitexport.cli.main import main
main(["mcp", "--read", "samples"])
"""
_HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


@pytest.mark.slow
def test_nothing_but_the_protocol_is_on_standard_output(tmp_path: Path) -> None:
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    params = StdioServerParameters(command=sys.executable, args=["-c", _NOISY], env=_ENV, cwd=ROOT)

    async def talk() -> None:
        with (tmp_path / "log").open("w") as log:
            async with Client(stdio_client(params, errlog=log)) as client:
                assert client.server_info is not None
                assert client.server_info.name == "fitexport"
                assert "parse_session" in (client.instructions or "")
                result = await client.call_tool("show_paces", {"settings": {"mile": "6:20"}})
                assert result.structured_content is not None
                assert result.structured_content["mile_s"] == 380
                result = await client.call_tool("show_today", {"today": "2027-03-22"})
                assert result.structured_content is not None
                assert result.structured_content["week"] == 3

    asyncio.run(talk())
    assert (tmp_path / "log").read_text().split() == ["noise", "more", "noiseeven", "more"]


@pytest.mark.usefixtures("alone")
def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "fitexport.agents.protocol", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    assert error_of(run("mcp")) == (
        2,
        "Error: this needs the SDK of the Model Context Protocol\n"
        "  install it: pip install 'fitexport[mcp]'\n",
    )


def test_a_folder_must_be_there(alone: Path) -> None:
    assert "'none' does not exist" in run("mcp", "--write", "none").stderr
    (alone / "file").touch()
    assert "is a file" in run("mcp", "--read", "file").stderr


def _started() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "fitexport", "mcp"],
        env=_ENV,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=ctrl_c.listen,
    )
    _say(server, _HELLO)
    assert server.stdout is not None
    assert json.loads(server.stdout.readline())["result"]["serverInfo"]["name"] == "fitexport"
    return server


def _say(server: subprocess.Popen[str], message: Any) -> None:
    assert server.stdin is not None
    server.stdin.write(json.dumps(message) + "\n")
    server.stdin.flush()


def _ended(server: subprocess.Popen[str]) -> tuple[int, str]:
    code = server.wait(20)
    assert server.stderr is not None
    said = server.stderr.read()
    for stream in (server.stdin, server.stdout, server.stderr):
        assert stream is not None
        with contextlib.suppress(BrokenPipeError):
            stream.close()
    return code, said


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="other signals there")
def test_ctrl_c_stops_it_while_it_waits_for_a_message() -> None:
    server = _started()
    server.send_signal(signal.SIGINT)
    assert _ended(server) == (0, "")


@pytest.mark.slow
def test_it_stops_when_its_client_goes() -> None:
    server = _started()
    assert server.stdin is not None
    server.stdin.close()
    assert _ended(server) == (0, "")
    server = _started()
    assert server.stdout is not None
    server.stdout.close()
    _say(server, {"jsonrpc": "2.0", "id": 2, "method": "ping"})
    assert _ended(server) == (0, "")


@pytest.mark.slow
def test_malformed_messages_are_skipped_and_a_huge_one_stops_it() -> None:
    server = _started()
    messages: list[Any] = ["nothing", {}, [], {"jsonrpc": "2.0"}, None, 5]
    for message in messages:
        _say(server, message)
    _say(server, {"jsonrpc": "2.0", "id": 9, "method": "ping"})
    assert server.stdout is not None
    while json.loads(server.stdout.readline()).get("id") != 9:
        pass
    assert server.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        for _ in range(200):
            server.stdin.write("x" * 100_000)
            server.stdin.flush()
    assert _ended(server) == (2, "Error: a message of more than 4 MB\n  send shorter ones\n")


def test_lines_arrive_whole_however_reads_split_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "_CHUNK", 3)
    monkeypatch.setattr(incoming, "MAX_MESSAGE", 20)
    out, into = os.pipe()
    os.write(into, "first\nsecönd\n\nlast\nno end".encode() + b"x" * 30)
    os.close(into)
    lines = incoming.Incoming(out)

    async def read() -> list[str]:
        return [line async for line in lines]

    assert asyncio.run(read()) == ["first", "secönd", "", "last"]
    os.close(out)
    with pytest.raises(Exception, match="a message of more than"):
        lines.check()
