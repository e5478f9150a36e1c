"""How people prove who they are at the edge: a load balancer, a sign-in of our own, or tokens they bring."""

import binascii
import re
from base64 import b64decode
from typing import TYPE_CHECKING

from identity.settings import IdentitySettings
from typed.secret import SecretStr
from typed.settings import Known, checks

if TYPE_CHECKING:
    from identity.balancer_token import BalancerExpectation

_ARN = re.compile(
    r"arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):[0-9]{12}:loadbalancer/app/[\w-]+/[0-9a-f]+"
)


class FrontSettings(IdentitySettings):
    """Everything empty: access tokens by header or cookie only."""

    alb_arn: str = ""  # the load balancer whose identity headers are believed
    alb_client: str = ""  # the app client it signs people in with
    alb_keys_url: str = ""  # where it publishes its keys; empty: AWS's place for its region
    sign_in_client: str = ""  # our own app client at the issuer
    sign_in_secret: SecretStr = SecretStr("")  # its secret, if it has one
    # Keys of 32 bytes in base64; the first seals, all open.
    session_keys: SecretStr = SecretStr("")

    @property
    def balancer(self) -> "BalancerExpectation | None":
        """What its headers must say, or None when no load balancer signs people in."""
        if not self.alb_arn:
            return None
        from identity.balancer_token import BalancerExpectation

        return BalancerExpectation(self.alb_arn, self.alb_client, self.issuer)

    @property
    def balancer_keys(self) -> str:
        """The URL below which its keys are."""
        region = self.alb_arn.split(":")[3] if self.alb_arn else ""
        return self.alb_keys_url.rstrip("/") or f"https://public-keys.auth.elb.{region}.amazonaws.com"

    @property
    def session_secrets(self) -> tuple[bytes, ...]:
        return _secrets(self.session_keys.get_secret_value())

    @staticmethod
    @checks("alb_arn")
    def _alb_arn(value: str, _known: Known) -> str:
        if value and not _ARN.fullmatch(value):
            raise ValueError(
                "must be the ARN of an application load balancer, such as "
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/name/0123456789abcdef"
            )
        return value

    @staticmethod
    @checks("alb_client")
    def _alb_client(value: str, known: Known) -> str:
        if bool(value) != bool(known.get("alb_arn")):
            raise ValueError("and INTERFACES_ALB_ARN are set together or not at all")
        return value

    @staticmethod
    @checks("sign_in_client")
    def _sign_in_client(value: str, known: Known) -> str:
        if value and value not in known.get("client_ids", {value}):
            raise ValueError("must be one of INTERFACES_CLIENT_IDS: its tokens have to be accepted too")
        return value

    @staticmethod
    @checks("session_keys")
    def _session_keys(value: SecretStr, known: Known) -> SecretStr:
        try:
            secrets = _secrets(value.get_secret_value())
        except binascii.Error:
            secrets = (b"",)
        if known.get("sign_in_client") and not secrets:
            raise ValueError("must be set where people sign in: openssl rand -base64 32")
        if any(len(secret) != 32 for secret in secrets):
            raise ValueError(
                "must be keys of 32 bytes in base64 (openssl rand -base64 32), separated by commas"
            )
        return value


def _secrets(keys: str) -> tuple[bytes, ...]:
    return tuple(b64decode(key.strip(), validate=True) for key in keys.split(",") if key.strip())
