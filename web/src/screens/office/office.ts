// Who may do the work of these screens, as the declarations say: the roles that a rule of reading or writing names.
import { rolesIn } from '../../pure/roles';
import { entityOf, state } from '../../state/session';
import type { Entity } from '../../state/types';

export const writersOf = (name: string): string[] => {
  const entity = entityOf(name);
  return entity ? rolesIn(entity.module, entity.write ?? []) : [];
};
export const readersOf = (name: string): string[] => {
  const entity = entityOf(name);
  return entity ? rolesIn(entity.module, entity.read ?? []) : [];
};
export const mayWrite = (name: string): boolean => writersOf(name).some((role) => state.session?.roles.includes(role));

/** What the year change is asked of: what its rows are carried along, unless that is carried itself. */
export const yearly = (): Entity[] => {
  const targets = (state.meta?.entities ?? []).flatMap((one) => one.fields.filter((field) => field.name === one.carry?.along).map((field) => field.to ?? ''));
  return (state.meta?.entities ?? []).filter((one) => targets.includes(one.entity) && !one.carry);
};
