import { claimsOf } from '../../../../../lib/claims.js';
import { handIn } from '../../../../../lib/task.js';

export async function POST(request, { params }) {
  const { execution, node } = await params;
  const caller = await claimsOf(request.cookies, request.headers);
  if (!caller) return Response.json({ title: 'Please sign in' }, { status: 401 });
  const answer = await handIn(execution, node, caller.token, JSON.stringify(await request.json()));
  return Response.json(await answer.json(), { status: answer.status });
}
