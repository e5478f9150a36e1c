"""The last resort: what somebody typed, kept on a page that can send it again."""

from renderer.site import render_site
from router.form_post import FormPost
from router.locale import site_locale
from router.problems import Problem, page_name
from router.reply import Reply
from router.request import EdgeRequest
from router.security import new_nonce, page
from router.turns import posting_again


def kept_page(request: EdgeRequest, problem: Problem, post: FormPost) -> Reply:
    """All that was posted, as hidden fields of a form that posts to the same place."""
    nonce = new_nonce()
    html = render_site(
        "kept",
        locale=site_locale(request),
        theme="auto",
        nonce=nonce,
        name=page_name(problem),
        request_id=request.id,
        sign_in="/signin" if problem.status == 401 and request.resources.settings.signs_in else "",
        pairs=post.everything,
        again=posting_again(request),
    )
    return page(html, nonce, problem.status, headers=problem.headers)
