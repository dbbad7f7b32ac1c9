import { untrack } from 'svelte';

/** For an effect: runs when what `read` reads has changed, whatever `run` reads. */
export function onChange(read: () => unknown, run: () => unknown): void {
  read();
  untrack(run);
}
