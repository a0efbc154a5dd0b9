"""The tools, resources and prompts as a server of the Model Context Protocol, on standard streams.

The low-level server of the SDK, because arguments are checked here: a wrong one gets the same kind of
error as any other, and an unknown one is not ignored.
"""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from fitexport import __version__
from fitexport.agents.given import schema_of
from fitexport.agents.incoming import Incoming
from fitexport.agents.reach import Reach
from fitexport.agents.tools import Tool, answer, offered
from fitexport.agents.vocabulary import INSTRUCTIONS, PAGES, PROMPTS

PROBLEMS = "fitexport/problems"
"""Where a result has its errors as data. Not in its structured content: clients hold that to the
schema of the tool even in an error (the TypeScript SDK 1.x and 2.x)."""


def server_of(reach: Reach) -> Server[Any]:
    """The server for these folders."""
    one_at_a_time = anyio.CapacityLimiter(1)

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[_tool(name, tool) for name, tool in offered(reach).items()]
        )

    async def call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        call = partial(answer, reach, params.name, params.arguments or {})
        made = await anyio.to_thread.run_sync(call, limiter=one_at_a_time)
        problems = [each._asdict() for each in made.problems]
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=made.text)],
            structured_content=made.data,
            is_error=bool(problems),
            _meta={PROBLEMS: problems} if problems else None,
        )

    return Server(
        "fitexport",
        version=__version__,
        title="fitexport",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=_list_resources,
        on_read_resource=_read_resource,
        on_list_prompts=_list_prompts,
        on_get_prompt=_get_prompt,
    )


def serve(reach: Reach, descriptor: int) -> None:
    """Serve a client that writes to this descriptor and reads standard output, until it closes one
    of them.

    Raises:
        UsageError: it sends too long a message.
    """
    incoming = Incoming(descriptor)
    try:
        anyio.run(_serve, server_of(reach), incoming)
    except* BrokenPipeError:
        pass  # it has gone, which is no error
    incoming.check()


async def _serve(server: Server[Any], incoming: Incoming) -> None:
    async with stdio_server(cast("anyio.AsyncFile[str]", incoming)) as (read, write):
        await server.run(read, write, server.create_initialization_options())


def _tool(name: str, tool: Tool) -> types.Tool:
    return types.Tool(
        name=name,
        title=tool.title,
        description=tool.about,
        input_schema=schema_of(tool.arguments),
        output_schema=tool.result_schema,
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=tool.destructive,
            idempotent_hint=tool.repeatable,
            open_world_hint=False,
        ),
    )


async def _list_resources(_: Any, __: Any) -> types.ListResourcesResult:
    return types.ListResourcesResult(
        resources=[
            types.Resource(
                uri=uri, name=uri, title=page.title, description=page.about, mime_type=page.mime
            )
            for uri, page in PAGES.items()
        ]
    )


async def _read_resource(
    _: Any, params: types.ReadResourceRequestParams
) -> types.ReadResourceResult:
    page = PAGES.get(str(params.uri))
    if page is None:
        raise _not_there("resource", PAGES)
    text = types.TextResourceContents(uri=params.uri, text=page.text(), mime_type=page.mime)
    return types.ReadResourceResult(contents=[text])


async def _list_prompts(_: Any, __: Any) -> types.ListPromptsResult:
    return types.ListPromptsResult(
        prompts=[
            types.Prompt(
                name=name,
                title=prompt.title,
                description=prompt.about,
                arguments=[
                    types.PromptArgument(
                        name=prompt.argument, description=prompt.says, required=True
                    )
                ],
            )
            for name, prompt in PROMPTS.items()
        ]
    )


async def _get_prompt(_: Any, params: types.GetPromptRequestParams) -> types.GetPromptResult:
    prompt = PROMPTS.get(params.name)
    if prompt is None:
        raise _not_there("prompt", PROMPTS)
    value = (params.arguments or {}).get(prompt.argument, "").strip()
    if not value:
        raise MCPError(
            code=types.INVALID_PARAMS, message=f"{prompt.argument} is missing: {prompt.says}"
        )
    text = types.TextContent(type="text", text=prompt.text.replace(f"{{{prompt.argument}}}", value))
    return types.GetPromptResult(
        description=prompt.about, messages=[types.PromptMessage(role="user", content=text)]
    )


def _not_there(what: str, known: Any) -> MCPError:
    return MCPError(
        code=types.INVALID_PARAMS, message=f"there is no such {what}; there are {', '.join(known)}"
    )
