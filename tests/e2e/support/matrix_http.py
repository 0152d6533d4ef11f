"""The Matrix client-server API as plain HTTP, independent of musiclink's own client code."""

import json
import urllib.error
import urllib.parse
import urllib.request

# The homeserver is on this machine, whatever proxy the environment names.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class MatrixError(Exception):
    """The homeserver's refusal."""

    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body}")
        self.status = status
        self.code = body.get("errcode")


def quote(part):
    return urllib.parse.quote(part, safe="")


def request(base, method, path, body=None, token=None, query=None, timeout=60):
    """Sends one request and gives the JSON of the answer; raises MatrixError for a refusal."""
    url = base + path + ("?" + urllib.parse.urlencode(query) if query else "")
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    outgoing = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with _opener.open(outgoing, timeout=timeout) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        text = refusal.read()
        try:
            raise MatrixError(refusal.code, json.loads(text)) from None
        except ValueError:
            raise MatrixError(refusal.code, {"error": repr(text[:200])}) from None
