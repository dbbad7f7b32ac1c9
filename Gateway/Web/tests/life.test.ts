import { describe, expect, test } from 'vitest';
import type { Message } from '../src/message';
import { messageOf } from '../src/message';
import { Timeline } from '../src/timeline';
import type { HistoryPage } from '../src/protocol';
import { FakeRoom, people, seeded } from './fakeRoom';
import { ann } from './fixtures';

/** What a message shows. Which of many people are named first, and the order of emoji, is of no account. */
function look({ text, deleted, edited, replies, lastReply, reactions }: Message) {
  const chips = reactions.map(({ emoji, count, mine }) => `${emoji} ${count} ${mine}`).sort();
  return { text, deleted, edited, replies, lastReply, chips };
}

function looks(messages: ReadonlyMap<number, Message>) {
  return new Map([...messages].sort(([a], [b]) => a - b).map(([seq, message]) => [seq, look(message)]));
}

/** The truth: all messages as one page shows them. */
function truth(room: FakeRoom) {
  const { head, events, details } = room.page({ limit: room.head }, ann);
  const bySeq = new Map(details.map((each) => [each.seq, each]));
  const messages = events.filter((event) => event.kind === 'message');
  return looks(new Map(messages.map((event) => [event.seq, messageOf(event, head, bySeq.get(event.seq))])));
}

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

describe('G5: whatever way events came, messages are in the state that a page shows', () => {
  test.each(seeds)('live, from the first event on (seed %i)', (seed) => {
    const [room, chance, timeline] = [new FakeRoom(), seeded(seed), new Timeline(ann.id)];
    timeline.reset(room.page({ limit: 50 }, ann));
    for (let step = 0; step < 150; step++) timeline.add([room.happen(chance)]);
    expect(looks(timeline.messages.all)).toEqual(truth(room));
  });

  test.each(seeds)('losses, resumes, late pages, jumps and resets mixed (seed %i)', (seed) => {
    const [room, chance, timeline] = [new FakeRoom(), seeded(seed), new Timeline(ann.id)];
    for (let step = 0; step < 40; step++) room.happen(chance);
    timeline.reset(room.page({ limit: 8 }, ann));
    let connected = true;
    /** Pages on their way, and what is done with each. */
    const coming: (() => unknown)[] = [];
    const ask = (page: HistoryPage, take: (page: HistoryPage) => unknown) => coming.push(() => take(page));

    for (let step = 0; step < 300; step++) {
      const event = room.happen(chance);
      if (connected) timeline.add([event]);
      const { first, aside } = timeline;
      const [top, bottom] = [aside?.[0]?.seq, aside?.at(-1)?.seq];
      switch (chance(14)) {
        case 0:
          connected = false;
          timeline.dropHeld();
          break;
        case 1:
        case 2:
          // The live events may be faster than those of the resume.
          if (!connected) timeline.add(room.since(timeline.last));
          connected = true;
          break;
        case 3:
          ask(room.page({ before: first, limit: 6 }, ann), (page) => timeline.prepend(page, first));
          break;
        case 4:
          ask(room.page({ around: 1 + chance(room.head), limit: 6 }, ann), (page) => timeline.setAside(page));
          break;
        case 5:
          if (top !== undefined)
            ask(room.page({ before: top, limit: 6 }, ann), (page) => timeline.extend(page, { before: top }));
          break;
        case 6:
          if (bottom !== undefined)
            ask(room.page({ after: bottom, limit: 6 }, ann), (page) =>
              timeline.extend(page, { after: bottom }),
            );
          break;
        case 7:
          ask(room.page({ thread: 1 + chance(room.head), limit: 6 }, ann), (page) => timeline.learn(page));
          break;
        case 8:
          if (chance(4) === 0) timeline.reset(room.page({ limit: 8 }, ann));
          break;
        case 9:
          timeline.trim(30);
          break;
        default:
          coming.splice(chance(coming.length || 1), 1)[0]?.();
      }
    }
    timeline.add(room.since(timeline.last));
    for (const take of coming) take();

    const known = looks(timeline.messages.all);
    const all = truth(room);
    expect(known.size).toBeGreaterThan(3);
    expect(known).toEqual(new Map([...known.keys()].map((seq) => [seq, all.get(seq)])));
    const seqs = timeline.events.map((event) => event.seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    for (const event of [...timeline.events, ...(timeline.aside ?? [])])
      if (event.kind === 'message') expect(known.has(event.seq)).toBe(true);
  });
});

test('names are those of people who did react', () => {
  for (const seed of seeds) {
    const [room, chance, timeline] = [new FakeRoom(), seeded(seed), new Timeline(ann.id)];
    timeline.reset(room.page({ limit: 50 }, ann));
    for (let step = 0; step < 150; step++) timeline.add([room.happen(chance)]);
    const right = new Map(room.page({ limit: room.head }, ann).details.map((each) => [each.seq, each]));
    for (const { seq, reactions } of timeline.messages.all.values())
      for (const { emoji, first } of reactions) {
        const them = right.get(seq)?.reactions.find((each) => each.emoji === emoji)?.first ?? [];
        expect(them.map((each) => each.id)).toEqual(expect.arrayContaining(first.map((each) => each.id)));
      }
  }
  expect(people).toHaveLength(3);
});
