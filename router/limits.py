"""How much of a form is read."""

MAX_BYTES = 1024 * 1024  # without its files
MAX_FIELDS = 5000  # 200 rows of two dozen fields
