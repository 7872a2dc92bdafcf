// What a wall shows, asked for panel by panel with the rights of who looks, and all its numbers under keys by which a change is seen.
import { expression } from '../../pure/filter';
import { partsOf } from '../../pure/lamp';
import { get, type Query } from '../../state/api';
import { everyRow } from '../../state/rows';
import { entityOf, pick } from '../../state/session';
import type { Aggregate, CheckResult, Figure, Pair, Panel, Slice, Wall } from '../../state/types';

export interface Group {
  code: string;
  title: Pair;
  figure: Figure;
}
export interface Tile {
  id: string;
  name: string;
  count: number;
}
export interface PanelData {
  groups: Record<string, Group[]>; // by figure
  rows: Slice[];
  counts: Record<string, number>; // by lamp code
  tiles: Tile[];
  links: { from: string; to: string; alive: boolean; name: string }[];
}
export interface WallData {
  figures: Record<string, Figure>;
  checks: CheckResult[];
  panels: PanelData[];
  numbers: Record<string, unknown>;
}

const asList = (where: string | null, more = ''): string => [where && `(${where})`, more].filter(Boolean).join(' and ');

async function lamps(panel: Panel, query: Query, signal: AbortSignal, into: PanelData): Promise<void> {
  const entity = entityOf(panel.of!)!, lamp = entity.lamp!;
  const counted = await get<Aggregate>(`/api/v1/${entity.entity}/aggregate`, { filter: asList(panel.where), group: lamp.field, limit: 50, ...query }, signal);
  for (const group of counted.groups) if (group.key[lamp.field] !== null) into.counts[String(group.key[lamp.field])] = Number(group.values.count);
  const worst = lamp.lights.find((light) => (light.shape === 'late' || light.shape === 'warn') && (into.counts[light.code] ?? 0) > 0);
  if (!worst) return;
  const unit = entity.list.map((name) => entity.fields.find((field) => field.name === name)).find((field) => field?.type === 'ref' && !field.many);
  const fields = [entity.named_by, lamp.field, unit?.name].filter(Boolean).join(',');
  const rows = await everyRow(entity.entity, { filter: asList(panel.where, expression(entity, [{ field: lamp.field, operator: 'is', value: worst.code }])), fields, labels: true, ...query }, signal);
  const far = (row: Slice): number => Math.max(0, ...(row.reasons?.[lamp.field] ?? []).map((one) => one.number ?? 0));
  into.rows = rows.sort((a, b) => far(b) - far(a)).slice(0, 6);
}

/** The areas that the rows name, of those that lie below the same one: the districts of the city. */
async function areas(panel: Panel, query: Query, signal: AbortSignal, into: PanelData): Promise<void> {
  const field = panel.field!;
  const counted = await get<Aggregate>(`/api/v1/${panel.of!}/aggregate`, { filter: asList(panel.where), group: field, limit: 500, ...query }, signal);
  const named = counted.groups.filter((group) => group.key[field] !== null).sort((a, b) => Number(b.values.count) - Number(a.values.count));
  if (!named.length) return;
  const asked = named.slice(0, 12).map((group) => `id = ${String(group.key[field])}`).join(' or ');
  const seen = await everyRow('core.area', { filter: asked, fields: 'name,parent', ...query }, signal);
  const votes = new Map<string, number>();
  for (const one of seen) if (one.fields.parent) votes.set(String(one.fields.parent), (votes.get(String(one.fields.parent)) ?? 0) + 1);
  const parent = [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
  const below = parent ? await everyRow('core.area', { filter: `parent = ${parent}`, sort: 'code', fields: 'name', ...query }, signal) : [];
  const count = new Map(named.map((group) => [String(group.key[field]), Number(group.values.count)]));
  into.tiles = below.map((one) => ({ id: one.id, name: String(one.fields.name ?? ''), count: count.get(one.id) ?? 0 })).filter((one) => one.count);
}

async function links(panel: Panel, query: Query, signal: AbortSignal, into: PanelData): Promise<void> {
  const from = panel.from!, to = panel.to!;
  const all = await everyRow(panel.of!, { filter: asList(panel.where), fields: `${from},${to}`, labels: true, ...query }, signal);
  const alive = panel.live ? new Set((await everyRow(panel.of!, { filter: asList(panel.where, panel.live), fields: from, ...query }, signal)).map((one) => one.id)) : null;
  into.links = all.map((one) => ({ from: String(one.fields[from]), to: String(one.fields[to]), alive: !alive || alive.has(one.id), name: String(one.labels?.[to] ?? '') }));
}

async function panelOf(panel: Panel, query: Query, signal: AbortSignal): Promise<PanelData> {
  const into: PanelData = { groups: {}, rows: [], counts: {}, tiles: [], links: [] };
  if (panel.kind === 'bars')
    await Promise.all(
      [panel.whole, panel.solid, panel.outline, panel.tick].filter((id): id is string => Boolean(id)).map(async (id) => {
        into.groups[id] = (await get<{ groups: Group[] }>(`/api/v1/metrics/${encodeURIComponent(id)}/groups`, { by: panel.field!, ...query }, signal)).groups;
      }),
    );
  else if (panel.kind === 'lamps') await lamps(panel, query, signal, into);
  else if (panel.kind === 'areas') await areas(panel, query, signal, into);
  else if (panel.kind === 'links') await links(panel, query, signal, into);
  return into;
}

export async function wallData(wall: Wall, query: Query, signal: AbortSignal): Promise<WallData> {
  const wanted = new Set(wall.panels.flatMap((panel) => [...partsOf(pick(panel.message)).map((part) => part.figure), ...panel.rows.flatMap((row) => [row.done, row.whole])]).filter((id): id is string => Boolean(id)));
  const figures: Record<string, Figure> = {};
  const [panels, checks] = await Promise.all([
    Promise.all(wall.panels.map((panel) => panelOf(panel, query, signal))),
    wall.panels.some((panel) => panel.kind === 'promises') ? get<{ checks: CheckResult[] }>('/api/v1/promises', query, signal).then((came) => came.checks) : Promise.resolve([]),
    ...[...wanted].map(async (id) => {
      figures[id] = await get<Figure>(`/api/v1/metrics/${encodeURIComponent(id)}`, query, signal);
    }),
  ]);
  const numbers: Record<string, unknown> = {};
  for (const [id, figure] of Object.entries(figures)) numbers[`figure ${id}`] = figure.value;
  for (const one of checks) numbers[`check ${one.id}`] = `${one.passed} ${one.applicable}`;
  panels.forEach((panel, i) => {
    for (const [id, groups] of Object.entries(panel.groups)) for (const group of groups) numbers[`group ${id} ${group.code}`] = group.figure.value;
    for (const [code, count] of Object.entries(panel.counts)) numbers[`lamp ${i} ${code}`] = count;
    for (const tile of panel.tiles) numbers[`area ${i} ${tile.id}`] = tile.count;
    numbers[`rows ${i}`] = panel.rows.map((row) => row.id).join();
  });
  return { figures, checks, panels, numbers };
}
