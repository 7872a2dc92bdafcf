// A photograph as evidence: how large it is sent, and how its digest and size are said.

/** The size within `most` pixels on the longer side; never enlarged, never nothing. */
export function within(width: number, height: number, most: number): { width: number; height: number } {
  const by = Math.min(1, most / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) };
}

/** 64 digits in pairs of four groups are compared by nobody; the first eight are. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 4)}-${digest.slice(4, 8)}`.toUpperCase();

/** 312 KB, 1.4 MB. */
export const sizeWords = (bytes: number): string => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

/** 现场 2018-01-05 1410-8F3C.jpg: what it is called in the ledger; the digest keeps two of one minute apart. */
export const photoName = (at: string, digest: string): string => `${at.replace(/[:]/g, '')} ${digest.slice(0, 8)}.jpg`;
