import { state } from '../../state/session';
import type { Area } from '../area';

const keepers = ['core.ballot_officer', 'core.ballot_teller'];
const there = () => Boolean(state.meta?.entities.some((one) => one.entity === 'core.ballot_box'));
export default {
  routes: [
    { path: '/ballots', component: () => import('./Boxes.vue'), meta: { title: 'ballots.title' } },
    { path: '/ballots/:id', component: () => import('./Box.vue'), meta: { title: 'ballots.title' } },
  ],
  menu: [{ path: '/ballots', title: 'ballots.title', place: 'top', order: 56, roles: () => (there() ? keepers : []) }],
} satisfies Area;
