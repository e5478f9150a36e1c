"""Compiles the engine's own templates ahead, for an image: `python -m renderer.warm`."""

from renderer.form import draw, staged
from renderer.sources import engine_code, engine_sources


def warm() -> None:
    """Keeps what later starts need."""
    for name in engine_sources():
        engine_code(name)
    for environment in (draw.environment(), staged.environment()):
        for name in environment.list_templates():
            environment.get_template(name)


if __name__ == "__main__":
    warm()
