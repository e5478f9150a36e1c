"""Pages of the engine itself: same look, no package."""


def render_site(template: str, **values: object) -> str:
    """One of the engine's pages. Every page takes `locale` ("en"), `theme` ("auto") and `nonce`.

    error: `status` (int), `title`, `detail`, `request_id`.
    signin: `action` (URL), `next` (path), `people` (a sequence of (id, name, what they may do)),
    `error` ("").
    gallery: `interfaces` (a sequence of mappings `title`, `name`, `url`, `faults`), `tasks` (`title`, `url`,
    `status`).
    """
    raise NotImplementedError
