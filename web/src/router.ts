// A screen is an address. Screens that not everyone opens at once are fetched when they are.
import { createRouter, createWebHistory } from 'vue-router';
import { areas } from './screens/area';
import { load, state } from './state/session';

export const router = createRouter({
  history: createWebHistory('/app/'),
  routes: [
    { path: '/signin', component: () => import('./screens/SignIn.vue'), meta: { open: true, bare: true, title: 'signin.title' } },
    { path: '/', component: () => import('./screens/Desk.vue'), meta: { title: 'desk.title' } },
    { path: '/figures', component: () => import('./screens/Figures.vue'), meta: { title: 'figures.title' } },
    { path: '/records/:entity', component: () => import('./screens/RecordList.vue') },
    { path: '/records/:entity/new', component: () => import('./screens/RecordForm.vue') },
    { path: '/records/:entity/:id', component: () => import('./screens/RecordView.vue') },
    { path: '/records/:entity/:id/edit', component: () => import('./screens/RecordForm.vue') },
    { path: '/reviews', component: () => import('./screens/Reviews.vue'), meta: { title: 'reviews.title' } },
    { path: '/reviews/:id', component: () => import('./screens/Review.vue'), meta: { title: 'reviews.title' } },
    { path: '/import', component: () => import('./screens/Import.vue'), meta: { title: 'import.title' } },
    { path: '/declarations', component: () => import('./screens/Declarations.vue'), meta: { title: 'declarations.title' } },
    { path: '/declarations/:entity', component: () => import('./screens/Declarations.vue'), meta: { title: 'declarations.title' } },
    { path: '/why', component: () => import('./screens/Why.vue'), meta: { title: 'why.title' } },
    ...areas.flatMap((area) => area.routes),
    { path: '/:rest(.*)*', component: () => import('./screens/Missing.vue'), meta: { title: 'missing.title' } },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});

router.beforeEach(async (to) => {
  if (!state.meta) {
    try {
      await load();
    } catch {
      return true; // the frame says what is wrong and offers to try again
    }
  }
  if (!state.session && !to.meta.open) return { path: '/signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } };
  return true;
});
