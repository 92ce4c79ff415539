"""The body of a request: read to its end, unless that is too far away."""

from starlette.requests import ClientDisconnect, Request


class RefusedError(Exception):
    """A request that is not answered as asked: its status and, in one line, why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


async def read_body(request: Request, most: int) -> bytes:
    """Return the body, of so many bytes at most; raises RefusedError for a longer one and one that breaks off."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise RefusedError(413, f"more than {most:,} bytes; send less")
    except ClientDisconnect as error:
        raise RefusedError(400, "the client left before its request was whole") from error
    return bytes(body)
