import type { Area } from '../area';
import { inspectors } from './visits';

export default {
  routes: [
    { path: '/visits', component: () => import('./Today.vue'), meta: { title: 'visits.title' } },
    { path: '/visits/:entity/:id', component: () => import('./Finding.vue'), meta: { title: 'visits.title' } },
  ],
  menu: [{ path: '/visits', title: 'visits.title', place: 'top', order: 6, roles: inspectors }],
} satisfies Area;
