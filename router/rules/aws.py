"""Rules as `aws elbv2 describe-rules` prints them, in JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from router.rules.actions import Action, FixedResponse, Forward, Redirect, Weighted
from router.rules.aws_sign_in import authenticate_of, sign_ins
from router.rules.conditions import (
    Condition,
    HostHeader,
    HttpHeader,
    HttpRequestMethod,
    PathPattern,
    QueryString,
    SourceIp,
)
from router.rules.rule import Rule, Rules

Json = Mapping[str, Any]

# What a load balancer can do and these rules cannot, so that nothing is left out in silence.
_UNKNOWN = {
    "RegexValues": "compares by a regular expression",
    "JwtValidationConfig": "checks a token",
}


class NotImportable(Exception):
    """The listing is not one, or a rule does something that is not known here. Says which and what."""


def from_aws(listing: Json) -> Rules:
    """The rules of one listener. Raises NotImportable."""
    try:
        entries: Sequence[Json] = listing["Rules"]
        rules = tuple(_rule(entry) for entry in entries if not entry["IsDefault"])
        (default,) = (entry for entry in entries if entry["IsDefault"])
        if len(sign_ins(listing)) > 1:
            raise NotImportable("The rules sign people in at several places; a router does at one.")
        return Rules(rules, _action(default, "the default rule"), authenticate_of(default["Actions"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotImportable(
            f"This is not what `aws elbv2 describe-rules --listener-arn ARN` prints ({type(error).__name__}: "
            f"{error}). Save its JSON as it is."
        ) from None


def _rule(entry: Json) -> Rule:
    name = f"rule {entry['Priority']}"
    if entry.get("Transforms"):
        raise NotImportable(f"{name} rewrites requests, which is not known here.")
    conditions = tuple(_condition(each, name) for each in entry["Conditions"])
    action = _action(entry, name)
    return Rule(name, int(entry["Priority"]), conditions, action, authenticate_of(entry["Actions"]))


def _condition(entry: Json, rule: str) -> Condition:
    _refuse_unknown(entry, rule)
    config: Json = next((value for key, value in entry.items() if key.endswith("Config") and value), {})
    values = tuple(entry.get("Values") or ()) or tuple(config.get("Values") or ())
    match entry["Field"]:
        case "path-pattern":
            return PathPattern(values)
        case "host-header":
            return HostHeader(values)
        case "http-request-method":
            return HttpRequestMethod(values)
        case "source-ip":
            return SourceIp(values)
        case "http-header":
            return HttpHeader(config["HttpHeaderName"], values)
        case "query-string":
            return QueryString(tuple((each.get("Key"), each["Value"]) for each in config["Values"]))
        case other:
            raise NotImportable(f"{rule} has the condition '{other}', which is not known here.")


def _action(entry: Json, rule: str) -> Action:
    _refuse_unknown(entry, rule)
    actions: Sequence[Json] = entry["Actions"]
    last = max(actions, key=lambda action: int(action.get("Order", 1)))
    match last["Type"]:
        case "forward":
            return _forward(last)
        case "redirect":
            config = last["RedirectConfig"]
            given = {name.lower(): value for name, value in config.items() if name != "StatusCode"}
            status = int(config["StatusCode"].removeprefix("HTTP_"))
            return Redirect(
                status, **(given | {"protocol": str(given.get("protocol", "#{protocol}")).lower()})
            )
        case "fixed-response":
            config = last["FixedResponseConfig"]
            kind = config.get("ContentType") or "text/plain"
            return FixedResponse(int(config["StatusCode"]), kind, config.get("MessageBody") or "")
        case other:
            raise NotImportable(f"{rule} has the action '{other}', which is not known here.")


def _forward(action: Json) -> Forward:
    config: Json = action.get("ForwardConfig") or {}
    groups = config.get("TargetGroups") or [{"TargetGroupArn": action["TargetGroupArn"]}]
    sticky: Json = config.get("TargetGroupStickinessConfig") or {}
    shares = tuple(Weighted(_group(each["TargetGroupArn"]), int(each.get("Weight", 1))) for each in groups)
    return Forward(shares, int(sticky.get("DurationSeconds") or 0) if sticky.get("Enabled") else 0)


def _group(arn: str) -> str:
    """The name in `arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID`."""
    return arn.split("/")[1].lower()


def _refuse_unknown(entry: Any, rule: str) -> None:
    for key in _keys(entry):
        if key in _UNKNOWN:
            raise NotImportable(f"{rule} {_UNKNOWN[key]} ({key}), which is not known here.")


def _keys(entry: Any) -> Iterator[str]:
    """The keys that have a value, at any depth."""
    if isinstance(entry, Mapping):
        for key, value in entry.items():
            if value:
                yield key
                yield from _keys(value)
    elif isinstance(entry, list):
        for each in entry:
            yield from _keys(each)
