"""Asking other servers over HTTP/1.1: one connection, and one request over a connection of its own."""
