// What lies on this device beyond the small drafts of localStorage: photographs that are not sent yet, and what the screens that work without a
// network have read. Everything is under a key; a device that keeps nothing answers with nothing.
let opened: Promise<IDBDatabase> | null = null;

function base(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((done, failed) => {
    const request = indexedDB.open('zc', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('kept');
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  }).catch((wrong: unknown) => {
    opened = null;
    throw wrong;
  });
  return opened;
}
async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const work = (await base()).transaction('kept', mode);
  return new Promise<T>((done, failed) => {
    const request = act(work.objectStore('kept'));
    work.oncomplete = () => done(request.result);
    work.onabort = work.onerror = () => failed(work.error);
  });
}

/** false: there is no room, so nothing may be promised. */
export const remember = <T>(key: string, value: T): Promise<boolean> =>
  run('readwrite', (store) => store.put(value, key)).then(
    () => true,
    () => false,
  );
export const recall = <T>(key: string): Promise<T | null> => run<T | undefined>('readonly', (store) => store.get(key) as IDBRequest<T | undefined>).then(
  (value) => value ?? null,
  () => null,
);
const under = (start: string) => IDBKeyRange.bound(start, `${start}\uffff`);
export const recallAll = <T>(start: string): Promise<T[]> => run<T[]>('readonly', (store) => store.getAll(under(start)) as IDBRequest<T[]>).catch(() => []);
/** One key, or all that begin with it. */
export const forgetAll = (start: string): Promise<void> => run('readwrite', (store) => store.delete(under(start))).catch(() => undefined);
