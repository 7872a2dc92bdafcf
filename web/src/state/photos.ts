// Photographs that hang on a line or a record and are not sent yet. Each is made small and digested on the device, shown with its digest, kept, and
// sent once: the ledger takes the same bytes on the same record only once, so an answer that was lost does no harm.
import { reactive } from 'vue';
import { inShanghai } from '../pure/dates';
import { photoName, within } from '../pure/photo';
import { sm3 } from '../pure/sm3';
import { ApiError, call, wordsOf } from './api';
import { forgetAll, recallAll, remember } from './device';
import { state } from './session';

export const most = 1600; // pixels of the longer side
export const many = 12; // of one line

export interface Photo {
  key: string;
  name: string;
  bytes: Blob;
  digest: string; // SM3 of what is sent
  width: number;
  height: number;
  at: string;
  on: { entity: string; id: string } | null; // where it is to hang; null: its line is not in the ledger yet
  refused?: string;
}
const start = (): string => `photo:${state.session?.account}:${state.session?.post}:`;
export const photos = reactive({ turn: 0, waiting: 0 });

/** Of one place, such as a line of a report, in the order in which they were taken; with `all` of every place that begins so. */
export const photosAt = (place: string, all = false): Promise<Photo[]> => recallAll<Photo>(`${start()}${place}${all ? '' : '#'}`).then((all) => all.sort((a, b) => a.at.localeCompare(b.at)));

function picture(file: Blob): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const address = URL.createObjectURL(file);
    const image = new Image();
    image.onload = () => (URL.revokeObjectURL(address), done(image));
    image.onerror = () => (URL.revokeObjectURL(address), failed(new Error('picture')));
    image.src = address;
  });
}
/** Turned upright, at most 1600 pixels, without what the camera wrote into it (such as the place). */
export async function reduce(file: Blob): Promise<{ bytes: Blob; width: number; height: number }> {
  const image = await picture(file);
  const { width, height } = within(image.naturalWidth, image.naturalHeight, most);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.drawImage(image, 0, 0, width, height);
  const bytes = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
  if (!bytes) throw new Error('picture');
  return { bytes, width, height };
}
/** How many lie under each place that begins so, by the rest of its name. */
export async function countsUnder(begin: string): Promise<Record<string, number>> {
  const out: Record<string, number> = {};
  for (const one of await photosAt(begin, true)) {
    const name = one.key.slice(start().length + begin.length, one.key.lastIndexOf('#'));
    out[name] = (out[name] ?? 0) + 1;
  }
  return out;
}
export type Kept = 'kept' | 'same' | 'no_room' | 'no_picture';
export async function keepPhoto(place: string, file: Blob, on: Photo['on']): Promise<Kept> {
  let small;
  try {
    small = await reduce(file);
  } catch {
    return 'no_picture';
  }
  const digest = sm3(new Uint8Array(await small.bytes.arrayBuffer()));
  if ((await photosAt(place)).some((one) => one.digest === digest)) return 'same';
  const at = new Date().toISOString();
  const { day, time } = inShanghai(at);
  const key = `${start()}${place}#${digest}`;
  const kept = await remember<Photo>(key, { key, name: photoName(`${day} ${time}`, digest), ...small, digest, at, on });
  photos.turn++;
  return kept ? 'kept' : 'no_room';
}
export async function dropPhoto(photo: Photo): Promise<void> {
  await forgetAll(photo.key);
  photos.turn++;
}
/** The line has its number now: those of its place may go out. */
export async function hang(place: string, on: { entity: string; id: string }): Promise<void> {
  for (const one of await photosAt(place)) await remember<Photo>(one.key, { ...one, on });
}

async function sendPhoto(photo: Photo): Promise<'sent' | 'later' | 'refused'> {
  const form = new FormData();
  form.append('file', photo.bytes, photo.name);
  try {
    await call(`/api/v1/${photo.on!.entity}/${photo.on!.id}/attachments`, {}, { method: 'POST', body: form });
  } catch (wrong) {
    const status = wrong instanceof ApiError ? wrong.status : 0;
    if (status === 0 || status === 401 || status === 429 || status >= 500) return 'later';
    if (status !== 409) { // 409: it hangs there already, sent before the answer was lost
      await remember<Photo>(photo.key, { ...photo, refused: wordsOf(wrong) });
      return 'refused';
    }
  }
  await forgetAll(photo.key);
  return 'sent';
}
/** All that may go out, one after the other; what finds no network waits for the next time. */
export async function flushPhotos(): Promise<void> {
  for (const photo of (await recallAll<Photo>(start())).filter((one) => one.on && !one.refused)) if ((await sendPhoto(photo)) === 'later') break;
  photos.waiting = (await recallAll<Photo>(start())).filter((one) => one.on && !one.refused).length;
  photos.turn++;
}
/** A refused one is tried again. */
export async function tryAgain(photo: Photo): Promise<void> {
  const { refused: _refused, ...rest } = photo;
  await remember<Photo>(photo.key, rest);
  await flushPhotos();
}
