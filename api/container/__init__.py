"""The container path: a commit is built as an image, and the services take it over."""
