import type { Area } from '../area';

export default {
  routes: [
    { path: '/paper/:entity/new', component: () => import('./Write.vue'), meta: { title: 'paper.title' } },
    { path: '/paper/:entity/:id', component: () => import('./Write.vue'), meta: { title: 'paper.title' } },
  ],
} satisfies Area;
