// SM3 (GB/T 32905-2016), so that a reader can count a digest again in the browser. Test vectors: appendix A of the standard.
const start = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const turn = (word: number, by: number) => (by % 32 ? (word << (by % 32)) | (word >>> (32 - (by % 32))) : word);
const p0 = (x: number) => x ^ turn(x, 9) ^ turn(x, 17);
const p1 = (x: number) => x ^ turn(x, 15) ^ turn(x, 23);

function compress(state: number[], view: DataView, at: number): void {
  const w = new Array<number>(68);
  for (let j = 0; j < 16; j++) w[j] = view.getInt32(at + j * 4);
  for (let j = 16; j < 68; j++) w[j] = p1(w[j - 16]! ^ w[j - 9]! ^ turn(w[j - 3]!, 15)) ^ turn(w[j - 13]!, 7) ^ w[j - 6]!;
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j++) {
    const early = j < 16;
    const ss1 = turn((turn(a, 12) + e + turn(early ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7);
    const ss2 = ss1 ^ turn(a, 12);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (w[j]! ^ w[j + 4]!)) | 0;
    const tt2 = (gg + h + ss1 + w[j]!) | 0;
    [d, c, b, a] = [c, turn(b, 9), a, tt1];
    [h, g, f, e] = [g, turn(f, 19), e, p0(tt2)];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i]! ^ word) | 0));
}

/** The digest of bytes, or of a text in UTF-8, as 64 hexadecimal digits. */
export function sm3(input: Uint8Array | string): string {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const whole = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(whole.length - 4, (bytes.length << 3) >>> 0);
  const state = [...start];
  for (let at = 0; at < whole.length; at += 64) compress(state, view, at);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
