// Exact decimal texts for people: nothing here turns money or a decimal into a binary fraction.

/** 9000 → 9,000; "-1234567.80" → -1,234,567.80. Texts that are no number come back unchanged. */
export function grouped(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const found = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!found) return text;
  const [, sign, whole, rest] = found;
  return `${sign}${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}${rest ?? ''}`;
}

/** The difference of two exact decimals, with its sign: ("46", "45") → +1; null when either is none. */
export function difference(now: number | string | null, before: number | string | null): string | null {
  const a = scaled(now), b = scaled(before);
  if (!a || !b) return null;
  const places = Math.max(a.places, b.places);
  const by = a.digits * 10n ** BigInt(places - a.places) - b.digits * 10n ** BigInt(places - b.places);
  const size = (by < 0n ? -by : by).toString().padStart(places + 1, '0');
  const text = places ? `${size.slice(0, -places)}.${size.slice(-places)}` : size;
  return `${by > 0n ? '+' : by < 0n ? '−' : '±'}${grouped(text)}`;
}

function scaled(value: number | string | null): { digits: bigint; places: number } | null {
  const found = value === null ? null : /^(-?\d+)(?:\.(\d+))?$/.exec(String(value));
  return found ? { digits: BigInt(found[1]! + (found[2] ?? '')), places: found[2]?.length ?? 0 } : null;
}

/** A digest in groups of eight. */
export function digestGroups(digest: string): string[] {
  return digest.match(/.{1,8}/g) ?? [];
}

/** Heights of a step line within a box, y growing downwards; equal values lie in the middle. */
export function stepPath(values: readonly number[], width: number, height: number): { path: string; points: { x: number; y: number }[] } {
  const least = Math.min(...values), most = Math.max(...values), span = most - least;
  const points = values.map((value, i) => ({
    x: values.length > 1 ? (i * width) / (values.length - 1) : width,
    y: span ? height - ((value - least) / span) * height : height / 2,
  }));
  const round = (n: number) => Math.round(n * 10) / 10;
  const path = points.map((p, i) => (i ? `H${round(p.x)}V${round(p.y)}` : `M${round(p.x)} ${round(p.y)}`)).join('');
  return { path, points };
}
