"""Pages through a TAXII 2.1 collection as OASIS's own client does, and says what it got as JSON.

Written from that client's observed behaviour, because Debian has no package of it: every path ends in a slash, the
answer must carry every token of the Accept header, `next` is sent back with the same filters while `more` holds,
roots are joined to the discovery URL, and required properties are insisted on.
"""
import json
import sys
from urllib.parse import urljoin

import requests

ACCEPT = "application/taxii+json;version=2.1"


def get(session, url, params=None):
    answer = session.get(url, headers={"Accept": ACCEPT}, params=params or {})
    answer.raise_for_status()
    tokens = answer.headers["Content-Type"].replace(" ", "").split(";")
    if tokens[0] != "application/taxii+json" or not set(ACCEPT.split(";")) <= set(tokens):
        raise SystemExit("content type " + answer.headers["Content-Type"])
    return answer


def required(document, *names):
    for name in names:
        if document.get(name) in (None, "", []):
            raise SystemExit("no " + name)
    return document


def pages(session, url, limit, **filters):
    params = {"limit": limit, **filters}
    answer = get(session, url, params)
    while True:
        yield answer
        envelope = answer.json()
        if not envelope.get("more", False):
            return
        answer = get(session, url, {**params, "next": envelope.get("next", "")})


def main(server, token, limit):
    session = requests.Session()
    session.auth = ("anybody", token)
    discovery = required(get(session, server).json(), "title")
    root = urljoin(server, discovery["default"])
    if discovery["default"] not in discovery["api_roots"]:
        raise SystemExit("the default root is none of the roots")
    required(get(session, root).json(), "title", "versions", "max_content_length")
    (listed,) = get(session, root + "collections/").json()["collections"]
    collection = root + "collections/" + required(listed, "id", "title")["id"] + "/"
    if get(session, collection).json() != listed or listed["can_write"] is not False:
        raise SystemExit("the collection is described in two ways")
    objects, dates, last = [], [], None
    for answer in pages(session, collection + "objects/", limit, **{"match[type]": "indicator"}):
        objects += answer.json().get("objects", [])
        last = answer.headers.get("X-TAXII-Date-Added-Last", last)
    for answer in pages(session, collection + "manifest/", limit):
        dates += [entry["date_added"] for entry in answer.json().get("objects", [])]
    after = get(session, collection + "objects/", {"added_after": last}).json() if last else {}
    refused = session.get(collection + "objects/", headers={"Accept": ACCEPT}, params={"limit": 0})
    foreign = session.get(server, headers={"Accept": "application/json"})
    print(json.dumps({
        "ids": [each["id"] for each in objects],
        "revoked": [each["id"] for each in objects if each.get("revoked")],
        "dates": dates,
        "after": after,
        "limitZero": refused.status_code,
        "wrongAccept": foreign.status_code,
    }))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
