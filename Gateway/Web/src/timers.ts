/** Calls `run` after `ms`; the result cancels it. Injected, so that tests own the time. */
export type Later = (ms: number, run: () => void) => () => void;

export const later: Later = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
