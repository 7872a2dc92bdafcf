import { linkIssuers } from '../../state/links';
import type { Area } from '../area';

export default {
  routes: [{ path: '/links', component: () => import('./Links.vue'), meta: { title: 'links.title' } }],
  menu: [{ path: '/links', title: 'links.title', place: 'tools', order: 85, roles: linkIssuers }],
} satisfies Area;
