"""The form: a field model from the schema, drawn once at load; posted text back to a typed response."""
