"""One task, and the URLs that lead to it."""

WORKFLOW = "11111111-1111-4111-8111-111111111111"
NODE = "22222222-2222-4222-8222-222222222222"
EXECUTION = "33333333-3333-4333-8333-333333333333"

TASK = f"/i/{WORKFLOW}/{NODE}/{EXECUTION}"  # where people open it
SUBMIT = f"/api/submit/{EXECUTION}/{NODE}"  # where programs hand it in

API_TASK = f"/workflow-executions/{EXECUTION}/nodes/{NODE}"
API_SUBMIT = f"{API_TASK}/submit"
API_DRAFT = f"{API_TASK}/draft"
API_NEXT = f"{API_TASK}/next"
