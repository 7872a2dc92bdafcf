// The stored text of an edition as a tree of the few marks it may hold. Anything else in it becomes its text alone, so that
// nothing a writer typed can act in the page. Works on any parsed document, so it is tested without a browser.
export type Node = string | Element;
export interface Element {
  tag: string;
  kind?: string; // class, of those that mean something here
  anchor?: string; // of a figure or a heading
  metric?: string;
  children: Node[];
}

/** What is read of a parsed node; the browser's own nodes have all of it. */
export interface Parsed {
  nodeType: number;
  nodeName: string;
  textContent: string | null;
  childNodes: ArrayLike<Parsed>;
  getAttribute?(name: string): string | null;
}

const plain = new Set(['ARTICLE', 'SECTION', 'H1', 'H2', 'H3', 'P', 'UL', 'OL', 'LI', 'STRONG', 'EM', 'SUP', 'BLOCKQUOTE', 'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'BR']);
const dropped = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'EMBED', 'NOSCRIPT']);
const text = 3;
const element = 1;

function childrenOf(node: Parsed): Node[] {
  const out: Node[] = [];
  for (let i = 0; i < node.childNodes.length; i++) out.push(...read(node.childNodes[i]!));
  return out;
}

function read(node: Parsed): Node[] {
  if (node.nodeType === text) return [node.textContent ?? ''];
  if (node.nodeType !== element || dropped.has(node.nodeName)) return [];
  const kind = node.getAttribute?.('class') ?? '';
  if (node.nodeName === 'A' && kind.split(' ').includes('zc-door')) {
    const data = find(node, 'DATA');
    const mark = find(node, 'SUP')?.textContent ?? '';
    return [{ tag: 'door', anchor: node.getAttribute?.('id') ?? '', metric: data?.getAttribute?.('data-metric') ?? '', kind: data?.getAttribute?.('data-basis') ?? '', children: [data?.textContent ?? node.textContent ?? '', mark] }];
  }
  if (!plain.has(node.nodeName)) return childrenOf(node);
  const out: Element = { tag: node.nodeName.toLowerCase(), children: childrenOf(node) };
  const anchor = node.getAttribute?.('id');
  if (anchor && out.tag === 'h2') out.anchor = anchor;
  if (/^zc-[a-z-]+$/.test(kind)) out.kind = kind;
  return [out];
}

function find(node: Parsed, name: string): Parsed | null {
  for (let i = 0; i < node.childNodes.length; i++) {
    const child = node.childNodes[i]!;
    if (child.nodeName === name) return child;
    const inside = find(child, name);
    if (inside) return inside;
  }
  return null;
}

/** The article in two parts, without its own head and its own list of figures: the screen shows both, counted again. */
export function article(root: Parsed): { text: Node[]; wordings: Node[] } {
  const all = read(root).flatMap((one) => (typeof one !== 'string' && one.tag === 'article' ? one.children : [one]));
  const at = (anchor: string) => all.findIndex((one) => typeof one !== 'string' && one.tag === 'h2' && one.anchor === anchor);
  const figures = at('figures'), wordings = at('wordings');
  const ends = [figures, wordings].filter((one) => one >= 0);
  const text = ends.length ? all.slice(0, Math.min(...ends)) : all;
  return {
    text: text.filter((one) => typeof one === 'string' || (one.tag !== 'h1' && one.kind !== 'zc-count')),
    wordings: wordings < 0 ? [] : all.slice(wordings, figures > wordings ? figures : undefined),
  };
}
