"""What CloudWatch takes for a line of embedded metrics: the rules of its specification."""

from typing import Any

from jsonschema_rs import Draft202012Validator

_SIZES = [f"{size}{what}" for what in ("bytes", "bits") for size in ("", "kilo", "mega", "giga", "tera")]
_UNITS = {
    "Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None",
    *(size.title() for size in _SIZES), *(f"{size.title()}/Second" for size in _SIZES), "Count/Second",
}  # fmt: skip
_NAME = {"type": "string", "minLength": 1, "maxLength": 1024, "pattern": r"^[\x20-\x7e]+$"}
_METRIC = {
    "type": "object",
    "required": ["Name"],
    "properties": {
        "Name": _NAME,
        "Unit": {"enum": sorted(_UNITS)},
        "StorageResolution": {"enum": [1, 60]},
    },
    "additionalProperties": False,
}
_DIRECTIVE = {
    "type": "object",
    "required": ["Namespace", "Dimensions", "Metrics"],
    "properties": {
        "Namespace": {**_NAME, "pattern": r"^[A-Za-z0-9._#:/-]+$"},
        "Dimensions": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "array", "maxItems": 30, "items": {**_NAME, "maxLength": 250}},
        },
        "Metrics": {"type": "array", "minItems": 1, "maxItems": 100, "items": _METRIC},
    },
}
_LINE = Draft202012Validator(
    {
        "type": "object",
        "required": ["_aws"],
        "properties": {
            "_aws": {
                "type": "object",
                "required": ["Timestamp", "CloudWatchMetrics"],
                "properties": {
                    "Timestamp": {"type": "integer", "minimum": 10**12, "maximum": 10**13},
                    "CloudWatchMetrics": {"type": "array", "minItems": 1, "items": _DIRECTIVE},
                },
            }
        },
    }
)


def faults_of(line: dict[str, Any]) -> list[str]:
    """Why CloudWatch would drop the line, or one of its metrics. Empty: it takes all of it."""
    faults = [error.message for error in _LINE.iter_errors(line)]
    for directive in () if faults else line["_aws"]["CloudWatchMetrics"]:
        dimensions = {name for names in directive["Dimensions"] for name in names}
        faults += [f"the dimension {name} has no text" for name in dimensions if not _text(line.get(name))]
        names = [metric["Name"] for metric in directive["Metrics"]]
        faults += [f"{name} is there twice" for name in {*names} if names.count(name) > 1]
        faults += [f"{name} is no number, nor up to 100" for name in names if not _numbers(line.get(name))]
    return faults


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 1024


def _numbers(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return 0 < len(values) <= 100 and all(type(each) in (int, float) for each in values)
