import type { Area } from '../area';
import { writersOf, yearly } from './office';

export default {
  routes: [
    { path: '/office/units', component: () => import('./Units.vue'), meta: { title: 'office.units' } },
    { path: '/office/carry', component: () => import('./Carry.vue'), meta: { title: 'office.carry' } },
    { path: '/jobs', component: () => import('./Jobs.vue'), meta: { title: 'office.jobs' } },
  ],
  menu: [
    { path: '/office/units', title: 'office.units', place: 'office', order: 10, roles: () => writersOf('core.unit_event') },
    { path: '/office/carry', title: 'office.carry', place: 'office', order: 20, roles: () => yearly().flatMap((one) => writersOf(one.entity)) },
    { path: '/jobs', title: 'office.jobs', place: 'tools', order: 10 },
  ],
} satisfies Area;
