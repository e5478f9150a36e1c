"""The front door of the edge and of the API: what a connection may do before any handler sees it."""
