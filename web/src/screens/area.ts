// A group of screens: its addresses, and what of it stands in the menu. Each group is a folder of screens/ with its routes.ts,
// whose default export is one of these; the router and the menu find them by themselves.
import type { RouteRecordRaw } from 'vue-router';

export type Place = 'top' | 'tools' | 'office'; // beside the desk; among the tools; the administration of the city
export interface MenuItem {
  path: string;
  title: string; // of i18n
  place: Place;
  order: number;
  roles?: string[] | (() => string[]); // shown to who has one of them; to everybody without
}
export interface Area {
  routes: RouteRecordRaw[];
  menu?: MenuItem[];
}

const found = import.meta.glob<Area>('./*/routes.ts', { eager: true, import: 'default' });
export const areas: Area[] = Object.values(found);
export const menuOf = (place: Place, roles: string[]): MenuItem[] =>
  areas
    .flatMap((area) => area.menu ?? [])
    .filter((item) => item.place === place && (!item.roles || (typeof item.roles === 'function' ? item.roles() : item.roles).some((role) => roles.includes(role))))
    .sort((a, b) => a.order - b.order);
