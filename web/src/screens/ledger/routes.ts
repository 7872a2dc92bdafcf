import type { Area } from '../area';

export default {
  routes: [
    { path: '/matrix', component: () => import('./Matrix.vue'), meta: { title: 'ledger.matrix' } },
    { path: '/matrix/:entity', component: () => import('./Matrix.vue'), meta: { title: 'ledger.matrix' } },
    { path: '/tally', component: () => import('./Tally.vue'), meta: { title: 'ledger.tally' } },
    { path: '/tally/:entity', component: () => import('./Tally.vue'), meta: { title: 'ledger.tally' } },
    { path: '/declared', component: () => import('./Declared.vue'), meta: { title: 'ledger.declared' } },
    { path: '/opening', component: () => import('./Opening.vue'), meta: { title: 'ledger.opening' } },
  ],
  menu: [
    { path: '/matrix', title: 'ledger.matrix', place: 'top', order: 30 },
    { path: '/declared', title: 'ledger.declared', place: 'top', order: 40 },
    { path: '/tally', title: 'ledger.tally', place: 'tools', order: 30 },
    { path: '/opening', title: 'ledger.opening', place: 'tools', order: 40 },
  ],
} satisfies Area;
