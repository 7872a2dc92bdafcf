// The due date of an approved task moves as it has to: the office proposes a change, the leader approves it. Both are pages that are signed in.
export async function moveDue(office, leader, task, to, reason) {
  const send = (page, path, body) =>
    page.evaluate(async ([path, body]) => {
      const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    }, [path, body]);
  const today = (await office.evaluate(async () => (await fetch('/api/v1/meta')).json())).city.today;
  const made = await send(office, '/api/v1/reform.change', { fields: { task: task.id, field: 'due_on', new_due_on: to, reason, proposed_on: today } });
  await send(leader, `/api/v1/reform.change/${made.id}/transition/approve`, {});
}
