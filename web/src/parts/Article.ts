// Draws the tree of an edition; each figure in it is a door.
import { defineComponent, h, type PropType, type VNodeChild } from 'vue';
import { i18n } from '../i18n';
import type { Element, Node } from '../pure/fragment';

export default defineComponent({
  name: 'EditionText',
  props: {
    nodes: { type: Array as PropType<Node[]>, required: true },
    chosen: { type: String, default: '' },
  },
  emits: { open: (_metric: string, _anchor: string) => true },
  setup(props, { emit }) {
    const draw = (node: Node): VNodeChild => (typeof node === 'string' ? node : element(node));
    function element(node: Element): VNodeChild {
      if (node.tag !== 'door') return h(node.tag, { class: node.kind }, node.children.map(draw));
      const [value, mark] = node.children as [string, string];
      const anchor = node.anchor ?? '';
      return h(
        'button',
        {
          class: ['door', node.kind, { on: anchor === props.chosen }],
          id: anchor,
          'aria-label': i18n.global.t('trace.open', { title: '', value }),
          onClick: () => emit('open', node.metric ?? '', anchor),
        },
        [value, h('sup', { 'aria-hidden': 'true' }, mark)],
      );
    }
    return () => props.nodes.map(draw);
  },
});
