"""A person with a browser's cookie jar, who signs in at the development issuer."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx2

PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def go_to_issuer(person: httpx2.AsyncClient, destination: str = "/") -> str:
    """The URL at the issuer that signing in leads to."""
    begun = await person.get("/signin", params={"next": destination}, headers=PAGE)
    assert begun.status_code == 303, begun.text
    return str(begun.headers["location"])


async def choose(person: httpx2.AsyncClient, at_issuer: str, who: str) -> str:
    """The URL that the issuer sends the browser back to."""
    asked = await person.get(at_issuer, headers=PAGE)
    form = re.search(r'<form[^>]* action="([^"]*)"', asked.text)
    assert form, asked.text
    origin = f"{asked.url.scheme}://{asked.url.netloc.decode()}"
    action = httpx2.URL(origin).join(form[1].replace("&amp;", "&"))
    allowed = await person.post(action, data={"who": who}, headers={**PAGE, "Origin": origin})
    assert allowed.status_code == 303, allowed.text
    return str(allowed.headers["location"])


async def sign_in(person: httpx2.AsyncClient, who: str, destination: str = "/") -> httpx2.Response:
    """The last answer: it sets the session's cookies and leads to the destination."""
    back = await choose(person, await go_to_issuer(person, destination), who)
    return await person.get(back, headers=PAGE)
