"""Rules of the router on the command line: looked at, explained, brought over from a load balancer."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.faults import Refused
from router.rules.aws import NotImportable, from_aws
from router.rules.aws_sign_in import sign_ins
from router.rules.declaration import SHIPPED, RulesFaults, read_rules
from router.rules.explained import conditions, explained, title
from router.rules.request import RuleRequest
from router.rules.rule import Rules
from router.rules.written import written

Say = Callable[[str], None]


def check(file: Path | None, say: Say) -> bool:
    """Tell the rules in their order, or every fault. Whether there was none."""
    try:
        rules = _read(file or SHIPPED)
    except RulesFaults as faults:
        for fault in faults.faults:
            say(str(fault))
        return False
    for rule in rules.rules:
        say(f"{title(rule)}: {conditions(rule)} -> {rule.action}")
    return True


def explain(file: Path | None, method: str, url: str, headers: Sequence[str], source: str, say: Say) -> None:
    """Why a request goes where it goes. Raises `Refused`."""
    try:
        rules = _read(file or SHIPPED)
    except RulesFaults as faults:
        raise Refused(str(faults), f"Correct it, then look again: interfaces rules check {file}") from None
    request = RuleRequest.of_url(method.upper(), url, tuple(map(_header, headers)), source)
    for line in explained(rules, request):
        say(line)


def bring_over(file: Path, say: Say) -> None:
    """The rules file that does what a load balancer's listing says. Raises `Refused`."""
    try:
        listing = json.loads(file.read_text())
        rules = from_aws(listing)
        for each in sign_ins(listing):
            say("# These rules sign people in, which a router does by its settings. Those that say the same:")
            say(f"# INTERFACES_ISSUER={each.issuer}")
            say(f"# INTERFACES_SIGN_IN_CLIENT={each.client}\n")
        say(written(rules).rstrip())
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}.", "Name the file that holds the listing.") from None
    except json.JSONDecodeError as error:
        raise Refused(
            f"{file}:{error.lineno} is not JSON: {error.msg}.",
            "Save it with: aws elbv2 describe-rules --listener-arn ARN --output json",
        ) from None
    except NotImportable as error:
        raise Refused(
            f"{file}: {error}", "Nothing was left out in silence: write that rule by hand."
        ) from None


def _read(file: Path) -> Rules:
    try:
        return read_rules(file)
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}.", "Name a rules file: --rules FILE") from None


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise Refused(f"'{text}' is no header.", "Write it like curl: -H 'X-Version: 2'")
    return name.strip(), value.strip()
