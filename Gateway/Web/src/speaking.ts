import type { Command } from './commands';
import { isDirect } from './direct';
import type { Directs } from './directs';
import type { Hub } from './protocol';
import { nameProblem, topicProblem } from './rules';
import type { Rooms } from './rooms';
import type { Writing } from './writing';

export type SpeakingPorts = {
  readonly hub: Pick<Hub, 'user'>;
  readonly writing: Writing;
  readonly rooms: () => Rooms;
  readonly directs: Directs;
  readonly rename: (name: string) => Promise<boolean>;
  readonly show: (room: string) => void;
  readonly failed: (error: unknown) => void;
};

/** Does what a person typed. */
export class Speaking {
  constructor(private readonly ports: SpeakingPorts) {}

  /** Says something at the room's end, or in its thread. */
  say(room: string, text: string, inThread: boolean): void {
    if (inThread) this.ports.writing.sendToThread(room, text);
    else this.ports.writing.send(room, text);
  }

  /** Runs a command. False when it could not be done, and the person knows why: what they typed is theirs to mend. */
  async run(room: string, typed: Command): Promise<boolean> {
    switch (typed.kind) {
      case 'name': {
        const problem = nameProblem(typed.name);
        return problem === null ? this.ports.rename(typed.name) : this.fail(problem);
      }
      case 'topic': {
        if (isDirect(room)) return this.fail('A conversation of two has no topic.');
        const problem = topicProblem(typed.text);
        if (problem !== null) return this.fail(problem);
        this.ports.writing.topic(room, typed.text);
        return true;
      }
      case 'direct':
        return this.direct(typed.name, typed.text);
    }
  }

  /**
   * Writes to whoever bears this name now. Not by the hub's Direct: a message that has to be sent again must go to the
   * same person, though the name may be somebody else's by then. So the name is looked up once, and the room is theirs.
   */
  async direct(name: string, text: string): Promise<boolean> {
    try {
      const { user } = await this.ports.hub.user(name);
      const room = this.ports.directs.begin(user);
      this.ports.directs.called(user);
      this.ports.rooms().enter(room);
      if (text !== '') this.ports.writing.send(room, text);
      this.ports.show(room);
      return true;
    } catch (error) {
      return this.fail(error);
    }
  }

  private fail(error: unknown): boolean {
    this.ports.failed(error);
    return false;
  }
}
