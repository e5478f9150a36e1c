"""Each page of a form posts to an address that the page itself does not have.

Where both are the same, a browser that cannot send the form puts its error page in the form's place, and Back
leads past what was typed.
"""

from urllib.parse import urlencode

from router.request import EdgeRequest

TURN = "turn"  # the query parameter; it says nothing else


def next_turn(request: EdgeRequest) -> str:
    """What the forms of the page that answers this request put into their address."""
    if not request.scope["query_string"]:
        return "1"
    return "2" if request.query_params.get(TURN) == "1" else "1"


def posting_again(request: EdgeRequest) -> str:
    """The address of this request for a form on the page that answers it."""
    return "?" + urlencode({**request.query_params, TURN: next_turn(request)})
