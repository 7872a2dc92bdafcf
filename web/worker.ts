// Writes the service worker beside the built page: worker/worker.js with the names of this build's files and one name for all of them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export function worker(): Plugin {
  let folder = '';
  let source = '';
  return {
    name: 'worker',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
      source = join(config.root, 'worker', 'worker.js');
    },
    closeBundle() {
      const files = readdirSync(join(folder, 'assets'))
        .filter((name) => !/\.(gz|br)$/.test(name))
        .sort()
        .map((name) => `/app/assets/${name}`);
      const text = readFileSync(source, 'utf8');
      const version = createHash('sha256').update(text).update(files.join('\n')).update(readFileSync(join(folder, 'index.html'))).digest('hex').slice(0, 16);
      writeFileSync(join(folder, 'worker.js'), text.replace('__VERSION__', JSON.stringify(`zc-page-${version}`)).replace('__FILES__', JSON.stringify(files)));
    },
  };
}
