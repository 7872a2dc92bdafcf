import type { Area } from '../area';
import { writersOf, yearly } from './office';

export default {
  routes: [
    { path: '/office/units', component: () => import('./Units.vue'), meta: { title: 'office.units' } },
    { path: '/office/carry', component: () => import('./Carry.vue'), meta: { title: 'office.carry' } },
    { path: '/office/people', component: () => import('./People.vue'), meta: { title: 'office.people' } },
    { path: '/office/rules', component: () => import('./Rules.vue'), meta: { title: 'office.rules' } },
    { path: '/transactions/:tx', component: () => import('./Transaction.vue'), meta: { title: 'office.transaction' } },
    { path: '/jobs', component: () => import('./Jobs.vue'), meta: { title: 'office.jobs' } },
  ],
  menu: [
    { path: '/office/units', title: 'office.units', place: 'office', order: 10, roles: () => writersOf('core.unit_event') },
    { path: '/office/carry', title: 'office.carry', place: 'office', order: 20, roles: () => yearly().flatMap((one) => writersOf(one.entity)) },
    { path: '/office/people', title: 'office.people', place: 'office', order: 30, roles: () => [...writersOf('core.holding'), ...writersOf('core.account')] },
    { path: '/office/rules', title: 'office.rules', place: 'office', order: 40, roles: () => writersOf('core.rule_value') },
    { path: '/jobs', title: 'office.jobs', place: 'tools', order: 10 },
  ],
} satisfies Area;
