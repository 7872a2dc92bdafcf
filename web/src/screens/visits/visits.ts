// The draws whose rows are filled in on the spot, and who does so.
import { entityOf, state } from '../../state/session';
import type { Entity, Slice } from '../../state/types';

export interface Inspected {
  round: Entity; // that draws
  entity: Entity; // what is drawn into
}
export const inspected = (): Inspected[] =>
  (state.meta?.entities ?? []).flatMap((round) => {
    const entity = round.draw?.visit ? entityOf(round.draw.into) : undefined;
    return entity ? [{ round, entity }] : [];
  });
export const inspectedBy = (name: string): Inspected | undefined => inspected().find((one) => one.entity.entity === name);
/** Whose role sends a finding on. */
export const inspectors = (): string[] => inspected().flatMap(({ round, entity }) => entity.transitions.find((step) => step.name === round.draw!.visit!.send)?.by ?? []);
/** Still in the state in which it was drawn. */
export const isOpen = ({ round, entity }: Inspected, row: Slice): boolean => (entity.transitions.find((step) => step.name === round.draw!.visit!.send)?.from ?? []).includes(String(row.fields.state));
/** What was drawn: the reference that its frame fills, as a record and in words. */
export function subject({ round }: Inspected, row: Slice): { entity: string; id: string; name: string } | null {
  for (const frame of round.draw!.frames) {
    const id = row.fields[frame.as];
    if (typeof id === 'string') return { entity: frame.of, id, name: typeof row.labels?.[frame.as] === 'string' ? (row.labels[frame.as] as string) : `#${id}` };
  }
  return null;
}
/** The narrowest frame names the row; what it belongs to stands beside. */
export const said = (row: Slice, name: string): string => (typeof row.labels?.[name] === 'string' ? (row.labels[name] as string) : '');
