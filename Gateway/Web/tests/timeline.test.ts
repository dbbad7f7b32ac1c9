import { describe, expect, test } from 'vitest';
import { Timeline } from '../src/timeline';
import { ann, event, eventsOf, page } from './fixtures';

const seqs = (timeline: Timeline) => timeline.events.map((each) => each.seq);

function from(first: number, last: number): Timeline {
  const timeline = new Timeline(ann.id);
  timeline.reset(page(first, last));
  return timeline;
}

describe('G4: live events', () => {
  test('are shown in order, each once, however they come', () => {
    const timeline = from(1, 3);
    timeline.add([event(6), event(5)]);
    timeline.add([event(4), event(4), event(2)]);
    timeline.add([event(5)]);
    expect(seqs(timeline)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(timeline.gap).toBe(false);
  });

  test('behind a gap are held until it is closed', () => {
    const timeline = from(1, 3);
    expect(timeline.add([event(5)])).toEqual([]);
    expect(timeline.gap).toBe(true);
    expect(timeline.position).toBe('e1:3');
    expect(timeline.add([event(4)]).map((each) => each.seq)).toEqual([4, 5]);
    expect(timeline.gap).toBe(false);
  });

  test('that came before the first page follow it', () => {
    const timeline = new Timeline(ann.id);
    timeline.add([event(3), event(4)]);
    expect(timeline.events).toEqual([]);
    timeline.reset(page(1, 3));
    expect(seqs(timeline)).toEqual([1, 2, 3, 4]);
  });

  test('of any order and doubling make the same run', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const timeline = from(1, 5);
      const mixed = [...eventsOf(3, 40), ...eventsOf(6, 30)].sort(
        (a, b) => hash(a.seq, seed) - hash(b.seq, seed),
      );
      while (mixed.length > 0) timeline.add(mixed.splice(0, (seed % 4) + 1));
      expect(seqs(timeline)).toEqual(eventsOf(1, 40).map((each) => each.seq));
    }
  });
});

describe('a number known from elsewhere', () => {
  test('shows that something is missing', () => {
    const timeline = from(1, 3);
    timeline.saw(3);
    expect(timeline.behind).toBe(false);
    timeline.saw(4);
    expect(timeline.behind).toBe(true);
    expect(timeline.gap).toBe(false);
    timeline.add([event(4)]);
    expect(timeline.behind).toBe(false);
  });
});

describe('G5: a reset', () => {
  test('drops what was known and begins from the page', () => {
    const timeline = from(1, 3);
    timeline.reset(page(100, 120));
    expect(timeline.first).toBe(100);
    expect(timeline.position).toBe('e1:120');
    expect(timeline.more).toBe(true);
  });

  test('to another epoch drops what was held of the old one', () => {
    const timeline = from(1, 3);
    timeline.add([event(5)]);
    timeline.reset(page(1, 4, { epoch: 'e2' }));
    expect(seqs(timeline)).toEqual([1, 2, 3, 4]);
    expect(timeline.position).toBe('e2:4');
  });

  test('to an empty room has a position too', () => {
    const timeline = new Timeline(ann.id);
    expect(timeline.position).toBeNull();
    timeline.reset(page(1, 0));
    expect(timeline.position).toBe('e1:0');
    timeline.add([event(1)]);
    expect(seqs(timeline)).toEqual([1]);
  });
});

describe('an older page', () => {
  test('goes before the run', () => {
    const timeline = from(51, 60);
    expect(timeline.prepend(page(1, 50, { head: 60 }), 51)).toBe(true);
    expect(timeline.first).toBe(1);
    expect(timeline.more).toBe(false);
    expect(timeline.events).toHaveLength(60);
  });

  test('that overlaps doubles nothing', () => {
    const timeline = from(51, 60);
    timeline.prepend(page(40, 55), 51);
    expect(seqs(timeline)).toEqual(eventsOf(40, 60).map((each) => each.seq));
  });

  test('that was asked for before a reset is ignored', () => {
    const timeline = from(51, 60);
    timeline.reset(page(200, 210));
    expect(timeline.prepend(page(1, 50), 51)).toBe(false);
    expect(timeline.first).toBe(200);
  });

  test('of another epoch is ignored', () => {
    const timeline = from(51, 60);
    expect(timeline.prepend(page(1, 50, { epoch: 'e2' }), 51)).toBe(false);
  });

  test('that is empty ends the history', () => {
    const timeline = from(51, 60);
    timeline.prepend(page(1, 0, { more: true, head: 60 }), 51);
    expect(timeline.more).toBe(false);
  });
});

