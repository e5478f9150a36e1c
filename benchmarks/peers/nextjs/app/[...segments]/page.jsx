import { cookies, headers } from 'next/headers';
import { notFound, unauthorized } from 'next/navigation';
import { claimsOf } from '../../lib/claims.js';
import { readTask } from '../../lib/task.js';
import Invoice from '../../forms/invoice.jsx';
import sample from '../../forms/sample.json';

export const dynamic = 'force-dynamic';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export default async function Page({ params }) {
  const { segments } = await params;
  const [first, workflow, node, execution] = segments;
  if (segments.length === 1 && UUID.test(first)) return <Invoice task={sample} action="#" user="preview" />;
  if (segments.length !== 4 || first !== 'i' || ![workflow, node, execution].every((id) => UUID.test(id))) notFound();
  const caller = await claimsOf(await cookies(), await headers());
  if (!caller) unauthorized();
  const task = await readTask({ workflow, node, execution }, caller.token);
  if (!task) notFound();
  return <Invoice task={task} action={`/api/submit/${execution}/${node}`} user={caller.claims.username} />;
}
