import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from './drill.ts';

/** Of the disk, what is left free: less than the alert's 10 %, enough to go on. */
const LEFT_FREE = 0.06;

export const dataDiskFilling: Drill = {
  alert: 'DataDiskFilling',
  cause: 'low',
  fault: 'a file takes all but 6 % of the disk of QT_DATA_DIR',
  end: 'it is deleted',
  async make({ system }) {
    const { bavail, blocks, bsize } = statfsSync(system.dataDir);
    const file = join(system.dataDir, 'ballast');
    writeFileSync(file, Buffer.alloc(Math.max(0, Math.floor((bavail - blocks * LEFT_FREE) * bsize))));
    return () => rmSync(file, { force: true });
  },
};
