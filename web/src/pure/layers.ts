// Links from above to below, set out in layers: who answers to nobody stands on top, everybody else one below the nearest above him.
export function layersOf(links: readonly { from: string; to: string }[]): string[][] {
  const below = new Map<string, string[]>(), answers = new Set<string>();
  for (const { from, to } of links) {
    below.set(from, [...(below.get(from) ?? []), to]);
    answers.add(to);
  }
  let layer = [...below.keys()].filter((id) => !answers.has(id));
  const seen = new Set(layer), layers: string[][] = [];
  while (layer.length) {
    layers.push(layer);
    const next: string[] = [];
    for (const id of layer)
      for (const one of below.get(id) ?? [])
        if (!seen.has(one)) {
          seen.add(one);
          next.push(one);
        }
    layer = next;
  }
  return layers;
}
