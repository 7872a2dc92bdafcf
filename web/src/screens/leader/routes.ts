import { instructs } from '../../state/instruct';
import type { Area } from '../area';

export default {
  routes: [{ path: '/leader', component: () => import('./Leader.vue'), meta: { title: 'leader.title' } }],
  menu: [{ path: '/leader', title: 'leader.title', place: 'top', order: 1, roles: instructs }],
} satisfies Area;
