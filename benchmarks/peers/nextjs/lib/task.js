const API = process.env.API_URL;

const path = (execution, node) => `${API}/workflow-executions/${execution}/nodes/${node}`;

export async function readTask({ workflow, node, execution }, token) {
  const answer = await fetch(`${path(execution, node)}?workflow_uuid=${workflow}`, {
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
  });
  return answer.ok ? answer.json() : null;
}

export function handIn(execution, node, token, body) {
  return fetch(`${path(execution, node)}/submit`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
    cache: 'no-store',
  });
}
