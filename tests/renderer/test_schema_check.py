"""Faults in schemas as authors write them."""

import socket
import threading
from collections.abc import Iterator

import pytest

from renderer.documents import Documents
from renderer.schema_check import read_schema


def faults(text: str) -> list[str]:
    documents = Documents({"schema.json": text.encode()})
    schema = read_schema(documents, "schema.json")
    assert (schema is None) == bool(documents.faults)
    return sorted(map(str, documents.faults))


def test_a_good_schema_is_compiled() -> None:
    documents = Documents({"schema.json": b'{"type": "object", "x-note": "ours", "required": ["a"]}'})

    schema = read_schema(documents, "schema.json")

    assert schema is not None
    assert not schema.is_valid({})
    assert documents.faults == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '{"properties": {\n"a": {"minLenght": 1}}}',
            "2: 'minLenght' is no keyword packages can use. Did you mean 'min",
        ),
        ('{"type":\n "text"}', "1: 'text' is not a type. Allowed: string, integer"),
        (
            '{"type": "object",\n "required": "a"}',
            '2: is not a schema at /required: "a" is not of type "array".',
        ),
        ('{"properties": {\n"type": 5}}', "2: is not a schema at /properties/type: 5 is not of types"),
        (
            '{"properties": {"a": {\n"format": "e-mail"}}}',
            "2: 'e-mail' is not a format we check. Did you mean 'email'?",
        ),
        ('{"properties": {"a":\n {"pattern": "(?=x)"}}}', "2: the pattern (?=x) cannot be used"),
        ('{"patternProperties": {\n "[": {}}}', "2: the pattern [ cannot be used"),
        (
            '{"pattern": "(a{1000}){1000}"}',
            "1: the pattern (a{1000}){1000} cannot be used: it is broken, looks ar",
        ),
        ('{"$schema":\n "http://json-schema.org/draft-07/schema#"}', "1: is written in another dialect."),
        ('{\n"definitions": {}}', "2: 'definitions' is no keyword packages can use. Call it '$defs'."),
        ('{"$ref":\n "#/$defs/gone"}', "1: refers to #/$defs/gone, which is not there."),
        ('{"allOf": [{"$ref": "#"}]}', "1: refers to itself at #. Say there what it is"),
        ('{"properties": {"a": {\n"$id": "https://a.example/"}}}', "2: has an '$id' inside."),
        ("[]", "1: does not hold an object."),
        ('{"a": 1,\n"a": 2}', "2: has the key 'a' twice."),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_way_out(text: str, fault: str) -> None:
    assert [told[: len(fault) + 12] for told in faults(text)] == [f"schema.json:{fault}"]


def test_all_faults_of_a_schema_are_told_at_once() -> None:
    text = '{"type": "objekt",\n"minimun": 1,\n"pattern": "[",\n"$ref": "#/gone",\n"required": 3}'

    assert [fault.partition(":")[2][0] for fault in faults(text)] == ["1", "2", "3", "4", "5"]


def test_a_schema_that_unfolds_without_measure_is_refused() -> None:
    doubling = ", ".join(
        f'"a{n}": {{"allOf": [{{"$ref": "#/$defs/a{n - 1}"}}, {{"$ref": "#/$defs/a{n - 1}"}}]}}'
        for n in range(1, 40)
    )

    told = faults(f'{{"$defs": {{"a0": {{}}, {doubling}}}, "$ref": "#/$defs/a39"}}')

    assert len(told) == 1
    assert "unfolds into" in told[0]


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port that notes everybody who connects."""
    callers: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            callers.append(str(address))
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], callers
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


def test_the_listener_notices_a_caller(listener: tuple[int, list[str]]) -> None:
    port, callers = listener

    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.recv(1)

    assert len(callers) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"$ref": "http://127.0.0.1:PORT/a"}',
        '{"$ref": "//127.0.0.1:PORT/a"}',
        '{"$ref": "http://127.0.0.1:PORT/a#/$defs/b"}',
        '{"properties": {"a": {"items": {"$ref": "HTTP://127.0.0.1:PORT/"}}}}',
        '{"$id": "http://127.0.0.1:PORT/root", "$ref": "other.json"}',
        '{"$id": "http://127.0.0.1:PORT/root", "$ref": "/other.json"}',
        '{"properties": {"a": {"$id": "http://127.0.0.1:PORT/", "$ref": "b"}}}',
        '{"$schema": "http://127.0.0.1:PORT/meta"}',
        '{"$dynamicRef": "http://127.0.0.1:PORT/a"}',
        '{"$defs": {"x": {"$ref": "http://127.0.0.1:PORT/a"}}}',
        '{"$ref": "file:///etc/hostname"}',
        '{"then": {"$recursiveRef": "http://127.0.0.1:PORT/a"}}',
    ],
)
def test_nothing_outside_a_schema_is_ever_fetched(text: str, listener: tuple[int, list[str]]) -> None:
    port, callers = listener

    assert faults(text.replace("PORT", str(port)))
    assert callers == []
