import { state } from '../../state/session';
import type { Area } from '../area';

const everybody = () => state.session?.roles ?? [];
const when = (there: boolean) => (there ? everybody() : []);
export default {
  routes: [
    { path: '/draw/:entity/:id', component: () => import('./Draw.vue'), meta: { title: 'draw.title' } },
    { path: '/ranking', component: () => import('./Ranking.vue'), meta: { title: 'ranking.title' } },
    { path: '/ranking/:name', component: () => import('./Ranking.vue'), meta: { title: 'ranking.title' } },
    { path: '/burden', component: () => import('./Burden.vue'), meta: { title: 'burden.title' } },
    { path: '/chain', component: () => import('./Chain.vue'), meta: { title: 'chain.title' } },
    { path: '/chain/:entity', component: () => import('./Chain.vue'), meta: { title: 'chain.title' } },
  ],
  menu: [
    { path: '/chain', title: 'chain.title', place: 'top', order: 50, roles: () => when(Boolean(state.meta?.entities.some((one) => one.tree))) },
    { path: '/ranking', title: 'ranking.title', place: 'top', order: 52, roles: () => when(Boolean(state.meta?.scores.length)) },
    { path: '/burden', title: 'burden.title', place: 'top', order: 54, roles: () => when(Boolean(state.meta?.entities.some((one) => one.burden))) },
  ],
} satisfies Area;
