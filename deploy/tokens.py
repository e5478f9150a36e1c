"""Tokens of the development issuer, for programs and tests that act as somebody."""

import os

from api.settings import Settings
from deploy.faults import Refused
from deploy.settings import load
from identity.issuer import DevIssuer
from identity.settings import IdentitySettings


def mint(holder: str, ttl: int) -> str:
    """A token of `author`, `member` or `machine` (the workflow engine). `Refused` outside development."""
    settings = load(IdentitySettings)
    if settings.dev_issuer is None:
        raise Refused(
            "Tokens are minted by the development issuer only, and INTERFACES_DEV_ISSUER is not set.",
            "For those of a running demo: interfaces token author --state .interfaces",
        )
    issuer = DevIssuer(settings.dev_issuer, settings.issuer)
    if holder == "machine":
        scope = os.environ.get("INTERFACES_WORKFLOW_SCOPE") or Settings.model_fields["workflow_scope"].default
        return issuer.mint_machine([scope], ttl)
    return issuer.mint("author" if holder == "author" else "member", ttl)
