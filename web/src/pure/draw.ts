// Drawing a sample again where one sits: the frame ordered by SM3 of seed, | and id, the first n taken. What anybody finds must be what was drawn.
import { sm3 } from './sm3';

export interface Line {
  place: number;
  id: string;
  digest: string;
  drawn: boolean;
}
export interface Again {
  order: { id: string; digest: string }[];
  frame: string; // SM3 over the lines "digest id\n" in their order
  same: boolean; // order, digests and those drawn are the same
}
export function drawAgain(seed: string, size: number, lines: readonly Line[]): Again {
  const order = lines.map(({ id }) => ({ id, digest: sm3(`${seed}|${id}`) })).sort((a, b) => (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : a.id < b.id ? -1 : 1));
  return {
    order,
    frame: sm3(order.map(({ id, digest }) => `${digest} ${id}\n`).join('')),
    same: order.every((one, at) => lines[at]!.id === one.id && lines[at]!.digest === one.digest && lines[at]!.drawn === at < size),
  };
}
/** What is typed in a terminal to find one digest again. */
export const command = (seed: string, id: string): string => `printf '%s' '${`${seed}|${id}`.replace(/'/g, `'\\''`)}' | openssl dgst -sm3`;
