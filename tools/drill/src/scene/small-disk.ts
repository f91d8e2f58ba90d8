import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const SIZE = '384m';

/** Puts a small disk of its own below a folder; false where this machine does not allow it, and the folder is a plain one. */
export function mountSmallDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** Removes the disk that was mounted on this folder. */
export function unmountSmallDisk(folder: string): void {
  execFileSync('umount', [folder], { stdio: 'pipe' });
}
