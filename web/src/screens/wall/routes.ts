import type { Area } from '../area';

export default {
  routes: [
    { path: '/wall', component: () => import('./Wall.vue'), meta: { bare: true, title: 'wall.title' } },
    { path: '/wall/:module', component: () => import('./Wall.vue'), meta: { bare: true, title: 'wall.title' } },
    { path: '/first', component: () => import('./First.vue'), meta: { title: 'wall.first' } },
  ],
  menu: [
    { path: '/wall', title: 'wall.title', place: 'tools', order: 5 },
    { path: '/first', title: 'wall.first', place: 'tools', order: 45 },
  ],
} satisfies Area;
