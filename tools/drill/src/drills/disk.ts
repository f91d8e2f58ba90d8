import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from '../scene/scene.ts';
import type { Drill } from './drill.ts';

/** Of the disk, what is left free: less than the alert's 10 %, enough to go on. */
const LEFT_FREE = 0.06;
const BLOCKS = [1 << 20, 4096, 512, 1];

const needsSmallDisk: Drill['missing'] = ({ place }: Scene) =>
  place.hasSmallDisk ? undefined : 'a small disk of its own (root, for a mount)';

export const dataDiskFilling: Drill = {
  alert: 'DataDiskFilling',
  cause: 'low',
  fault: 'a file takes all but 6 % of the disk of QT_DATA_DIR',
  end: 'it is deleted',
  missing: needsSmallDisk,
  async make({ place: { dataDir } }) {
    const { bavail, blocks, bsize } = statfsSync(dataDir);
    const file = join(dataDir, 'ballast');
    writeFileSync(file, Buffer.alloc(Math.max(0, Math.floor((bavail - blocks * LEFT_FREE) * bsize))));
    return () => rmSync(file, { force: true });
  },
};

export const fullDisk: Drill = {
  alert: 'StoreUnavailable',
  fault: 'the disk of QT_DATA_DIR is full to its last byte',
  end: 'it has space again',
  missing: needsSmallDisk,
  async make({ place: { dataDir } }) {
    const file = join(dataDir, 'ballast');
    // What a service frees is taken as well.
    const taking = setInterval(() => fill(file), 500);
    fill(file);
    return () => {
      clearInterval(taking);
      rmSync(file, { force: true });
    };
  },
};

/** Makes a file as large as the disk allows. */
function fill(file: string): void {
  for (const size of BLOCKS) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full, for blocks of this size.
    }
  }
}
