"""Reads a collection with taxii2client, the client of OASIS, and says what it got as JSON.

Nothing here speaks HTTP: whatever the client refuses ends this with its own error. The one argument is JSON:
`url` of discovery, `token`, `perRequest`; where TLS is spoken `verify` (a file of authorities) and `cert`
(certificate and key); `since`, a date behind which to ask; `isPaused`, to wait for a line on standard input
behind the first page.
"""
import datetime
import json
import sys

from requests.exceptions import HTTPError, SSLError
from taxii2client import v21
from taxii2client.common import TokenAuth, _HTTPConnection
from taxii2client.exceptions import AccessError
from taxii2client.v21 import ApiRoot, Collection, Server, as_pages

asked = json.loads(sys.argv[1])
url, token, per_request = asked["url"], asked["token"], asked["perRequest"]
verify = asked.get("verify", True)
cert = tuple(asked["cert"]) if "cert" in asked else None


def connection(user="anybody", password=token, authorities=verify, certificate=cert):
    return _HTTPConnection(user, password, verify=authorities, version="2.1", cert=certificate)


def root_of(server_url):
    """Found by discovery; a client certificate has to be handed on by hand, the client keeps it to itself."""
    if cert is None:
        server = Server(server_url, user="anybody", password=token, verify=verify)
        return server, server.default
    server = Server(server_url, conn=connection())
    return server, ApiRoot(server.default.url, conn=connection())


def objects_of(pages, is_paused=False):
    objects = []
    for page in pages:
        objects += page.get("objects", [])
        if is_paused:
            print("paused", file=sys.stderr, flush=True)
            sys.stdin.readline()
            is_paused = False
    return objects


def refusal(act):
    """How the client says no: the status, or the name of its error."""
    try:
        act()
    except HTTPError as error:
        return error.response.status_code
    except (AccessError, SSLError) as error:
        return type(error).__name__
    return None


def dates_of(entries):
    return [each["date_added"] for each in entries]


server, root = root_of(url)
root.refresh()
(listed,) = root.collections
collection = Collection(listed.url, conn=connection())
collection.refresh()

objects = objects_of(
    as_pages(collection.get_objects, per_request=per_request), asked.get("isPaused", False)
)
manifest = objects_of(as_pages(collection.get_manifest, per_request=per_request))
told = {
    "title": server.title,
    "roots": len(server.api_roots),
    "versions": root.versions,
    "collection": [collection.id == listed.id, collection.can_read, collection.can_write],
    "objects": objects,
    "manifest": manifest,
    # Without a size of page everything that fits comes at once.
    "whole": len(collection.get_objects().get("objects", [])),
    "byToken": None if cert else len(
        Collection(listed.url, auth=TokenAuth(token), verify=verify).get_objects().get("objects", [])
    ),
    "written": [
        refusal(lambda: collection.add_objects({"objects": []})),
        refusal(lambda: collection.delete_object("indicator--x")),
    ],
    "absent": refusal(lambda: collection.get_object("indicator--00000000-0000-4000-8000-000000000000")),
    "stranger": refusal(lambda: Collection(listed.url, conn=connection(password="guess")).refresh()),
    "withoutCertificate": refusal(
        lambda: Collection(listed.url, conn=connection(certificate=None)).refresh()
    ),
    "unknownAuthority": refusal(lambda: Collection(listed.url, conn=connection(authorities=True)).refresh()),
}

if objects:
    one, two = objects[0], objects[-1]
    middle = manifest[len(manifest) // 2]

    def found(**filters):
        return [each["id"] for each in objects_of(as_pages(collection.get_objects, per_request, **filters))]

    told["alone"] = [
        collection.get_object(one["id"])["objects"],
        collection.get_object(one["id"], version="all")["objects"],
        collection.object_versions(one["id"])["versions"],
    ]
    told["filtered"] = {
        "type": len(found(type="indicator")),
        "otherType": found(type=["malware", "tool"]),
        "spec": len(found(spec_version=["2.1", "2.0"])),
        "otherSpec": found(spec_version="2.0"),
        "ids": found(id=[one["id"], two["id"]]),
        "versions": [len(found(version=word)) for word in ("all", "first", "last")],
        "version": found(version=one["modified"], id=one["id"]),
        "otherVersion": found(version=datetime.datetime(2001, 2, 3, 4, 5, 6)),
    }
    moment = datetime.datetime.strptime(middle["date_added"], "%Y-%m-%dT%H:%M:%S.%fZ")
    told["after"] = {
        "moment": middle["date_added"],
        # As text, and as a date with which the client drops zeros at the end.
        "text": found(added_after=middle["date_added"]),
        "date": found(added_after=moment),
        "end": found(added_after=dates_of(manifest)[-1]),
        "manifest": len(objects_of(as_pages(collection.get_manifest, per_request, added_after=moment))),
    }

if "since" in asked:
    told["since"] = objects_of(as_pages(collection.get_objects, per_request, added_after=asked["since"]))

told["client"] = [v21.__name__, len(objects)]
print(json.dumps(told))
