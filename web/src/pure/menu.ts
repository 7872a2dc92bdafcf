// The entities of a module in the groups that it declares; those that no group names come last, in a group without a title.
import type { Entity, Meta, Pair } from '../state/types';

export interface MenuGroup {
  key: string;
  title: Pair | null;
  entities: Entity[];
}

export function menuGroups(module: Meta['modules'][number], entities: readonly Entity[]): MenuGroup[] {
  const listed = entities.filter((one) => one.module === module.name && one.list.length);
  const left = new Set(listed);
  const groups = module.menu.map((group, i) => {
    const found = group.of.map((name) => listed.find((one) => one.entity === name)).filter((one): one is Entity => one !== undefined);
    for (const one of found) left.delete(one);
    return { key: `${module.name} ${i}`, title: group.title, entities: found };
  });
  return [...groups, { key: `${module.name} rest`, title: null, entities: [...left] }].filter((group) => group.entities.length);
}