describe('a place far above', () => {
  const jumped = () => {
    const timeline = from(91, 100);
    expect(timeline.setAside(page(41, 50, { head: 100 }))).toBe(true);
    return timeline;
  };
  const aside = (timeline: Timeline) => timeline.aside?.map((each) => each.seq);

  test('is a stretch of its own, and changes with the live events', () => {
    const timeline = jumped();
    timeline.add([event(101, { kind: 'edit', target: 45, text: 'changed' })]);
    expect(aside(timeline)).toEqual(eventsOf(41, 50).map((each) => each.seq));
    expect(timeline.messages.get(45)?.text).toBe('changed');
    expect(timeline.last).toBe(101);
  });

  test('grows in both directions, and becomes one with the latest events when it reaches them', () => {
    const timeline = jumped();
    expect(timeline.extend(page(36, 40, { head: 100 }), { before: 41 })).toBe(true);
    expect(timeline.extend(page(51, 80, { head: 100 }), { after: 50 })).toBe(true);
    expect(aside(timeline)).toEqual(eventsOf(36, 80).map((each) => each.seq));
    timeline.extend(page(81, 95, { head: 100 }), { after: 80 });
    expect(timeline.aside).toBeNull();
    expect(seqs(timeline)).toEqual(eventsOf(36, 100).map((each) => each.seq));
    expect(timeline.more).toBe(true);
  });

  test('that reaches the latest events at once is no stretch of its own', () => {
    const timeline = from(51, 60);
    timeline.setAside(page(1, 50, { head: 60 }));
    expect(timeline.aside).toBeNull();
    expect(timeline.first).toBe(1);
    expect(timeline.more).toBe(false);
  });

  test('is not lengthened by a page for another end of it', () => {
    const timeline = jumped();
    expect(timeline.extend(page(31, 35, { head: 100 }), { before: 36 })).toBe(false);
    timeline.dropAside();
    expect(timeline.extend(page(51, 60, { head: 100 }), { after: 50 })).toBe(false);
  });

  test('is left by a reset', () => {
    const timeline = jumped();
    timeline.reset(page(1, 5, { epoch: 'e2' }));
    expect(timeline.aside).toBeNull();
    expect(timeline.messages.get(45)).toBeUndefined();
  });
});

test('a page so old that changes since then are forgotten is of no use', () => {
  const timeline = from(1, 10);
  timeline.add(eventsOf(11, 60));
  timeline.trim(20);
  expect(timeline.learn(page(1, 5, { head: 39 }))).toBe(false);
  expect(timeline.learn(page(1, 5, { head: 40 }))).toBe(true);
  expect(timeline.learn(page(1, 0, { head: 0 }))).toBe(true);
});

test('a deleted text is nowhere any more', () => {
  const timeline = from(1, 3);
  timeline.add([event(4, { kind: 'edit', target: 2, text: 'text 2, mended' })]);
  timeline.add([event(5, { kind: 'delete', target: 2, text: null })]);
  expect(JSON.stringify([timeline.events, [...timeline.messages.all]])).not.toContain('text 2');
});

test('trimming keeps the newest and says that there is more', () => {
  const timeline = from(1, 10);
  timeline.trim(4);
  expect(seqs(timeline)).toEqual([7, 8, 9, 10]);
  expect(timeline.more).toBe(true);
  expect(timeline.prepend(page(3, 6, { head: 10 }), 7)).toBe(true);
  expect(timeline.first).toBe(3);
});

function hash(value: number, seed: number): number {
  return (value * 7919 * seed + seed * 104_729) % 1009;
}
