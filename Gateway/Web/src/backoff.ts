const first = 500;
const longest = 30_000;

/**
 * Milliseconds to wait before try number `attempt` (from 0): doubling from 0.5 s to 30 s. Half of it is
 * random ("equal jitter"), so that the clients of a restarted server don't all return in one moment.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longest, first * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
