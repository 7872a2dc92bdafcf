import type { Area } from '../area';

export default {
  routes: [{ path: '/account', component: () => import('./Account.vue'), meta: { title: 'account.title' } }],
  menu: [{ path: '/account', title: 'account.title', place: 'tools', order: 90 }],
} satisfies Area;
