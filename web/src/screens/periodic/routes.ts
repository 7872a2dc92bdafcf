import type { Area } from '../area';
import { reporters } from './owed';

export default {
  routes: [
    { path: '/periodic', component: () => import('./Owed.vue'), meta: { title: 'periodic.title' } },
    { path: '/periodic/:entity/:period', component: () => import('./Report.vue'), meta: { title: 'periodic.title' } },
  ],
  menu: [{ path: '/periodic', title: 'periodic.title', place: 'top', order: 5, roles: reporters }],
} satisfies Area;
