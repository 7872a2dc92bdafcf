// Links from a superior to a subordinate as trees, one a line: who is below whom, and which branches are silent.
export interface Link {
  id: string;
  line: string;
  over: { id: string; name: string | null };
  under: { id: string; name: string | null };
  reached: boolean;
  judged: boolean;
  live: boolean;
  last_on: string | null;
  silent_since: string | null;
  last: Record<string, string | null> | null;
}
export interface Branch {
  id: string; // of the record at the end of the link
  name: string;
  link: Link | null; // null: the beginning of a line
  below: Branch[];
  silent: number; // silent links here and below
}
export const isSilent = (link: Link): boolean => link.judged && !link.live;

/** The trees of one line, beginning with those above whom nobody stands. A link that would lead round in a circle is left at its first place. */
export function branches(links: readonly Link[], line: string): Branch[] {
  const own = links.filter((one) => one.line === line);
  const under = new Set(own.map((one) => one.under.id));
  const seen = new Set<string>();
  const grow = (id: string, name: string, link: Link | null): Branch => {
    seen.add(id);
    const below = own.filter((one) => one.over.id === id && !seen.has(one.under.id)).map((one) => grow(one.under.id, one.under.name ?? `#${one.under.id}`, one));
    below.sort((a, b) => b.silent - a.silent || a.name.localeCompare(b.name, 'zh'));
    return { id, name, link, below, silent: below.reduce((sum, one) => sum + one.silent, 0) + (link && isSilent(link) ? 1 : 0) };
  };
  const starts = new Map(own.filter((one) => !under.has(one.over.id)).map((one) => [one.over.id, one.over.name ?? `#${one.over.id}`]));
  const out = [...starts].map(([id, name]) => grow(id, name, null));
  for (const one of own) if (!seen.has(one.over.id)) out.push(grow(one.over.id, one.over.name ?? `#${one.over.id}`, null));
  return out;
}
