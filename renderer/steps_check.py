"""The steps of `ui.json` cover the form: every field that is drawn stands in exactly one of them."""

from renderer.documents import Documents
from renderer.form.model import Form
from renderer.ui import CHECK, Ui


def check_steps(documents: Documents, ui: Ui, form: Form) -> None:
    """A fault for each field that is in no step or in two, and for each id that is taken."""
    if not ui.steps:
        return
    drawn = [f.name for f in form.root.children if f.kind not in ("constant", "action")]
    placed: dict[str, str] = {}
    ids: set[str] = set()
    for number, step in enumerate(ui.steps):
        if step.id in ids or step.id == CHECK:
            message = f"the id '{step.id}' is taken."
            documents.fault_at("ui.json", ("steps", number, "id"), message, "Give the step another.")
        ids.add(step.id)
        for index, name in enumerate(step.fields):
            if name in placed:
                message = f"'{name}' stands in the step '{placed[name]}' already."
                documents.fault_at("ui.json", ("steps", number, "fields", index), message, "Name it once.")
            placed[name] = step.id
        if not set(step.fields) & set(drawn):
            message = f"the step '{step.id}' draws nothing."
            documents.fault_at("ui.json", ("steps", number, "fields"), message, "Name fields that are drawn.")
    for name in drawn:
        if name not in placed:
            way_out = "Add it to the fields of one of them."
            documents.fault_at("ui.json", ("steps",), f"'{name}' stands in none of the steps.", way_out)
