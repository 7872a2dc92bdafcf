// Where the same thing stands without scripts. The addresses of the two faces are alike, so that a screen leads to its page and back.
const alike = /^\/(reviews|figures|records|journal)(\/|$)|^\/(import|leader|opening)$/;
const others: Record<string, string> = { '/': '/desk', '/office/units': '/succession', '/jobs': '/jobs', '/office/rules': '/rules', '/declarations': '/definitions' };
const given = (query: Record<string, unknown>, name: string): string => (typeof query[name] === 'string' ? (query[name] as string) : '');

/** `path` and `query` of a screen; null where nothing without scripts shows the same. */
export function plainAt(path: string, query: Record<string, unknown>): string | null {
  const figure = given(query, 'figure');
  const place = figure ? `/figures/${encodeURIComponent(figure)}` : alike.test(path) && !/\/(new|edit)$/.test(path) ? path : others[path];
  if (!place) return null;
  const times = new URLSearchParams();
  for (const [name, own] of [['period', 'fp'], ['asof', 'fa'], ['known', 'fk']] as const) {
    const value = (figure && given(query, own)) || given(query, name);
    if (value) times.set(name, value);
  }
  return String(times) ? `${place}?${times}` : place;
}
