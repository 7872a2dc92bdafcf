import { describe, expect, it } from 'vitest';
import { article, type Parsed } from '@/pure/fragment';

// A tree such as a browser's parser makes.
const text = (content: string): Parsed => ({ nodeType: 3, nodeName: '#text', textContent: content, childNodes: [] });
const node = (name: string, attributes: Record<string, string>, ...children: Parsed[]): Parsed => ({
  nodeType: 1, nodeName: name, childNodes: children, textContent: children.map((one) => one.textContent).join(''), getAttribute: (asked) => attributes[asked] ?? null,
});
const body = (...children: Parsed[]) => node('BODY', {}, node('ARTICLE', { class: 'zc-review' }, ...children));

describe('the text of an edition', () => {
  it('keeps figures as doors with their metric and basis', () => {
    const door = node('A', { class: 'zc-door', id: 'f8', href: '/figures/x' }, node('DATA', { 'data-metric': 'pilots', 'data-basis': 'records' }, text('46')), node('SUP', { class: 'zc-basis' }, text('●')));
    expect(article(body(node('P', {}, text('承担'), door, text('项')))).text).toEqual([{ tag: 'p', children: ['承担', { tag: 'door', anchor: 'f8', metric: 'pilots', kind: 'records', children: ['46', '●'] }, '项'] }]);
  });
  it('lets nothing act: scripts go, handlers and unknown marks do not survive', () => {
    const made = article(body(node('P', { onclick: 'x()', style: 'color:red' }, node('IMG', { src: 'x', onerror: 'y()' }), node('SCRIPT', {}, text('z()')), node('A', { href: 'javascript:1' }, text('link')))));
    expect(made.text).toEqual([{ tag: 'p', children: ['link'] }]);
    expect(JSON.stringify(made)).not.toMatch(/onclick|onerror|javascript|style|z\(\)/);
  });
  it('leaves its own head and list of figures to the screen and keeps the wordings', () => {
    const made = article(body(node('P', { class: 'zc-count' }, text('本文无裸数')), node('H1', {}, text('题')), node('P', {}, text('正文')), node('H2', { id: 'figures' }, text('数据清单')), node('TABLE', {}), node('H2', { id: 'wordings' }, text('表述')), node('UL', { class: 'zc-wordings' }, node('LI', {}, text('四个导向')))));
    expect(made.text).toEqual([{ tag: 'p', children: ['正文'] }]);
    expect(made.wordings.map((one) => (typeof one === 'string' ? one : one.tag))).toEqual(['h2', 'ul']);
  });
});
