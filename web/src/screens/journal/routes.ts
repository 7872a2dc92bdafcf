import type { Area } from '../area';

export default {
  routes: [
    { path: '/journal', component: () => import('./Chains.vue'), meta: { title: 'journal.title' } },
    { path: '/journal/:chain', component: () => import('./Chain.vue'), meta: { title: 'journal.title' } },
    { path: '/journal/:chain/:seq', component: () => import('./Entry.vue'), meta: { title: 'journal.title' } },
  ],
  menu: [{ path: '/journal', title: 'journal.title', place: 'tools', order: 20 }],
} satisfies Area;
