import type { Area } from '../area';

export default {
  routes: [
    { path: '/drafts', component: () => import('./Drafts.vue'), meta: { title: 'editor.title' } },
    { path: '/drafts/:id', component: () => import('./Editor.vue'), meta: { title: 'editor.title' } },
    { path: '/proof', component: () => import('./Proof.vue'), meta: { title: 'proof.title' } },
    { path: '/compare', component: () => import('./Compare.vue'), meta: { title: 'editions.compare' } },
  ],
  menu: [{ path: '/drafts', title: 'editor.title', place: 'top', order: 10 }],
} satisfies Area;
